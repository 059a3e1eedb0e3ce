package workflow

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/moneyprinter/moneyprinter/shared/event"
)

// stopTime is how long all Jobs of a transition may take to be stopped.
const stopTime = 5 * time.Second

// stopJobs ends Jobs that nobody waits for any more. One that cannot be ended finds out by its lease, within a second or two
// of the event that tells its ledger, and ends by itself.
func (f *Function) stopJobs(ctx context.Context, places []event.Place) {
	if f.parts.Stop == nil || len(places) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
	defer cancel()
	var group errgroup.Group
	group.SetLimit(askAtOnce)
	for _, p := range places {
		group.Go(func() error { return f.parts.Stop(ctx, f.jobOf(p)) })
	}
	if err := group.Wait(); err != nil {
		f.parts.Log.WarnContext(ctx, "not every Job could be stopped; its lease will", "jobs", len(places), "error", err)
	}
}
