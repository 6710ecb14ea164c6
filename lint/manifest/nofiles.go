package manifest

import "fmt"

// NoFilesError is the error of Load for paths that exist and hold no manifest files.
type NoFilesError struct{ message string }

func (e *NoFilesError) Error() string { return e.message }

func noFilesf(format string, args ...any) error {
	return &NoFilesError{fmt.Sprintf(format, args...)}
}
