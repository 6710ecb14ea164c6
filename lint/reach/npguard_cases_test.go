package reach_test

// guardDiffers holds the cases in which np-guard answers otherwise, and why it is
// wrong or means something else. A difference is a line: who reaches whom, and what
// ours and np-guard's answer is.
var guardDiffers = map[string]struct {
	why         string
	differences []string
}{}
