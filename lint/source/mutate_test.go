package source

import (
	"math/rand"
	"os"
	"strconv"
	"testing"
)

// pieces are what mutations put into a document: all that YAML gives a meaning.
var pieces = []string{
	"\n", "\n", "\n  ", "\n- ", "  ", " ", ": ", ":", "- ", "? ", "&a ", "*a", "&b", "*b ", "!!str ", "!!int ", "!!float ", "!!binary ", "! ", "!x ", "<<: *a", "<<: ",
	"<<: [*a, *b]", "\"", "'", "[", "]", "{", "}", ", ", ",", "|", ">", "|-\n", ">+\n", "|2\n", "#", " # c", "\n#c\n", "\n---\n", "\n...\n", "--- ", "%YAML 1.1\n---\n",
	"\t", "\r\n", "\r", "\u0085", "\u2028", "\ufeff", "é", "日本", "\\", "\\n", "\\u00e9", "''", "\"\"",
	"kind: A", "\nkind: B\n", "\napiVersion: v1\n", "kind", "y", "on", "~", "null", "1", "010", "0x1F", "1.50", ".inf", "1e3", "1_0", "2001-01-01", "12:30", "{{ x }}", "\x00", "\xff", "a", "b: c", "\na: b",
	"[a: b]", "{a, b: }", "? a\n: b\n", "'a''b'", "\"a\\\n  b\"", "\n\n",
}

// mutate changes a text in a few places.
func mutate(r *rand.Rand, texts [][]byte) []byte {
	b := append([]byte(nil), texts[r.Intn(len(texts))]...)
	if len(b) > 600 { // small texts meet more of the rules
		from := r.Intn(len(b) - 500)
		b = b[from : from+100+r.Intn(400)]
	}
	for range 1 + r.Intn(6) {
		i := r.Intn(len(b) + 1)
		j := min(len(b), i+r.Intn(8))
		switch r.Intn(4) {
		case 0: // delete
			b = append(b[:i:i], b[j:]...)
		case 1: // replace
			b = append(append(b[:i:i], pieces[r.Intn(len(pieces))]...), b[j:]...)
		case 2: // insert
			b = append(append(b[:i:i], pieces[r.Intn(len(pieces))]...), b[i:]...)
		case 3: // copy from another
			other := texts[r.Intn(len(texts))]
			from := r.Intn(len(other))
			to := min(len(other), from+r.Intn(60))
			b = append(append(b[:i:i], other[from:to]...), b[i:]...)
		}
	}
	return b
}

// TestMutants holds mutants of the files to all that is promised of documents.
// NETPOLINT_MUTANTS sets their number.
func TestMutants(t *testing.T) {
	count := 3000
	if n, err := strconv.Atoi(os.Getenv("NETPOLINT_MUTANTS")); err == nil {
		count = n
	}
	var texts [][]byte
	for _, f := range files(t) {
		if len(f.Bytes) > 0 {
			texts = append(texts, f.Bytes)
		}
	}
	seed := int64(1)
	if n, err := strconv.Atoi(os.Getenv("NETPOLINT_SEED")); err == nil {
		seed = int64(n)
	}
	r := rand.New(rand.NewSource(seed))
	parsed, sure, onlyWe, onlyServer := 0, 0, 0, 0
	for range count {
		for _, d := range Split(NewFile("mutant", mutate(r, texts))) {
			s := d.Sketch()
			root, err := d.Parse()
			if err != nil {
				if _, err := served(d.Bytes()); err == nil {
					if onlyWe++; onlyWe < 10 && testing.Verbose() {
						_, e := d.Parse()
						t.Logf("only we refuse %q: %v", d.Bytes(), e)
					}
				}
				continue
			}
			parsed++
			if s.Sure {
				sure++
				checkSketch(t, d, s, root)
			}
			if _, err := root.JSON(); err == nil {
				if _, err := served(d.Bytes()); err != nil {
					if onlyServer++; onlyServer < 10 && testing.Verbose() {
						t.Logf("only the server refuses %q: %v", d.Bytes(), err)
					}
				}
			}
			fuzzJSON(t, d, root)
			fuzzPlaces(t, d, root)
			if root.Exists() {
				checkSpans(t, root)
			}
		}
	}
	t.Logf("%d parsed, %d sure, refused by us alone %d, by the server alone %d", parsed, sure, onlyWe, onlyServer)
}
