package revision

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// id is the raw hash of an object: 20 bytes of SHA-1 or 32 of SHA-256.
type id string

func (i id) String() string { return hex.EncodeToString([]byte(i)) }

// parseID reads a hash that is given in full.
func parseID(text string, size int) (id, bool) {
	raw, err := hex.DecodeString(text)
	return id(raw), err == nil && len(raw) == size
}

// hash is the id of an object of so many bytes.
func hash(kind string, content []byte, size int) id {
	header := fmt.Appendf(nil, "%s %d\x00", kind, len(content))
	h := sha1.New()
	if size == sha256.Size {
		h = sha256.New()
	}
	h.Write(header)
	h.Write(content)
	return id(h.Sum(nil))
}
