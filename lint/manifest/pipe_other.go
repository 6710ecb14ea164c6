//go:build !unix

package manifest

import (
	"io/fs"
	"os"
)

func openFile(name string) (*os.File, error) { return os.Open(name) }

func waitForWriter(fs.File) error { return nil }
