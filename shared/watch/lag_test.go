package watch_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/progress"
	"github.com/moneyprinter/moneyprinter/shared/watch"
)

// replicas are a record as two replicas show it: the state as it was once, and no more than a part of the history.
type replicas struct {
	record
	state   orchestration.Video
	entries int
}

func (r *replicas) Get(context.Context, string, string) (orchestration.Video, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.reads++
	return r.state, nil
}

func (r *replicas) History(ctx context.Context, id string, after int64, limit int) ([]orchestration.Entry, error) {
	all, err := r.record.History(ctx, id, after, limit)
	r.mu.Lock()
	defer r.mu.Unlock()
	return all[:max(0, min(len(all), r.entries-int(after)))], err
}

// catchUp makes the state replica, the history replica or both show what is recorded.
func (r *replicas) catchUp(state, history bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if state {
		r.state = r.video
	}
	if history {
		r.entries = len(r.history)
	}
}

// completing is a running video of two entries, as both replicas show it.
func completing() *replicas {
	r := &replicas{}
	r.change(func(v *orchestration.Video) { v.State = orchestration.Running }, orchestration.VideoAccepted, orchestration.StepStarted)
	r.catchUp(true, true)
	return r
}

func (r *replicas) complete() {
	r.change(func(v *orchestration.Video) { v.State, v.Progress = orchestration.Completed, 1 }, orchestration.TaskCompleted, orchestration.VideoCompleted)
}

// The end is told with the last entry, whichever of state and history is there first.
func TestReplicasThatLag(t *testing.T) {
	t.Parallel()
	for name, first := range map[string]struct{ state, history bool }{"the history": {true, false}, "the state": {false, true}, "both": {false, false}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r := completing()
				c := follow(t.Context(), r, watch.Options{})
				synctest.Wait()
				c.take()
				r.complete()
				r.catchUp(first.state, first.history)
				time.Sleep(time.Minute)
				synctest.Wait()
				for _, u := range c.take() {
					if len(u.Entries) > 0 || u.Snapshot.State != orchestration.Running {
						t.Errorf("while %s lags, there is %+v", name, u)
					}
				}
				r.catchUp(true, true)
				time.Sleep(time.Second)
				synctest.Wait()
				got := c.take()
				if diff := cmp.Diff([]orchestration.Kind{orchestration.TaskCompleted, orchestration.VideoCompleted}, kinds(got)); diff != "" || !c.ended || c.err != nil {
					t.Fatalf("ended %v, error %v, %s", c.ended, c.err, diff)
				}
				if last := got[len(got)-1]; last.Snapshot.State != orchestration.Completed {
					t.Errorf("the last update is %+v", last)
				}
			})
		})
	}
}

// A watcher that begins after the end, or comes back after it, waits for the last entry too.
func TestAnEndThatIsOlderThanItsHistory(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := completing()
		r.complete()
		r.catchUp(true, false)
		c := follow(t.Context(), r, watch.Options{After: 2})
		time.Sleep(time.Minute)
		synctest.Wait()
		if c.ended {
			t.Fatal("the watch ended before the last entry")
		}
		r.catchUp(true, true)
		time.Sleep(time.Second)
		synctest.Wait()
		if diff := cmp.Diff([]orchestration.Kind{orchestration.TaskCompleted, orchestration.VideoCompleted}, kinds(c.take())); diff != "" || !c.ended {
			t.Fatalf("ended %v, %s", c.ended, diff)
		}
	})
}

// A replica that is further behind than the one asked before takes nothing back.
func TestTheStateDoesNotGoBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := completing()
		before := r.state
		r.change(func(v *orchestration.Video) { v.Progress = 0.5 }, orchestration.TaskCompleted)
		r.catchUp(true, true)
		c := follow(t.Context(), r, watch.Options{})
		synctest.Wait()
		told := c.take()[0].Snapshot
		r.mu.Lock()
		r.state = before
		r.mu.Unlock()
		time.Sleep(time.Minute)
		synctest.Wait()
		for _, u := range c.take() {
			if diff := cmp.Diff(told, u.Snapshot); u.New || diff != "" {
				t.Fatalf("the state went back: %s", diff)
			}
		}
	})
}

// News are there before a replica has what they are about; it is asked again soon, and not for ever.
func TestNewsOutrunTheReplica(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		hub, r := progress.NewHub(), completing()
		c := follow(t.Context(), r, watch.Options{News: hub})
		time.Sleep(time.Second)
		synctest.Wait()
		c.take()
		r.change(func(*orchestration.Video) {}, orchestration.TaskCompleted)
		hub.Changed("v")
		time.Sleep(50 * time.Millisecond)
		r.catchUp(true, true)
		time.Sleep(200 * time.Millisecond)
		synctest.Wait()
		if diff := cmp.Diff([]orchestration.Kind{orchestration.TaskCompleted}, kinds(c.take())); diff != "" {
			t.Fatalf("a quarter of a second after the news: %s", diff)
		}
		before := r.reads
		hub.Changed("v")
		time.Sleep(time.Minute)
		synctest.Wait()
		if n := r.reads - before; n > 20 {
			t.Errorf("news of nothing new made %d reads in a minute", n)
		}
	})
}
