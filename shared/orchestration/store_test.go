package orchestration_test

import (
	"database/sql"
	"errors"
	"sync"
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/orchestration/orchestrationtest"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// request leaves a request for a video.
func request(t *testing.T, s *orchestration.Store, id string) {
	t.Helper()
	e, err := event.New(event.VideoRequested, "/test", id, id, event.VideoRequest{Params: []byte(`{"video_subject":"x"}`)})
	if err != nil {
		t.Fatal(err)
	}
	if created, err := s.Request(t.Context(), e); err != nil || !created {
		t.Fatalf("created %v, %v", created, err)
	}
}

// A video is never out of sight while the workflow turns its request into a video.
func TestAVideoIsSeenWhileItIsAccepted(t *testing.T) {
	t.Parallel()
	s := orchestrationtest.Open(t)
	for i := range 50 {
		id := string(rune('a'+i%26)) + string(rune('a'+i/26))
		request(t, s, id)
		var accepting sync.WaitGroup
		accepting.Go(func() {
			err := s.DB.Tx(t.Context(), func(tx *sql.Tx) error {
				_, err := tx.ExecContext(t.Context(), `DELETE FROM request WHERE id = $1`, id)
				_, insert := tx.ExecContext(t.Context(), `
INSERT INTO video (id, owner, source, state, params, versions, seed, traceparent, seq, created_at, updated_at) VALUES ($1, 'local', '', 'running', '{}', '{}', 1, '', 0, 0, 0)`, id)
				return errors.Join(err, insert)
			})
			if err != nil {
				t.Error(err)
			}
		})
		for {
			v, err := s.Get(t.Context(), orchestration.LocalOwner, id)
			if err != nil {
				t.Fatalf("video %d: %v", i, err)
			}
			if v.State == orchestration.Running {
				break
			}
		}
		accepting.Wait()
	}
}

func TestDelete(t *testing.T) {
	t.Parallel()
	s := orchestrationtest.Open(t)
	request(t, s, "queued")
	for id, state := range map[string]orchestration.State{"running": orchestration.Running, "done": orchestration.Completed, "kept": orchestration.Failed} {
		orchestrationtest.Put(t, s, orchestration.Video{ID: id, State: state, Steps: []orchestration.Stage{{Name: steps.Script, Total: 1, Tasks: []orchestration.Task{{State: "completed"}}}}})
		orchestrationtest.Note(t, s, id, orchestration.Entry{Seq: 1, Kind: orchestration.VideoAccepted})
	}
	for _, c := range []struct {
		owner, id string
		want      error
	}{
		{"local", "queued", &failure.Failure{Code: failure.Conflict}},
		{"local", "running", &failure.Failure{Code: failure.Conflict}},
		{"somebody", "done", orchestration.ErrNotFound},
		{"local", "none", orchestration.ErrNotFound},
		{"local", "done", nil},
		{"local", "done", orchestration.ErrNotFound},
	} {
		if err := s.Delete(t.Context(), c.owner, c.id); !errors.Is(err, c.want) {
			t.Errorf("%s's %s: %v, want %v", c.owner, c.id, err, c.want)
		}
	}
	for id, want := range map[string]int{"done": 0, "kept": 1, "running": 1} {
		entries, err := s.History(t.Context(), id, 0, 10)
		if err != nil || len(entries) != want {
			t.Errorf("%s: %d entries, %v", id, len(entries), err)
		}
		for _, table := range []string{"task", "stage"} {
			var n int
			if err := s.DB.Read.QueryRowContext(t.Context(), `SELECT count(*) FROM `+table+` WHERE video = $1`, id).Scan(&n); err != nil || n != want {
				t.Errorf("%s: %d rows in %s, %v", id, n, table, err)
			}
		}
	}
}
