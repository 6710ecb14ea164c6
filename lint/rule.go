package lint

// Category groups rules by the practice they enforce; it can be selected and
// ignored by name.
type Category string

// The categories of the catalogue.
const (
	Validity  Category = "validity"
	Coverage  Category = "coverage"
	Egress    Category = "egress"
	Breadth   Category = "breadth"
	Selectors Category = "selectors"
	// Ports that are not what the pods listen on, or more than they need.
	Ports Category = "ports"
	Traps Category = "traps"
	// Redundancy is what could be taken away, and what stands against other rules.
	Redundancy Category = "redundancy"
	// Sensitive is about destinations that attackers look for first.
	Sensitive Category = "sensitive"
	Hygiene   Category = "hygiene"
	Internal  Category = "internal"
)

// Need says what a rule must have to speak at all.
type Need uint8

const (
	// NeedsPolicies: the rule looks at policies alone.
	NeedsPolicies Need = iota
	// NeedsWorkloads: the rule makes claims about pods, and is silent where the
	// input shows none.
	NeedsWorkloads
	// NeedsReach: the rule asks the connectivity engine.
	NeedsReach
)

// Rule is one check. It is a value: its metadata, its page in docs/rules and
// its fixtures in testdata/rules are found by its name and enforced by a test.
//
// Check reads an immutable model and cannot fail. It is called once a run, at
// the same time as other rules, and must not keep or change what it is given.
type Rule struct {
	// Code is stable: once released it never changes its meaning (NP301).
	Code string
	// Name says what is wrong, and reads after "allow" (overbroad-ipblock).
	Name string
	// Summary is one line for the catalogue.
	Summary  string
	Category Category
	Severity Severity
	Need     Need
	// Optional rules are off unless they are selected.
	Optional bool
	// Options are the settings that the configuration may change.
	Options []Option
	// Controls are the recommendations of benchmarks that the rule helps to keep.
	Controls []Control
	// Audits is set for the rule about suppressions. Its findings are made when those
	// of all other rules are known, so it has no Check, and none of them can be
	// suppressed.
	Audits bool
	// Since is the version that brought the rule.
	Since string
	Check func(*Pass)
}
