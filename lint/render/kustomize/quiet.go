package kustomize

import (
	"io"
	"log"
	"os"
)

// quietly runs f while what the library says to the terminal is dropped: it has
// words about deprecated fields and unused variables, with text of the input that
// nobody has escaped. Standard error of the program is not touched: those who write
// to it hold the file.
func quietly(f func()) {
	nowhere, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		f()
		return
	}
	stderr, logged := os.Stderr, log.Writer()
	os.Stderr = nowhere
	log.SetOutput(io.Discard)
	defer func() {
		os.Stderr = stderr
		log.SetOutput(logged)
		nowhere.Close()
	}()
	f()
}
