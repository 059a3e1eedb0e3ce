package progresstest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/progress"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Report is a report of a video.
func Report(video string, done float64) progress.Report {
	return progress.Report{Place: event.Place{Video: video, Step: steps.Segment, Index: 2, Attempt: 1}, Done: done}
}

// Watch watches a video until the test ends, and returns once the watch is in force for what is published at from.
func Watch(t *testing.T, from, at progress.Bus, video string) *progress.Watch {
	t.Helper()
	w := at.Watch(video)
	t.Cleanup(w.Close)
	about := video
	if about == "" {
		about = uuid.NewString()
	}
	if err := inForce(t.Context(), from, w, about); err != nil {
		t.Fatal(err)
	}
	return w
}

// inForce publishes probes about a video until the watch has one. News are lost until a watch is in force, so that a single
// probe may not be enough; those that come later are no news to Next.
func inForce(ctx context.Context, from progress.Bus, w *progress.Watch, video string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		from.Publish(ctx, progress.Report{Place: event.Place{Video: video, Step: probe}})
		select {
		case r := <-w.Reports:
			if r.Video == video && r.Step == probe {
				select {
				case <-w.Changed:
				default:
				}
				return nil
			}
		case <-again.C:
		case <-ctx.Done():
			return fmt.Errorf("the watch of %q is not in force: %w", video, ctx.Err())
		}
	}
}

// probe is the step of the reports by which the suite finds out whether a watch is in force.
const probe steps.Name = "probe"

// published publishes a report and returns the watch.
func published(t *testing.T, from progress.Bus, w *progress.Watch, r progress.Report) *progress.Watch {
	t.Helper()
	from.Publish(t.Context(), r)
	return w
}

// Next returns the next report of a watch.
func Next(t *testing.T, w *progress.Watch) progress.Report {
	t.Helper()
	limit := time.After(patience)
	for {
		select {
		case r := <-w.Reports:
			if r.Step != probe {
				return r
			}
		case <-limit:
			t.Fatal("no report came")
		}
	}
}

// Changes waits for a change.
func Changes(t *testing.T, w *progress.Watch) {
	t.Helper()
	select {
	case <-w.Changed:
	case <-time.After(patience):
		t.Fatal("no change came")
	}
}

// patience is how long news may take on a machine that has much else to do.
const patience = 30 * time.Second
