//go:build unix

package manifest

import (
	"io/fs"
	"os"
	"syscall"
)

// openFile opens a file for reading. O_NONBLOCK matters to pipes only, where the
// call would wait for a writer, if need be for ever.
func openFile(name string) (*os.File, error) {
	return os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
}

// waitForWriter makes reading a pipe wait for those who write to it now; without
// any, the pipe is at its end.
func waitForWriter(f fs.File) error {
	pipe, ok := f.(syscall.Conn)
	if !ok {
		return nil
	}
	conn, err := pipe.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	err = conn.Control(func(fd uintptr) { failed = syscall.SetNonblock(int(fd), false) })
	if err != nil {
		return err
	}
	return failed
}
