// Command netpolint lints Kubernetes network policies, offline.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/netpolint/netpolint/cmd"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	os.Exit(cmd.Main(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
