package local

import (
	"context"
	"fmt"
	"os"

	"github.com/moneyprinter/moneyprinter/functions/assemble"
	"github.com/moneyprinter/moneyprinter/functions/segment"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/progress"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/telemetry"
)

// The variables that a Job gets from the Machine besides those that a JobSink sets.
const (
	dataVariable     = "MONEYPRINTER_DATA"
	postgresVariable = "MONEYPRINTER_POSTGRES"
	blobsVariable    = "MONEYPRINTER_BLOBS"
	progressVariable = "MONEYPRINTER_PROGRESS_URL"
)

// RunJob is the process of a Job: the step named name works on the event that the JobSink left. It returns the exit code.
// Options may decorate the ledger and the broker; the rest of them is the Machine's.
func RunJob(ctx context.Context, name string, o Options) int {
	stop, err := telemetry.Start(ctx, "moneyprinter-"+name)
	if err == nil {
		defer stop(context.WithoutCancel(ctx))
	}
	state, err := openState(ctx, os.Getenv(dataVariable), os.Getenv(postgresVariable), os.Getenv(blobsVariable))
	if err != nil {
		return exit(err)
	}
	defer state.close()
	ledger, err := state.ledger(ctx, "video")
	if err != nil {
		return exit(err)
	}
	var broker event.Sender = event.HTTPSender{URL: os.Getenv("K_SINK")}
	if o.Decorate.Ledger != nil {
		ledger = o.Decorate.Ledger(ledger)
	}
	if o.Decorate.Broker != nil {
		broker = o.Decorate.Broker(broker)
	}
	if o.Decorate.Blobs != nil {
		state.blobs = o.Decorate.Blobs(state.blobs)
	}
	parts := step.Parts{
		Blobs: state.blobs, Ledger: ledger, Broker: broker,
		Progress: progress.NewHTTP(os.Getenv(progressVariable)),
		// One Job has one process at a time, and its event's folder is its own.
		Incarnation: step.NewIncarnation("job:" + os.Getenv("K_EVENT_PATH")),
	}
	switch name {
	case "segment":
		return segment.NewWith(parts).RunJob(ctx)
	case "assemble":
		return assemble.NewWith(parts).RunJob(ctx)
	}
	return exit(fmt.Errorf("there is no Job %q", name))
}

func exit(err error) int {
	fmt.Fprintln(os.Stderr, err)
	return step.ExitRetry
}
