package lint

// judge applies what the configuration says of rules and files, now that the
// files of findings are known. A finding that matters less than the others of its
// rule, as it is less sure, is not raised above what it was.
func judge(r *Report, c Config) {
	if c.Judge == nil {
		return
	}
	kept := r.Findings[:0]
	for _, f := range r.Findings {
		severity, speaks := c.Judge(f.Rule, f.Location.File())
		if !speaks {
			continue
		}
		if f.Severity < f.Rule.Severity {
			f.Severity = min(f.Severity, severity)
		} else if severity != f.Rule.Severity {
			f.Severity = severity
		}
		kept = append(kept, f)
	}
	r.Findings = kept
}
