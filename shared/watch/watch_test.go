package watch_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/progress"
	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/watch"
)

// record is a Source in memory.
type record struct {
	mu      sync.Mutex
	video   orchestration.Video
	history []orchestration.Entry
	reads   int
	err     error
}

func (r *record) Get(context.Context, string, string) (orchestration.Video, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.reads++
	return r.video, r.err
}

func (r *record) History(_ context.Context, _ string, after int64, limit int) ([]orchestration.Entry, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	rest := r.history[min(after, int64(len(r.history))):]
	return rest[:min(len(rest), limit)], nil
}

// change changes the video and adds history.
func (r *record) change(change func(*orchestration.Video), kinds ...orchestration.Kind) {
	r.mu.Lock()
	defer r.mu.Unlock()
	change(&r.video)
	for _, k := range kinds {
		r.history = append(r.history, orchestration.Entry{Seq: int64(len(r.history) + 1), Kind: k})
		r.video.Seq = int64(len(r.history))
	}
}

func running(state string, attempt int) *record {
	r := &record{}
	r.change(func(v *orchestration.Video) {
		v.ID, v.State = "v", orchestration.Running
		v.Steps = []orchestration.Stage{{Name: steps.Segment, Total: 2, Done: 0, Tasks: []orchestration.Task{{Index: 0, State: state, Attempt: attempt}, {Index: 1, State: "requested", Attempt: 1}}}}
	}, orchestration.VideoAccepted, orchestration.StepStarted)
	return r
}

// collector follows a video in the background.
type collector struct {
	mu      sync.Mutex
	updates []watch.Update
	err     error
	ended   bool
}

func follow(ctx context.Context, r watch.Source, o watch.Options) *collector {
	c := &collector{}
	go func() {
		for u, err := range watch.Video(ctx, r, "local", "v", o) {
			c.mu.Lock()
			if err != nil {
				c.err = err
			} else {
				c.updates = append(c.updates, u)
			}
			c.mu.Unlock()
		}
		c.mu.Lock()
		c.ended = true
		c.mu.Unlock()
	}()
	return c
}

// take returns the updates since the last take.
func (c *collector) take() []watch.Update {
	c.mu.Lock()
	defer c.mu.Unlock()
	u := c.updates
	c.updates = nil
	return u
}

func kinds(updates []watch.Update) []orchestration.Kind {
	var k []orchestration.Kind
	for _, u := range updates {
		for _, e := range u.Entries {
			k = append(k, e.Kind)
		}
	}
	return k
}

func TestNewsOfTheHubArriveAtOnceAndOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		hub, r := progress.NewHub(), running("requested", 1)
		c := follow(t.Context(), r, watch.Options{News: hub})
		synctest.Wait()
		if diff := cmp.Diff([]orchestration.Kind{orchestration.VideoAccepted, orchestration.StepStarted}, kinds(c.take())); diff != "" {
			t.Fatal(diff)
		}
		for range 3 {
			hub.Changed("v")
			hub.Changed("another")
		}
		r.change(func(v *orchestration.Video) { v.Steps[0].Done, v.Steps[0].Tasks[0].State = 1, "completed" }, orchestration.TaskCompleted)
		hub.Changed("v")
		time.Sleep(101 * time.Millisecond)
		synctest.Wait()
		got := c.take()
		if diff := cmp.Diff([]orchestration.Kind{orchestration.TaskCompleted}, kinds(got)); diff != "" {
			t.Fatal(diff)
		}
		if got[0].Snapshot.Progress != 0.5 {
			t.Fatalf("progress %v, want 0.5", got[0].Snapshot.Progress)
		}
		r.change(func(v *orchestration.Video) { v.State, v.Progress = orchestration.Completed, 1 }, orchestration.VideoCompleted)
		hub.Changed("v")
		time.Sleep(time.Second)
		synctest.Wait()
		if diff := cmp.Diff([]orchestration.Kind{orchestration.VideoCompleted}, kinds(c.take())); diff != "" || !c.ended || c.err != nil {
			t.Fatalf("ended %v, error %v, %s", c.ended, c.err, diff)
		}
	})
}

func TestReportsMoveTheBarAndAreGathered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		hub, r := progress.NewHub(), running("requested", 2)
		ctx, cancel := context.WithCancel(t.Context())
		c := follow(ctx, r, watch.Options{News: hub})
		synctest.Wait()
		reads := r.reads
		c.take()
		for i := 1; i <= 20; i++ {
			hub.Publish(ctx, progress.Report{Place: event.Place{Video: "v", Step: steps.Segment, Index: 0, Attempt: 2}, Done: float64(i) / 40})
		}
		hub.Publish(ctx, progress.Report{Place: event.Place{Video: "v", Step: steps.Segment, Index: 0, Attempt: 1}, Done: 0.9}) // of an attempt that failed
		hub.Publish(ctx, progress.Report{Place: event.Place{Video: "v", Step: steps.Segment, Index: 1, Attempt: 1}, Done: 7})
		time.Sleep(150 * time.Millisecond)
		synctest.Wait()
		got := c.take()
		if len(got) != 1 || got[0].Snapshot.Steps[0].Done != 1.5 || got[0].Snapshot.Progress != 0.75 {
			t.Fatalf("want one update with 0.5 + 1 of 2 tasks done, got %+v", got)
		}
		if r.reads != reads {
			t.Fatalf("reports made %d reads of the database", r.reads-reads)
		}
		cancel()
		synctest.Wait()
		if !errors.Is(c.err, context.Canceled) || !c.ended {
			t.Fatalf("after the context's end: ended %v, error %v", c.ended, c.err)
		}
	})
}

func TestWithoutNewsTheSourceIsAsked(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := running("requested", 1)
		c := follow(t.Context(), r, watch.Options{After: 1})
		synctest.Wait()
		if diff := cmp.Diff([]orchestration.Kind{orchestration.StepStarted}, kinds(c.take())); diff != "" {
			t.Fatal(diff)
		}
		time.Sleep(14 * time.Second)
		synctest.Wait()
		if got := c.take(); got != nil {
			t.Fatalf("nothing happened, and there are updates: %+v", got)
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if got := c.take(); len(got) != 1 || got[0].New {
			t.Fatalf("after Idle there must be one update that is not new, got %+v", got)
		}
		r.change(func(v *orchestration.Video) { v.State = orchestration.Failed }, orchestration.VideoFailed)
		time.Sleep(time.Second)
		synctest.Wait()
		if diff := cmp.Diff([]orchestration.Kind{orchestration.VideoFailed}, kinds(c.take())); diff != "" || !c.ended {
			t.Fatalf("ended %v, %s", c.ended, diff)
		}
	})
}

func TestALongHistoryIsReadWhole(t *testing.T) {
	t.Parallel()
	r := running("requested", 1)
	for range 1200 {
		r.change(func(*orchestration.Video) {}, orchestration.TaskCompleted)
	}
	r.change(func(v *orchestration.Video) { v.State = orchestration.Cancelled }, orchestration.VideoCancelled)
	next := int64(1)
	for u, err := range watch.Video(t.Context(), r, "local", "v", watch.Options{}) {
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range u.Entries {
			if e.Seq != next {
				t.Fatalf("entry %d after %d", e.Seq, next-1)
			}
			next++
		}
	}
	if next != 1204 {
		t.Fatalf("%d entries, want 1203", next-1)
	}
}

func TestASourceThatFailsEndsTheWatch(t *testing.T) {
	t.Parallel()
	r := &record{err: orchestration.ErrNotFound}
	for _, err := range watch.Video(t.Context(), r, "local", "v", watch.Options{}) {
		if !errors.Is(err, orchestration.ErrNotFound) {
			t.Fatalf("error %v", err)
		}
		return
	}
	t.Fatal("the watch ended without an error")
}
