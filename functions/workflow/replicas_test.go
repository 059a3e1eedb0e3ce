package workflow_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"

	"github.com/moneyprinter/moneyprinter/functions/workflow"
	"github.com/moneyprinter/moneyprinter/shared/blob/folder"
	"github.com/moneyprinter/moneyprinter/shared/database/databasetest"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/orchestration/orchestrationschema"
	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/tests/testserver"
)

// deployment is two replicas of the workflow on one PostgreSQL, one of them through PgBouncer, and a broker that delivers
// to either, at least once, in any order and at the same time.
type deployment struct {
	*bench
	replicas []*workflow.Function
	queue    chan cloudevents.Event

	mu   sync.Mutex
	ends map[string]int
}

func deploy(t *testing.T, limits map[steps.Name]int) *deployment {
	t.Helper()
	database := databasetest.New(t, orchestrationschema.Migrations)
	blobs, err := folder.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	d := &deployment{queue: make(chan cloudevents.Event, 100_000), ends: map[string]int{}}
	for _, server := range []string{testserver.Postgres, testserver.PgBouncer} {
		db := database.Open(t, server)
		d.replicas = append(d.replicas, workflow.NewWith(workflow.Parts{
			DB: db, Blobs: blobs, InFlight: limits, Resend: 100 * time.Millisecond,
			Broker: event.SenderFunc(func(_ context.Context, e cloudevents.Event) error {
				d.queue <- e
				return nil
			}),
		}))
		d.bench = &bench{T: t, store: orchestration.New(db), blobs: blobs, scenes: 3, fail: map[string]*failure.Failure{}}
	}
	return d
}

// deliver hands an event to one replica, and now and then to both at once.
func (d *deployment) deliver(e cloudevents.Event) {
	var both sync.WaitGroup
	first := rand.IntN(2)
	for i := range 1 + rand.IntN(2) {
		both.Go(func() {
			if err := d.replicas[(first+i)%2].Process(d.Context(), e); err != nil {
				d.Errorf("%s %s: %v", e.Type(), e.ID(), err)
			}
		})
	}
	both.Wait()
}

// work answers requests until the context ends.
func (d *deployment) work(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case e := <-d.queue:
			about, what, _ := event.Type(e.Type()).Split()
			switch {
			case what == "requested":
				d.deliver(d.answer(e))
			case about == "video" && what != "accepted":
				d.mu.Lock()
				d.ends[e.Subject()]++
				d.mu.Unlock()
			}
		}
	}
}

// until waits for a condition, at most two minutes.
func (d *deployment) until(what string, condition func() bool) {
	d.Helper()
	ctx, cancel := context.WithTimeout(d.Context(), 2*time.Minute)
	defer cancel()
	for tick := time.NewTicker(20 * time.Millisecond); !condition(); {
		select {
		case <-tick.C:
		case <-ctx.Done():
			d.Fatalf("not within two minutes: %s; %d events are in the queue", what, len(d.queue))
		}
	}
}

// Events of the same videos on two replicas at once, with sweeps, re-sends and cancellations in between: no transition
// fails or waits for another in a circle, no limit is exceeded, and every video comes to its one end.
func TestTwoReplicasAtOnce(t *testing.T) {
	t.Parallel()
	const videos = 24
	limits := map[steps.Name]int{steps.Script: 4, steps.Speech: 5, steps.Search: 3, steps.Fetch: 6, steps.Segment: 4}
	d := deploy(t, limits)
	// A failure that passes makes tasks ready again while others are admitted.
	for i := range 3 {
		d.fail[fmt.Sprintf("speech/%d/1", i)] = failure.New(failure.RateLimited, "too many requests", failure.Provider("openai"))
	}
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	defer running.Wait()
	defer stop()
	for range 8 {
		running.Go(func() { d.work(ctx) })
	}
	for _, replica := range d.replicas {
		running.Go(func() {
			for tick := time.NewTicker(10 * time.Millisecond); ctx.Err() == nil; <-tick.C {
				if len(d.queue) > 20 {
					continue // on a busy machine, re-sends would outnumber answers
				}
				if err := replica.Sweep(ctx); err != nil && ctx.Err() == nil {
					t.Errorf("sweep: %v", err)
				}
			}
		})
	}
	running.Go(func() {
		for ctx.Err() == nil {
			for step, limit := range limits {
				var n int
				err := d.store.DB.Write.QueryRowContext(ctx, `SELECT count(*) FROM task WHERE state = 'requested' AND step = $1`, step).Scan(&n)
				if ctx.Err() == nil && (err != nil || n > limit) {
					t.Errorf("%d requests of %s are under way, at most %d may be; %v", n, step, limit, err)
				}
			}
		}
	})
	cancelled := map[string]bool{}
	var asking sync.WaitGroup
	for i := range videos {
		id := fmt.Sprintf("v%d", i)
		params := coffee
		if i%4 == 3 {
			params += fmt.Sprintf(`, "base": "v%d"`, i-3)
		}
		cancelled[id] = i%6 == 5
		asking.Go(func() {
			e := d.asks(id, params)
			if base := i - 3; i%4 == 3 {
				d.until("the base is accepted", func() bool { return d.state(fmt.Sprintf("v%d", base)) != "" })
			}
			if _, err := d.store.Request(ctx, e); err != nil {
				t.Error(err)
			}
			d.deliver(e)
			if !cancelled[id] {
				return
			}
			var both sync.WaitGroup
			ended := make([]error, 2)
			for i, replica := range d.replicas {
				both.Go(func() { ended[i] = replica.Cancel(ctx, orchestration.LocalOwner, id) })
			}
			both.Wait()
			if (ended[0] == nil) == (ended[1] == nil) {
				t.Errorf("two cancellations at once of one video: %v", ended)
			}
			for _, err := range ended {
				if err != nil && !errors.Is(err, &failure.Failure{Code: failure.Conflict}) {
					t.Error(err)
				}
			}
		})
	}
	asking.Wait()
	d.until("every video has ended and said so", func() bool {
		d.mu.Lock()
		defer d.mu.Unlock()
		return len(d.ends) == videos
	})
	d.until("nothing is open", func() bool {
		return d.count(`SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM request) + (SELECT count(*) FROM task WHERE state IN ('ready', 'requested'))`) == 0
	})
	stop()
	running.Wait()
	for id, was := range cancelled {
		want := orchestration.Completed
		if was {
			want = orchestration.Cancelled
		}
		if v := d.get(id); v.State != want {
			t.Errorf("%s is %s, want %s: %+v", id, v.State, want, v.Failure)
		}
		d.history(id)
	}
	if n := d.count(`SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`); n != 0 {
		t.Errorf("PostgreSQL broke %d deadlocks", n)
	}
}

// state is a video's state, "" where there is no such video yet.
func (d *deployment) state(id string) orchestration.State {
	v, err := d.store.Get(d.Context(), orchestration.LocalOwner, id)
	if err != nil || v.State == orchestration.Queued {
		return ""
	}
	return v.State
}

// history checks that a video's history has no gap, and one end as its last entry.
func (d *deployment) history(id string) {
	d.Helper()
	entries, err := d.store.History(d.Context(), id, 0, 10_000)
	if err != nil {
		d.Fatal(err)
	}
	for i, e := range entries {
		last := i == len(entries)-1
		if ends := strings.HasPrefix(string(e.Kind), "video.") && e.Kind != orchestration.VideoAccepted; e.Seq != int64(i+1) || ends != last {
			d.Errorf("%s: entry %d of %d has number %d and is %s", id, i+1, len(entries), e.Seq, e.Kind)
		}
	}
}
