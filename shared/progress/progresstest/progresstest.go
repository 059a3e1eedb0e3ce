// Package progresstest is the conformance suite of buses of progress.
package progresstest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/progress"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Test runs the suite; open returns a new view of one and the same bus at each call, as another process would have. Others
// may use the bus at the same time.
func Test(t *testing.T, open func(t *testing.T) progress.Bus) {
	t.Run("ReportsReachTheWatchersOfTheirVideo", func(t *testing.T) {
		t.Parallel()
		worker, server, other := open(t), open(t), open(t)
		video, another := uuid.NewString(), uuid.NewString()
		watches := []*progress.Watch{
			Watch(t, worker, server, video), Watch(t, worker, server, video), Watch(t, worker, other, video), Watch(t, worker, worker, video),
		}
		stranger := Watch(t, worker, server, another)
		want := []progress.Report{Report(video, 0.25), Report(video, 0.5), Report(video, 1)}
		for _, r := range want {
			worker.Publish(t.Context(), r)
		}
		worker.Publish(t.Context(), Report(another, 0.1))
		for i, w := range watches {
			if diff := cmp.Diff(want, []progress.Report{Next(t, w), Next(t, w), Next(t, w)}); diff != "" {
				t.Errorf("watch %d (-want +got):\n%s", i, diff)
			}
		}
		if r := Next(t, stranger); r.Video != another {
			t.Errorf("the watch of %s got %+v", another, r)
		}
	})

	t.Run("ChangesReachTheWatchersOfTheirVideo", func(t *testing.T) {
		t.Parallel()
		worker, server := open(t), open(t)
		video, another := uuid.NewString(), uuid.NewString()
		w, stranger := Watch(t, worker, server, video), Watch(t, worker, server, another)
		worker.Changed(video)
		Changes(t, w)
		worker.Publish(t.Context(), Report(another, 0.1))
		Next(t, stranger) // what was sent before has arrived too
		select {
		case <-stranger.Changed:
			t.Error("the change of a video reached the watch of another")
		default:
		}
	})

	t.Run("ManyChangesAreOne", func(t *testing.T) {
		t.Parallel()
		worker, server := open(t), open(t)
		video := uuid.NewString()
		w := Watch(t, worker, server, video)
		for range 10 {
			worker.Changed(video)
		}
		worker.Publish(t.Context(), Report(video, 1))
		Next(t, w)
		Changes(t, w)
		select {
		case <-w.Changed:
			t.Error("changes that nobody had read yet are more than one")
		default:
		}
	})

	t.Run("EveryVideoCanBeWatched", func(t *testing.T) {
		t.Parallel()
		worker, server := open(t), open(t)
		one, another := uuid.NewString(), uuid.NewString()
		all, single := Watch(t, worker, server, ""), Watch(t, worker, server, one)
		worker.Publish(t.Context(), Report(one, 0.5))
		worker.Publish(t.Context(), Report(another, 0.5))
		var got []string
		for len(got) < 2 {
			if r := Next(t, all); r.Video == one || r.Video == another {
				got = append(got, r.Video)
			}
		}
		if diff := cmp.Diff([]string{one, another}, got); diff != "" {
			t.Errorf("the watch of every video (-want +got):\n%s", diff)
		}
		worker.Publish(t.Context(), Report(one, 1))
		if diff := cmp.Diff([]progress.Report{Report(one, 0.5), Report(one, 1)}, []progress.Report{Next(t, single), Next(t, single)}); diff != "" {
			t.Errorf("beside it, the watch of one video (-want +got):\n%s", diff)
		}
	})

	t.Run("AClosedWatchGetsNothing", func(t *testing.T) {
		t.Parallel()
		worker, server := open(t), open(t)
		video := uuid.NewString()
		closed, open := Watch(t, worker, server, video), Watch(t, worker, server, video)
		closed.Close()
		closed.Close()
		worker.Changed(video)
		worker.Publish(t.Context(), Report(video, 1))
		Next(t, open)
		Changes(t, open)
		if len(closed.Changed) > 0 {
			t.Error("a closed watch was told of a change")
		}
		for len(closed.Reports) > 0 {
			if r := <-closed.Reports; r.Step != probe {
				t.Errorf("a closed watch was told %+v", r)
			}
		}
		open.Close()
		Next(t, published(t, worker, Watch(t, worker, server, video), Report(video, 0.5)))
	})

	t.Run("AnyNameIsAVideo", func(t *testing.T) {
		t.Parallel()
		worker, server := open(t), open(t)
		for _, suffix := range []string{"*", "[a-z]", " with spaces", "\n{braces}\x00", "海"} {
			video := uuid.NewString() + suffix
			if got := Next(t, published(t, worker, Watch(t, worker, server, video), Report(video, 1))); got.Video != video {
				t.Errorf("%q arrived as %q", video, got.Video)
			}
		}
	})

	t.Run("ASlowWatcherHoldsNobodyUp", func(t *testing.T) {
		t.Parallel()
		worker, server := open(t), open(t)
		video := uuid.NewString()
		slow, quick := Watch(t, worker, server, video), Watch(t, worker, server, video)
		const n = 1000
		for i := 1; i <= n; i++ {
			worker.Publish(t.Context(), Report(video, float64(i)/n))
			// The quick one keeps up; it is asked for each so that no buffer between the two is full.
			if r := Next(t, quick); r.Done != float64(i)/n {
				t.Fatalf("the quick watcher has %v after %d reports", r.Done, i)
			}
		}
		Next(t, slow)
	})

	t.Run("ManyAtOnce", func(t *testing.T) {
		t.Parallel()
		worker, server := open(t), open(t)
		var watchers sync.WaitGroup
		for i := range 50 {
			watchers.Go(func() {
				video := fmt.Sprintf("%s-%d", uuid.NewString(), i)
				w := server.Watch(video)
				defer w.Close()
				if err := inForce(t.Context(), worker, w, video); err != nil {
					t.Error(err)
				}
			})
		}
		watchers.Wait()
	})
}

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
