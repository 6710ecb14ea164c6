//go:build unix

package cmd

import "golang.org/x/sys/unix"

// columns asks the terminal for its width; 0 when it does not say.
func columns(fd uintptr) int {
	size, err := unix.IoctlGetWinsize(int(fd), unix.TIOCGWINSZ)
	if err != nil {
		return 0
	}
	return int(size.Col)
}
