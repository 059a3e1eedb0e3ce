package orchestration_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/shared/database"
	"github.com/moneyprinter/moneyprinter/shared/database/databasetest"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/orchestration/orchestrationschema"
	"github.com/moneyprinter/moneyprinter/shared/orchestration/orchestrationtest"
	"github.com/moneyprinter/moneyprinter/tests/testserver"
)

func TestStore(t *testing.T) {
	t.Parallel()
	for name, open := range databasetest.Kinds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			orchestrationtest.Test(t, func(t testing.TB) *orchestration.Store {
				return orchestration.New(open(t, orchestrationschema.Migrations))
			})
		})
	}
}

// Where reads come from a replica, whatever was asked for is found at once, and the rest may be as old as the replica.
func TestReplicaThatLags(t *testing.T) {
	t.Parallel()
	replica := databasetest.TakeReplica(t)
	d := databasetest.New(t, orchestrationschema.Migrations)
	s := orchestration.New(d.Open(t, testserver.PgBouncer, database.WithReplica(d.URL(t, testserver.PostgresReplica))))
	state := func(read func() (orchestration.Video, error)) orchestration.State {
		t.Helper()
		v, err := read()
		if err != nil {
			t.Fatal(err)
		}
		return v.State
	}
	shown := func() (orchestration.Video, error) { return s.Get(t.Context(), orchestration.LocalOwner, "v") }
	latest := func() (orchestration.Video, error) { return s.Latest(t.Context(), orchestration.LocalOwner, "v") }
	var before []orchestration.State
	see := func() { before = append(before, state(shown), state(latest)) }

	replica.Pause(t)
	if _, err := s.Request(t.Context(), orchestrationtest.Asks(t, "", "v")); err != nil {
		t.Fatal(err)
	}
	see() // the replica has nothing
	orchestrationtest.Put(t, s, orchestration.Video{ID: "v", State: orchestration.Running})
	see() // nor now
	replica.Resume(t)
	replica.Pause(t)
	see() // the replica has it running
	orchestrationtest.Put(t, s, orchestration.Video{ID: "v", State: orchestration.Cancelled})
	orchestrationtest.Note(t, s, "v", orchestration.Entry{Seq: 1, Kind: orchestration.VideoCancelled})
	see() // and still has
	if entries, err := s.History(t.Context(), "v", 0, 10); err != nil || len(entries) != 0 {
		t.Errorf("the replica is paused, and has %d entries, %v", len(entries), err)
	}
	if _, err := s.Get(t.Context(), orchestration.LocalOwner, "none"); !errors.Is(err, orchestration.ErrNotFound) {
		t.Errorf("a video that neither has: %v", err)
	}
	replica.Resume(t)
	replica.CatchUp(t)
	see()
	want := []orchestration.State{
		orchestration.Queued, orchestration.Queued, orchestration.Running, orchestration.Running, orchestration.Running, orchestration.Running,
		orchestration.Running, orchestration.Cancelled, orchestration.Cancelled, orchestration.Cancelled,
	}
	if diff := cmp.Diff(want, before); diff != "" {
		t.Errorf("shown and latest, in turn (-want +got):\n%s", diff)
	}
}
