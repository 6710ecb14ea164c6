// Package cmd is the command line of netpolint: it joins the parts, and holds
// nothing that they could.
package cmd
