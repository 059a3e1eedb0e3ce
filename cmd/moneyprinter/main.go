// Command moneyprinter makes short videos on one machine: every function of the platform, the broker between them and
// the command line in one program.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// The first signal ends the work in good order; a second one ends the process at once.
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], console{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
}

// console is where a command reads and writes: results to Out, everything for people who watch to Err.
type console struct {
	In  io.Reader
	Out io.Writer
	Err io.Writer
}
