package cmd

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/netpolint/netpolint/rules"
)

// completeFlag completes a flag with fixed words.
func completeFlag(c *cobra.Command, flag string, words ...string) {
	complete(c, flag, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return words, cobra.ShellCompDirectiveNoFileComp
	})
}

// complete sets the completion of a flag. It fails only for a flag that the
// command does not have, which is a defect of the command.
func complete(c *cobra.Command, flag string, f cobra.CompletionFunc) {
	if err := c.RegisterFlagCompletionFunc(flag, f); err != nil {
		panic(err)
	}
}

// completeRules completes the last word of a comma-separated list of codes,
// names and categories.
func completeRules(_ *cobra.Command, _ []string, word string) ([]string, cobra.ShellCompDirective) {
	before := word[:strings.LastIndexByte(word, ',')+1]
	var words []string
	seen := map[string]bool{}
	for _, r := range rules.All() {
		words = append(words, before+r.Code+"\t"+r.Name, before+r.Name+"\t"+r.Summary)
		if category := string(r.Category); !seen[category] {
			seen[category] = true
			words = append(words, before+category+"\tevery rule of this category")
		}
		for _, c := range r.Controls {
			if name := string(c.Benchmark); !seen[name] {
				seen[name] = true
				words = append(words, before+name+"\t"+c.Benchmark.Title())
			}
			if !seen[c.Name()] {
				seen[c.Name()] = true
				words = append(words, before+c.Name()+"\t"+c.Title)
			}
		}
	}
	return words, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

// completeRule completes a rule's name, or its code where the word begins like
// one.
func completeRule(_ *cobra.Command, _ []string, word string) ([]string, cobra.ShellCompDirective) {
	var words []string
	for _, r := range rules.All() {
		if strings.HasPrefix(strings.ToUpper(word), "NP") {
			words = append(words, r.Code+"\t"+r.Name)
		} else {
			words = append(words, r.Name+"\t"+r.Summary)
		}
	}
	return words, cobra.ShellCompDirectiveNoFileComp
}

// completePaths completes the names of manifest files, and directories.
func completePaths(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return []string{"yaml", "yml", "json"}, cobra.ShellCompDirectiveFilterFileExt
}
