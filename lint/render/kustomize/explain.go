package kustomize

import (
	"regexp"
	"strconv"
	"strings"
)

// explain makes an error of kustomize readable: one line, in names of the input,
// that starts with the file to mend. Kustomize wraps an error in the name of each
// directory on the way, and tries each file as a directory, too; what says so is
// left out.
func (p *plan) explain(err error) string {
	text := err.Error()
	at := p.visits[0].name
	const step = "recursed accumulation of path '"
	if i := strings.LastIndex(text, step); i >= 0 {
		if dir, rest, found := strings.Cut(text[i+len(step):], "': "); found {
			text = rest
			if v := p.visitAt(dir); v != nil {
				at = v.name
			}
		}
	}
	file := regexp.MustCompile(`(?:accumulating|merging) resources from '\./` + virtualFile + `(\d+)': `)
	if found := file.FindStringSubmatchIndex(text); found != nil {
		at = p.fileNamed(text[found[0]:found[1]])
		text, _, _ = strings.Cut(text[found[1]:], "': must build at directory")
		text = strings.TrimSuffix(text, "'")
	}
	for _, prefix := range [...]string{"accumulating resources: ", "accumulating components: ", "recursed merging from path "} {
		text = strings.TrimPrefix(text, prefix)
	}
	text = regexp.MustCompile(`(?:\.\./\.\.)?`+virtualDir+`\d+/[^/'": \n]+/`+virtualFile+`\d+`).ReplaceAllStringFunc(text, p.fileNamed)
	text = regexp.MustCompile(`(?:\./)?`+virtualFile+`\d+`).ReplaceAllStringFunc(text, p.fileNamed)
	text = regexp.MustCompile(`(?:\.\./\.\.)?`+virtualDir+`\d+/[^/'": \n]+`).ReplaceAllStringFunc(text, p.dirNamed)
	return at + ": " + plainly(oneLine(text))
}

// fileNamed returns the name in the input of a virtual file.
func (p *plan) fileNamed(virtual string) string {
	_, number, _ := strings.Cut(virtual, virtualFile)
	i, err := strconv.Atoi(strings.TrimRight(number, "': "))
	if err != nil || i >= len(p.origin) {
		return virtual
	}
	return p.origin[i]
}

// visitAt returns the visit of a virtual directory; nil if there is none.
func (p *plan) visitAt(virtual string) *visit {
	_, rest, _ := strings.Cut(virtual, virtualDir)
	number, _, _ := strings.Cut(rest, "/")
	i, err := strconv.Atoi(number)
	if err != nil || i >= len(p.visits) {
		return nil
	}
	return p.visits[i]
}

// dirNamed returns the name in the input of a virtual directory.
func (p *plan) dirNamed(virtual string) string {
	if v := p.visitAt(virtual); v != nil {
		return v.dir
	}
	return virtual
}

// maxMessage is the length to which a message is cut: kustomize puts whole objects
// into some.
const maxMessage = 400

// oneLine puts a message on one line of reasonable length.
func oneLine(text string) string {
	text = regexp.MustCompile(`&\{0x[0-9a-f]+ [^}]*\}: ?`).ReplaceAllString(text, "") // a pointer
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > maxMessage {
		text = strings.ToValidUTF8(text[:maxMessage], "") + "..."
	}
	return text
}

// plainly says the most common errors so that one knows what to do.
func plainly(text string) string {
	// Deployment.v1.apps/web.[noNs]
	text = regexp.MustCompile(`\b([A-Z][A-Za-z0-9]*)\.[a-z0-9]+\.(?:\[noGrp\]|[a-z0-9.-]+)/([^ ";,\[]+?)\.(?:\[noNs\]|([a-z0-9-]+))(["; ,']|$)`).
		ReplaceAllStringFunc(text, func(id string) string {
			kind, rest, _ := strings.Cut(id, ".")
			_, name, _ := strings.Cut(rest, "/")
			return kind + " " + strings.Replace(name, ".[noNs]", "", 1)
		})
	text = regexp.MustCompile(` in object \{\{.*`).ReplaceAllString(text, "")
	text = regexp.MustCompile(`resid\.ResId\{Gvk:resid\.Gvk\{[^}]*Kind:"([^"]*)"[^}]*\}, Name:"([^"]*)", Namespace:"[^"]*"\}`).ReplaceAllString(text, "$1 $2")
	if rest, found := strings.CutPrefix(text, "no resource matches strategic merge patch "); found {
		what, _, _ := strings.Cut(strings.TrimPrefix(rest, `"`), `"`)
		return "no object is there for the patch of " + what + ": correct its kind, name or namespace, or remove the patch"
	}
	if _, what, found := strings.Cut(text, "may not add resource with an already registered id: "); found {
		return what + " comes in twice: remove one of them, or give it another name"
	}
	return text
}
