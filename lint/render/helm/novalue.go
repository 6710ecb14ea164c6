package helm

import "bytes"

// noValue is what text/template prints for what is not there. Helm takes it out of
// all output, wherever it came from.
const noValue = "<no value>"

// finish returns what was printed, and the table of where it came from, without
// noValue.
func (w *writer) finish() ([]byte, []segment) {
	gaps := noValues(w.out)
	if len(gaps) == 0 {
		return w.out, w.segments
	}
	out := make([]byte, 0, len(w.out)-len(gaps)*len(noValue))
	var segments []segment
	for i, s := range w.segments {
		end := len(w.out)
		if i+1 < len(w.segments) {
			end = int(w.segments[i+1].at)
		}
		before := len(segments)
		for at := int(s.at); at < end; {
			for len(gaps) > 0 && gaps[0]+len(noValue) <= at {
				gaps = gaps[1:]
			}
			stop := end
			if len(gaps) > 0 {
				if gaps[0] <= at {
					at = min(gaps[0]+len(noValue), end)
					continue
				}
				stop = min(stop, gaps[0])
			}
			segments = append(segments, segment{uint32(len(out)), s.place, s.skip + uint32(at) - s.at})
			out = append(out, w.out[at:stop]...)
			at = stop
		}
		if len(segments) == before {
			segments = append(segments, segment{uint32(len(out)), s.place, 0})
		}
	}
	return out, segments
}

// noValues returns the offsets of noValue, as strings.ReplaceAll finds them.
func noValues(text []byte) []int {
	var out []int
	for at := 0; ; {
		i := bytes.Index(text[at:], []byte(noValue))
		if i < 0 {
			return out
		}
		out = append(out, at+i)
		at += i + len(noValue)
	}
}
