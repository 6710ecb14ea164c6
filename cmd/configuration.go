package cmd

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/config"
	"github.com/netpolint/netpolint/lint/reach"
	"github.com/netpolint/netpolint/lint/report"
	"github.com/netpolint/netpolint/rules"
)

// configFlags say which configuration a command goes by.
type configFlags struct {
	name string
	none bool
}

func (o *configFlags) flags(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&o.name, "config", "", "go by the configuration `FILE`, in place of the nearest .netpolint.yaml up to the top of the repository")
	f.BoolVar(&o.none, "no-config", false, "go by no configuration")
	_ = c.MarkFlagFilename("config", "yaml", "yml")
}

// find is the name of the configuration for some paths; "" for none.
func (o *configFlags) find(c *cobra.Command, paths []string) (string, error) {
	switch {
	case o.none && c.Flags().Changed("config"):
		return "", usagef(c, "--config and --no-config ask for opposite things: drop one")
	case o.none:
		return "", nil
	case c.Flags().Changed("config"):
		if o.name == "" {
			return "", usagef(c, "--config names no file: is a variable of the script unset?")
		}
		return o.name, nil
	}
	return config.Find(paths)
}

// configuration reads the configuration for some paths; nil stands for none.
func (a *app) configuration(c *cobra.Command, o *configFlags, paths []string) (*config.File, error) {
	name, err := o.find(c, paths)
	if err != nil || name == "" {
		return nil, err
	}
	return config.Describe(rules.All()).Load(name, c.Flags().Changed("config"))
}

// noteConfig says which configuration counts, for --verbose.
func (a *app) noteConfig(f *config.File) {
	if f != nil {
		fmt.Fprintf(a.stderr, "configuration: %s\n", report.Sanitize(f.Name))
	}
}

// adopt takes what the configuration says where no flag says otherwise.
func (o *inputOptions) adopt(c *cobra.Command, f *config.File) {
	if f.Strict.Set() && !c.Flags().Changed("strict") {
		o.strict = f.Strict.V
	}
	if f.Gitignore.Set() && !c.Flags().Changed("no-gitignore") {
		o.noGitignore = !f.Gitignore.V
	}
	if f.Exclude.Set() {
		o.below = f.Exclusion()
	}
}

func (r *readingFlags) adopt(c *cobra.Command, f *config.File) {
	if f.Version.Set() && !c.Flags().Changed("kubernetes-version") {
		r.version = versionFlag(f.Version.V)
	}
	if f.Render.Set() && !c.Flags().Changed("render") {
		r.render = renderFlag(f.Render.V)
	}
	if f.RenderRoots.Set() && !c.Flags().Changed("render-root") {
		r.roots = f.RenderRoots.V
	}
	if f.Values.Set() && !c.Flags().Changed("values") {
		r.values = f.Values.V
	}
	if f.Set.Set() && !c.Flags().Changed("set") {
		r.set = f.Set.V
	}
}

func (n *namespaceFlag) adopt(c *cobra.Command, flag string, f *config.File) {
	if f.Namespace.Set() && !c.Flags().Changed(flag) {
		*n = namespaceFlag(f.Namespace.V)
	}
}

// adopt takes what the configuration says where no flag says otherwise.
func (o *lintOptions) adopt(c *cobra.Command, f *config.File) {
	if f == nil {
		return
	}
	o.input.adopt(c, f)
	o.reading.adopt(c, f)
	o.namespace.adopt(c, "namespace", f)
	if f.FailOn.Set() && !c.Flags().Changed("fail-on") {
		o.failOn = severityFlag(f.FailOn.V)
	}
}

// adopt takes what the configuration says where no flag says otherwise.
func (o *clusterFlags) adopt(c *cobra.Command, f *config.File) {
	if f == nil {
		return
	}
	o.input.adopt(c, f)
	o.reading.adopt(c, f)
	o.namespace.adopt(c, "default-namespace", f)
	o.outside = f.Outside
	if !c.Flags().Changed("pod-cidr") {
		o.podCIDRs = f.Facts.PodCIDRs
	}
	if f.PodsInBlocks.Set() && !c.Flags().Changed("pods-in-ipblocks") && f.PodsInBlocks.V == "never" {
		o.inBlocks = blocksFlag(reach.PodsInBlocksNever)
	}
}

// choose applies the flags and a configuration to the rules.
func (s *selection) choose(c *cobra.Command, all []*lint.Rule, f *config.File) (*config.Choice, error) {
	for _, flag := range []string{"select", "ignore"} {
		words, _ := c.Flags().GetStringSlice(flag)
		if c.Flags().Changed(flag) && len(trimmed(words)) == 0 {
			return nil, usagef(c, "--%s names no rule: is a variable of the script unset?", flag)
		}
	}
	choice, err := f.Choose(all, trimmed(s.sel), trimmed(s.ignore))
	switch {
	case err != nil:
		return nil, usagef(c, "%w", err)
	case len(choice.Run) == 0 && s.given():
		return nil, usagef(c, "--select and --ignore leave no rule to check: ignore fewer")
	case len(choice.Run) == 0 && f != nil:
		return nil, f.Empty()
	}
	return choice, nil
}
