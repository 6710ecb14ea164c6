package helm

import (
	"fmt"
	"strings"
)

// Limits of what is parsed, as the parser of text/template has none of these: its
// trees take some hundred times the size of actions, and it and the execution go
// deeper into Go's stack with each level of nesting.
const (
	// maxTemplates is how many bytes all templates of a chart have together.
	maxTemplates = 32 << 20
	// maxActions is how many of them stand in actions.
	maxActions = 4 << 20
	// maxBlocks is how deep if, range, with and define stand in each other; each
	// "else if" is one level more.
	maxBlocks = 100
	// maxParens is how deep parentheses of one action stand in each other.
	maxParens = 50
	// maxVariables is how many assignments one template has.
	maxVariables = 5000
)

// admission is what may still be parsed.
type admission struct{ text, actions int }

func newAdmission() *admission { return &admission{maxTemplates, maxActions} }

// admit says why a template is not parsed. It finds actions as the parser does; of
// a text that is no template it may find less, up to where the parser fails.
func (a *admission) admit(text string) error {
	if a.text -= len(text); a.text < 0 {
		return fmt.Errorf("the templates of the chart are larger than %d MiB", maxTemplates>>20)
	}
	var blocks nesting
	variables := 0
	for at := 0; ; {
		i := strings.Index(text[at:], "{{")
		if i < 0 {
			return nil
		}
		start := at + i + 2
		body := strings.TrimLeft(strings.TrimPrefix(text[start:], "-"), " \t\r\n")
		if strings.HasPrefix(body, "/*") {
			end := strings.Index(body[2:], "*/")
			if end < 0 {
				return nil
			}
			at = len(text) - len(body) + 2 + end + 2
			continue
		}
		end := actionEnd(text, start)
		if a.actions -= end - start; a.actions < 0 {
			return fmt.Errorf("the actions of the templates of the chart are larger than %d MiB", maxActions>>20)
		}
		action := text[len(text)-len(body) : max(end-2, len(text)-len(body))]
		blocks.see(action)
		variables += strings.Count(action, ":=")
		switch {
		case blocks.depth > maxBlocks:
			return fmt.Errorf("if, range and with are nested more than %d levels deep", maxBlocks)
		case parens(action) > maxParens:
			return fmt.Errorf("parentheses are nested more than %d levels deep", maxParens)
		case variables > maxVariables:
			return fmt.Errorf("more than %d variables in one template", maxVariables)
		}
		at = end
	}
}

// nesting follows blocks. Of each that is open it knows how many levels it has: an
// "else if" opens one that the same end closes.
type nesting struct {
	open  []int
	depth int
}

func (n *nesting) see(action string) {
	word, rest := cutWord(action)
	switch word {
	case "if", "range", "with", "define", "block":
		n.open = append(n.open, 1)
		n.depth++
	case "else":
		if next, _ := cutWord(rest); next != "" && len(n.open) > 0 {
			n.open[len(n.open)-1]++
			n.depth++
		}
	case "end":
		if last := len(n.open) - 1; last >= 0 {
			n.depth -= n.open[last]
			n.open = n.open[:last]
		}
	}
}

// cutWord cuts the first word off.
func cutWord(s string) (word, rest string) {
	s = strings.TrimLeft(s, " \t\r\n")
	i := 0
	for i < len(s) && s[i] >= 'a' && s[i] <= 'z' {
		i++
	}
	return s[:i], s[i:]
}

// parens returns how deep parentheses stand in each other.
func parens(action string) int {
	depth, most := 0, 0
	for i := 0; i < len(action); i++ {
		switch action[i] {
		case '"', '\'', '`':
			i = quoteEnd(action, i)
		case '(':
			depth++
			most = max(most, depth)
		case ')':
			depth--
		}
	}
	return most
}
