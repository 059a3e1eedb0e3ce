// Command segment is the segment step as a Job: a JobSink starts it with its event, and it sends the result to the broker itself.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/moneyprinter/moneyprinter/functions/segment"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	os.Exit(segment.New().RunJob(ctx))
}
