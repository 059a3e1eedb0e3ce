// Package progresstest is the conformance suite of buses of progress.
package progresstest

import (
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/moneyprinter/moneyprinter/shared/progress"
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

	// Alone, so that the watch of every video is not busy with those of the other tests.
	t.Run("EveryVideoCanBeWatched", func(t *testing.T) {
		worker, server := open(t), open(t)
		one, another := uuid.NewString(), uuid.NewString()
		all, single := Watch(t, worker, server, ""), Watch(t, worker, server, one)
		worker.Publish(t.Context(), Report(one, 0.5))
		worker.Publish(t.Context(), Report(another, 0.5))
		missing := map[string]bool{one: true, another: true}
		for len(missing) > 0 {
			r := Next(t, all)
			if r.Video == one || r.Video == another {
				if !missing[r.Video] {
					t.Fatalf("the watch of every video has %+v twice", r)
				}
				delete(missing, r.Video)
			}
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
