package watch_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/shared/database"
	"github.com/moneyprinter/moneyprinter/shared/database/databasetest"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/orchestration/orchestrationschema"
	"github.com/moneyprinter/moneyprinter/shared/orchestration/orchestrationtest"
	"github.com/moneyprinter/moneyprinter/shared/watch"
	"github.com/moneyprinter/moneyprinter/tests/testserver"
)

// mixed reads the state from one store and the history from another.
type mixed struct{ state, history *orchestration.Store }

func (m mixed) Get(ctx context.Context, owner, id string) (orchestration.Video, error) {
	return m.state.Get(ctx, owner, id)
}

func (m mixed) History(ctx context.Context, video string, after int64, limit int) ([]orchestration.Entry, error) {
	return m.history.History(ctx, video, after, limit)
}

// On a real replica that has stopped, a watch gives the last entry before it ends, be the state of the replica or newer.
func TestWatchOfARealReplica(t *testing.T) {
	t.Parallel()
	replica := databasetest.TakeReplica(t)
	d := databasetest.New(t, orchestrationschema.Migrations)
	primary := orchestration.New(d.Open(t, testserver.Postgres))
	lagging := orchestration.New(d.Open(t, testserver.Postgres, database.WithReplica(d.URL(t, testserver.PostgresReplica))))
	for name, source := range map[string]mixed{
		"both of the replica": {lagging, lagging},
		"the history only":    {primary, lagging},
		"the state only":      {lagging, primary},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			orchestrationtest.Put(t, primary, orchestration.Video{ID: name, State: orchestration.Running})
			orchestrationtest.Note(t, primary, name, orchestration.Entry{Seq: 1, Kind: orchestration.VideoAccepted})
			replica.Pause(t)
			orchestrationtest.Put(t, primary, orchestration.Video{ID: name, State: orchestration.Completed})
			orchestrationtest.Note(t, primary, name, orchestration.Entry{Seq: 2, Kind: orchestration.VideoCompleted})
			resumed := false
			var got []orchestration.Kind
			for u, err := range watch.Video(ctx, source, orchestration.LocalOwner, name, watch.Options{Poll: 20 * time.Millisecond, Pace: time.Millisecond, Idle: 100 * time.Millisecond}) {
				if err != nil {
					t.Fatal(err)
				}
				for _, e := range u.Entries {
					got = append(got, e.Kind)
				}
				if !resumed && !u.New { // nothing new for a while: the replica has no more
					if len(got) != 1 || u.Snapshot.State.Ended() {
						t.Errorf("of a paused replica came %v and the state %s", got, u.Snapshot.State)
					}
					replica.Resume(t)
					resumed = true
				}
			}
			if diff := cmp.Diff([]orchestration.Kind{orchestration.VideoAccepted, orchestration.VideoCompleted}, got); diff != "" || !resumed {
				t.Errorf("resumed %v (-want +got):\n%s", resumed, diff)
			}
		})
	}
}
