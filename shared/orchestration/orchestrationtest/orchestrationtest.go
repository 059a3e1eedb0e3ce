// Package orchestrationtest gives tests a store and puts videos into it as the workflow would.
package orchestrationtest

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/database/databasetest"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/orchestration/orchestrationschema"
)

// Open returns a store in a new SQLite database that lives as long as the test.
func Open(t testing.TB) *orchestration.Store {
	t.Helper()
	return orchestration.New(databasetest.SQLite(t, orchestrationschema.Migrations))
}

// Put records a video with its steps, tasks, failure and output, in place of an earlier record of the same id. Where Owner
// is empty it is orchestration.LocalOwner; where Params is nil it is {}.
func Put(t testing.TB, s *orchestration.Store, v orchestration.Video) {
	t.Helper()
	if v.Owner == "" {
		v.Owner = orchestration.LocalOwner
	}
	if v.Params == nil {
		v.Params = json.RawMessage(`{}`)
	}
	run(t, s, `
INSERT INTO video (id, owner, source, state, params, versions, seed, traceparent, seq, failure, output, created_at, updated_at, finished_at)
VALUES ($1, $2, '/test', $3, $4, '{}', 1, '', $5, $6, $7, $8, $9, $10)
ON CONFLICT (id) DO UPDATE SET state = excluded.state, seq = CASE WHEN excluded.seq > video.seq THEN excluded.seq ELSE video.seq END, failure = excluded.failure, output = excluded.output, updated_at = excluded.updated_at, finished_at = excluded.finished_at`,
		v.ID, v.Owner, v.State, string(v.Params), v.Seq, document(t, v.Failure), document(t, v.Output), v.CreatedAt.UnixMilli(), v.UpdatedAt.UnixMilli(), millis(v.FinishedAt))
	run(t, s, `DELETE FROM task WHERE video = $1`, v.ID)
	run(t, s, `DELETE FROM stage WHERE video = $1`, v.ID)
	for _, stage := range v.Steps {
		var total any
		if stage.Total >= 0 {
			total = stage.Total
		}
		run(t, s, `INSERT INTO stage (video, step, total, done) VALUES ($1, $2, $3, $4)`, v.ID, stage.Name, total, stage.Done)
		for _, task := range stage.Tasks {
			reused := 0
			if task.Reused {
				reused = 1
			}
			run(t, s, `
INSERT INTO task (video, step, idx, owner, state, attempt, input, key, failure, reused, uncertain, created_at, started_at, finished_at)
VALUES ($1, $2, $3, $4, $5, $6, '{}', $7, $8, $9, $10, 0, $11, $12)`,
				v.ID, stage.Name, task.Index, v.Owner, task.State, task.Attempt, task.Key, document(t, task.Failure), reused, task.Uncertain, millis(task.Started), millis(task.Finished))
		}
	}
}

// Note adds an entry to a video's history, and counts it.
func Note(t testing.TB, s *orchestration.Store, video string, e orchestration.Entry) {
	t.Helper()
	b, err := json.Marshal(e.Detail)
	if err != nil {
		t.Fatal(err)
	}
	run(t, s, `INSERT INTO history (video, seq, at, kind, data) VALUES ($1, $2, $3, $4, $5)`, video, e.Seq, e.At.UnixMilli(), e.Kind, string(b))
	run(t, s, `UPDATE video SET seq = $1 WHERE id = $2 AND seq < $1`, e.Seq, video)
}

func run(t testing.TB, s *orchestration.Store, statement string, args ...any) {
	t.Helper()
	if _, err := s.DB.Write.ExecContext(t.Context(), statement, args...); err != nil {
		t.Fatal(err)
	}
}

// document returns v as JSON, NULL where it is nil.
func document(t testing.TB, v any) any {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	if string(b) == "null" {
		return nil
	}
	return string(b)
}

func millis(at *time.Time) any {
	if at == nil {
		return nil
	}
	return at.UnixMilli()
}
