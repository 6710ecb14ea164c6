package helm

import (
	"encoding/base64"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"text/template"
)

// random makes what sprig makes of random numbers, from a series that is the same
// in every rendering: the same input gives the same output.
type random struct{ *rand.Rand }

func newRandom() random { return random{rand.New(rand.NewPCG(1, 2))} }

// maxRandom is the longest random text, in bytes.
const maxRandom = 1 << 20

const (
	letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	digits  = "0123456789"
)

func (r random) functions() template.FuncMap {
	f := template.FuncMap{
		"randAlphaNum": func(n int) (string, error) { return r.text(n, letters+digits) },
		"randAlpha":    func(n int) (string, error) { return r.text(n, letters) },
		"randNumeric":  func(n int) (string, error) { return r.text(n, digits) },
		"randAscii":    func(n int) (string, error) { return r.text(n, ascii()) },
		"randBytes":    r.bytes,
		"randInt":      r.number,
		"shuffle":      r.shuffled,
		"uuidv4":       r.uuid,
		"bcrypt":       r.bcrypt,
		"htpasswd":     r.htpasswd,
		"encryptAES":   r.encryptAES,
	}
	for name, function := range r.keys() {
		f[name] = function
	}
	return f
}

func ascii() string {
	var b strings.Builder
	for c := byte(' '); c < 0x7f; c++ {
		b.WriteByte(c)
	}
	return b.String()
}

// text returns n characters out of a set; none for less than one, as sprig.
func (r random) text(n int, set string) (string, error) {
	if n > maxRandom {
		return "", fmt.Errorf("random text of %d bytes; the most are %d", n, maxRandom)
	}
	b := make([]byte, max(n, 0))
	for i := range b {
		b[i] = set[r.IntN(len(set))]
	}
	return string(b), nil
}

// raw returns n bytes.
func (r random) raw(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

func (r random) bytes(n int) (string, error) {
	switch {
	case n < 0:
		return "", errors.New("makeslice: len out of range")
	case n > maxRandom:
		return "", fmt.Errorf("%d random bytes; the most are %d", n, maxRandom)
	}
	return base64.StdEncoding.EncodeToString(r.raw(n)), nil
}

func (r random) number(low, high int) (int, error) {
	if high <= low {
		return 0, errors.New("invalid argument to Intn")
	}
	return r.IntN(high-low) + low, nil
}

func (r random) shuffled(s string) string {
	runes := []rune(s)
	r.Shuffle(len(runes), func(i, j int) { runes[i], runes[j] = runes[j], runes[i] })
	return string(runes)
}

func (r random) uuid() string {
	b := r.raw(16)
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// bcrypt returns what looks like a hash of a password.
func (r random) bcrypt(password string) string {
	if len(password) > 72 {
		return "failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes"
	}
	hash, _ := r.text(53, letters+digits+"./")
	return "$2a$10$" + hash
}

func (r random) htpasswd(user, password string) string {
	if strings.Contains(user, ":") {
		return "invalid username: " + user
	}
	return user + ":" + r.bcrypt(password)
}

// encryptAES returns what looks like an encrypted text.
func (r random) encryptAES(_, plain string) string {
	if plain == "" {
		return ""
	}
	const block = 16
	n := block + len(plain) + block - len(plain)%block
	return base64.StdEncoding.EncodeToString(r.raw(n))
}
