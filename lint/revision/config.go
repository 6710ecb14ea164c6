package revision

import (
	"os"
	"strings"
)

// format is what the configuration of a repository says of how it is kept.
type format struct{ objects, references string }

// readFormat reads the few keys that matter, and nothing that may be personal.
func readFormat(name string) (format, error) {
	var out format
	text, err := os.ReadFile(name)
	if os.IsNotExist(err) {
		return out, nil
	}
	section := ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			section, line, _ = strings.Cut(strings.ToLower(line[1:]), "]")
		}
		key, value, _ := strings.Cut(line, "=")
		value = strings.ToLower(strings.Trim(strings.TrimSpace(value), `"`))
		switch {
		case section != "extensions":
		case strings.EqualFold(strings.TrimSpace(key), "objectFormat"):
			out.objects = value
		case strings.EqualFold(strings.TrimSpace(key), "refStorage"):
			out.references, _, _ = strings.Cut(value, ":")
		}
	}
	return out, err
}
