package source

// Span is a run of bytes of a file, half-open: Start is the first byte, End the
// one after the last. The zero Span stands for no place at all.
type Span struct {
	File       *File
	Start, End int
}

// Text returns the bytes of the span; "" for the zero Span and for offsets
// outside the file.
func (s Span) Text() string {
	if s.File == nil || s.Start < 0 || s.End > len(s.File.Bytes) || s.Start >= s.End {
		return ""
	}
	return string(s.File.Bytes[s.Start:s.End])
}

// IsZero reports whether s is no place at all. An empty span at some place of a
// file is not zero.
func (s Span) IsZero() bool {
	return s.File == nil
}
