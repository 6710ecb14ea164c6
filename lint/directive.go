package lint

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/netpolint/netpolint/lint/manifest"
)

// annotationDomain begins the names of annotations that suppress findings.
const annotationDomain = "ignore.netpolint.io/"

// directive is what a comment or an annotation asks for.
type directive struct {
	kind   SuppressionKind
	words  []*ruleWord
	reason string
	until  string
	// defect is what keeps the whole of it from suppressing anything; nil for none.
	defect *defect

	at Location
	// line is the one whose findings a comment is about; 0 for none.
	line int
	// file is the name of the file that holds a comment, and scope the template that
	// a comment for a file is about, in the output of helm template.
	file, scope string
	// template is set for a comment that is in no output of its template.
	template bool
	// objects are those that carry the annotation, or one that a comment stands in.
	objects []*manifest.Object
}

// ruleWord is one name of rules in a directive. Used is set once it has suppressed
// something.
type ruleWord struct {
	text   string
	rules  []*Rule
	defect *defect
	used   bool
}

// defect is what is wrong with a suppression. ID is the SubID of its finding.
type defect struct {
	id, message, help string
}

// The sub-ids of findings about suppressions.
const (
	missingReason = "missing-reason"
	expired       = "expired"
	unused        = "unused"
	unknownRule   = "unknown-rule"
	malformed     = "malformed"
	notShown      = "not-shown"
)

const howToIgnore = "write # netpolint:ignore RULE -- reason on the line or above it, or # netpolint:ignore-file RULE -- reason"

// parser reads directives. All are the rules of the catalogue, and today is the day
// of the run.
type parser struct {
	all   []*Rule
	today string
	// known are the rules that words name, and misspelt counts the words that name
	// none: for a few of them the right one is looked for.
	known    map[string][]*Rule
	misspelt int
}

// maxWords is how many rules one comment may name.
const maxWords = 500

// maxSuggestions is how many misspelt words get a suggestion, each of which costs a
// comparison with the whole catalogue.
const maxSuggestions = 100

// comment reads the text of a comment from the mark on; nil where it only begins
// like one that speaks to the tool.
func (p *parser) comment(text string) *directive {
	body := text[len(manifest.Mark):]
	verb := body[:len(body)-len(strings.TrimLeft(body, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-"))]
	rest := body[len(verb):]
	known := []string{"ignore", "ignore-file"}
	d := &directive{kind: ByComment}
	lower, ended := strings.ToLower(verb), rest == "" || rest[0] == ' ' || rest[0] == '\t'
	capital := !strings.HasPrefix(text, manifest.Mark)
	if (capital || verb != lower) && ended && slices.Contains(known, lower) {
		d.defect = &defect{malformed, "capital letters keep this comment from being read as a suppression", "write " + manifest.Mark + lower}
		return d
	}
	if capital {
		return nil // prose
	}
	switch {
	case verb == "" && strings.TrimLeft(rest, " \t") != rest:
		// "netpolint: ignore NP301" is meant, "netpolint: see the wiki" is prose.
		fields := strings.Fields(rest)
		if len(fields) < 2 || Closest(fields[0], known) == "" {
			return nil
		}
		d.defect = &defect{malformed, "a blank keeps this comment from being read as a suppression", "write " + manifest.Mark + Closest(fields[0], known) + " without a blank in it"}
		return d
	case verb == "" || rest != "" && rest[0] != ' ' && rest[0] != '\t' && !strings.HasPrefix(verb, "ignore"):
		return nil
	case rest != "" && rest[0] != ' ' && rest[0] != '\t':
		d.defect = &defect{malformed, fmt.Sprintf("%s is followed by %q, so it suppresses nothing", manifest.Mark+verb, shorten(strings.Fields(rest)[0])), howToIgnore}
		return d
	case !slices.Contains(known, verb):
		help := howToIgnore
		if near := Closest(verb, known); near != "" {
			help = "write " + manifest.Mark + near
		}
		d.defect = &defect{malformed, fmt.Sprintf("unknown directive %s%s, so it suppresses nothing", manifest.Mark, shorten(verb)), help}
		return d
	}
	if verb == "ignore-file" {
		d.kind = ByFileComment
	}
	names, reason, dashed := cutReason(rest)
	if n := strings.Count(names, ","); n >= maxWords {
		d.defect = &defect{malformed, fmt.Sprintf("this suppression names more than %d rules, so nothing is suppressed", maxWords), "name a category, or leave the rules out of the file in the configuration"}
		return d
	}
	var words []string
	seen := map[string]bool{}
	for _, item := range strings.Split(names, ",") {
		fields := strings.Fields(item)
		if len(fields) > 1 && dashed {
			d.defect = &defect{malformed, fmt.Sprintf("%q is no list of rules, so nothing is suppressed", shorten(strings.TrimSpace(names))), "separate rules by commas: " + manifest.Mark + verb + " NP301,NP302 -- reason"}
			return d
		}
		if len(fields) > 0 && !seen[fields[0]] {
			seen[fields[0]] = true
			words = append(words, fields[0])
		}
		if len(fields) > 1 {
			break // a reason without its dashes
		}
	}
	if len(words) == 0 {
		d.defect = &defect{malformed, "a suppression that names no rule suppresses nothing", howToIgnore}
		return d
	}
	p.finish(d, words, reason, "write the reason behind two dashes: # "+manifest.Mark+verb+" "+strings.Join(words, ",")+" -- why this is accepted")
	return d
}

// cutReason divides a directive at the first " -- ".
func cutReason(text string) (names, reason string, dashed bool) {
	for at := 0; ; {
		i := strings.Index(text[at:], "--")
		if i < 0 {
			return text, "", false
		}
		i += at
		before, after := text[:i], text[i+2:]
		if (before == "" || before[len(before)-1] == ' ' || before[len(before)-1] == '\t') && (after == "" || after[0] == ' ' || after[0] == '\t') {
			return before, after, true
		}
		at = i + 2
	}
}

// annotation reads an annotation; nil where it is about something else.
func (p *parser) annotation(a manifest.Annotation) *directive {
	d := &directive{kind: ByAnnotation}
	name, ok := strings.CutPrefix(a.Key, annotationDomain)
	if !ok {
		prefix, _, _ := strings.Cut(a.Key, "/")
		if Closest(prefix+"/", []string{annotationDomain}) == "" && !strings.HasPrefix(a.Key, "netpolint.io/ignore") {
			return nil
		}
		d.defect = &defect{malformed, fmt.Sprintf("the annotation %s suppresses nothing", shorten(a.Key)), `write "` + annotationDomain + `RULE: reason"`}
		return d
	}
	p.finish(d, []string{name}, strings.TrimPrefix(strings.TrimSpace(a.Value), "-- "), `write the reason as the value of the annotation: "`+annotationDomain+shorten(name)+`: why this is accepted"`)
	return d
}

// finish reads what comments and annotations have in common: the names of rules, and
// the reason with the date in it.
func (p *parser) finish(d *directive, words []string, reason, noReason string) {
	for _, word := range words {
		d.words = append(d.words, p.word(word))
	}
	reason, until, bad := cutUntil(reason)
	d.reason, d.until = shortenTo(reason, maxReason), until
	switch {
	case bad != "":
		d.defect = &defect{malformed, bad + ", so nothing is suppressed", "write the last day as until: 2027-01-31"}
	case strings.Trim(reason, " \t-.,;:!?#*_=") == "":
		d.defect = &defect{missingReason, "the suppression of " + d.names() + " gives no reason, so it suppresses nothing", noReason}
	case until != "" && until < p.today:
		d.defect = &defect{expired, "the suppression of " + d.names() + " held until " + until + ", so it suppresses nothing any more", "mend what it suppressed, or write a later date and why it may wait"}
	}
}

// maxReason and maxWord are how much of a reason and of a word is shown, in
// characters.
const (
	maxReason = 500
	maxWord   = 60
)

// cutUntil takes "until: 2027-01-31" out of a reason, where it may stand anywhere, in
// brackets too. Bad says what is wrong with it.
func cutUntil(text string) (reason, until, bad string) {
	var kept []string
	fields := strings.Fields(text)
	for i := 0; i < len(fields); i++ {
		word := strings.TrimLeft(fields[i], "([")
		if len(word) < len("until:") || !strings.EqualFold(word[:len("until:")], "until:") {
			kept = append(kept, fields[i])
			continue
		}
		date := word[len("until:"):]
		if date == "" && i+1 < len(fields) {
			i++
			date = fields[i]
		}
		date = strings.TrimRight(date, ".,;:)]")
		if _, err := time.Parse(dateFormat, date); err != nil {
			return "", "", fmt.Sprintf("until: %q is no date", shorten(date))
		}
		if until != "" {
			return "", "", "two dates are given"
		}
		until = date
	}
	return strings.Join(kept, " "), until, ""
}

// word finds the rules that a word names.
func (p *parser) word(text string) *ruleWord {
	w := &ruleWord{text: shorten(text)}
	if text == "all" {
		w.defect = &defect{malformed, "all is no rule that can be suppressed, so nothing is", "name the rules, or a category; to leave out a whole file, use --exclude"}
		return w
	}
	named, asked := p.known[text]
	if !asked {
		for _, r := range p.all {
			if r.Named(text) {
				named = append(named, r)
			}
		}
		if p.known == nil {
			p.known = map[string][]*Rule{}
		}
		p.known[text] = named
	}
	w.rules = slices.DeleteFunc(slices.Clone(named), func(r *Rule) bool { return r.Audits })
	switch {
	case len(named) == 0:
		help := "list rules and categories with 'netpolint rules'"
		if p.misspelt++; p.misspelt <= maxSuggestions {
			if near := nearRule(p.all, text, true); near != "" {
				help = "write " + near
			}
		}
		w.defect = &defect{unknownRule, fmt.Sprintf("this suppression names the unknown rule %q, of which nothing is suppressed", w.text), help}
	case len(w.rules) == 0:
		w.defect = &defect{malformed, w.text + " is about suppressions and cannot be suppressed by one", "mend the suppression, or leave the rule out with --ignore " + w.text}
	}
	return w
}

// names are the words of a directive as a list.
func (d *directive) names() string {
	var out []string
	for _, w := range d.words {
		out = append(out, w.text)
	}
	return shorten(strings.Join(out, ", "))
}

// shorten cuts a word of the input to what a message can show.
func shorten(s string) string { return shortenTo(s, maxWord) }

func shortenTo(s string, most int) string {
	if len(s) <= most {
		return s
	}
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return s
}
