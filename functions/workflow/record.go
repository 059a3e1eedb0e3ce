package workflow

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/pipeline"
	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// record is a video's row.
type record struct {
	id, owner, state string
	params           video.Params
	versions         map[steps.Name]int
	traceParent      string
	seq              int64
	run              int
	paused           bool
}

// video reads a row, locked for this transaction; sql.ErrNoRows where there is none. Whoever changes a video, its stages,
// tasks, history or outbox takes this lock first.
func (t *transition) video(id string) (*record, error) {
	return t.read(id, t.f.parts.DB.Dialect.ForUpdate())
}

func (t *transition) read(id, lock string) (*record, error) {
	if !idForm.MatchString(id) {
		return nil, sql.ErrNoRows // PostgreSQL refuses to compare some of what is no id
	}
	v := &record{id: id}
	var params, versions string
	err := t.tx.QueryRowContext(t.ctx, `SELECT owner, state, params, versions, traceparent, seq, run, paused <> 0 FROM video WHERE id = $1`+lock, id).
		Scan(&v.owner, &v.state, &params, &versions, &v.traceParent, &v.seq, &v.run, &v.paused)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal([]byte(params), &v.params); err != nil {
		return nil, fmt.Errorf("workflow: parameters of %s: %w", id, err)
	}
	return v, json.Unmarshal([]byte(versions), &v.versions)
}

// note writes a history entry.
func (t *transition) note(v *record, kind orchestration.Kind, d orchestration.Detail) error {
	b, err := json.Marshal(d)
	if err != nil {
		return err
	}
	v.seq++
	t.changed[v.id] = true
	if _, err := t.tx.ExecContext(t.ctx, `INSERT INTO history (video, seq, at, kind, data) VALUES ($1, $2, $3, $4, $5)`, v.id, v.seq, t.now.UnixMilli(), kind, string(b)); err != nil {
		return err
	}
	_, err = t.tx.ExecContext(t.ctx, `UPDATE video SET seq = $1, updated_at = $2 WHERE id = $3`, v.seq, t.now.UnixMilli(), v.id)
	return err
}

// announce writes an event about the video as a whole to the outbox. Each run has news of its own.
func (t *transition) announce(v *record, what event.Type, data event.VideoResult) error {
	_, name, _ := what.Split()
	id := v.id + "/" + name
	if v.run > 1 {
		id += "/" + strconv.Itoa(v.run)
	}
	e, err := event.New(what, event.Source("workflow"), id, v.id, data)
	if err != nil {
		return err
	}
	if v.traceParent != "" {
		e.SetExtension(event.TraceParentExtension, v.traceParent)
	}
	return t.enqueue(v.id, "", 0, e)
}

// end takes a video to a final state, with its reason or output, and forgets all that was under way.
func (t *transition) end(v *record, state string, why *failure.Failure, stoppedAt steps.Name) error {
	v.state = state
	result := event.VideoResult{Owner: v.owner, Params: v.params, Run: v.run, Failure: why, StoppedAt: stoppedAt}
	kind, what := orchestration.VideoFailed, event.VideoFailed
	switch state {
	case "completed":
		kind, what = orchestration.VideoCompleted, event.VideoCompleted
		outputs, err := outputsOf[steps.AssembleOutput](t, v, steps.Assemble)
		if err != nil {
			return err
		}
		result.Output = outputs
	case "cancelled":
		kind, what = orchestration.VideoCancelled, event.VideoCancelled
	}
	open, err := t.openPlaces(v)
	if err != nil {
		return err
	}
	for _, p := range open {
		t.admit[p.Step] = true
		if step, _ := pipeline.Find(p.Step); step.Job {
			t.stop = append(t.stop, p)
		}
	}
	var whyJSON, outputJSON sql.NullString
	if why != nil {
		if whyJSON, err = nullJSON(why); err != nil {
			return err
		}
	}
	if result.Output != nil {
		if outputJSON, err = nullJSON(result.Output); err != nil {
			return err
		}
	}
	if _, err := t.tx.ExecContext(t.ctx, `UPDATE task SET state = 'cancelled', finished_at = $1 WHERE video = $2 AND state IN ('ready', 'requested')`, t.now.UnixMilli(), v.id); err != nil {
		return err
	}
	if _, err := t.tx.ExecContext(t.ctx, `DELETE FROM outbox WHERE video = $1 AND step <> ''`, v.id); err != nil {
		return err
	}
	if _, err := t.tx.ExecContext(t.ctx, `UPDATE video SET state = $1, failure = $2, output = $3, finished_at = $4, paused = 0 WHERE id = $5`, state, whyJSON, outputJSON, t.now.UnixMilli(), v.id); err != nil {
		return err
	}
	if err := t.note(v, kind, orchestration.Detail{Failure: why, Step: stoppedAt}); err != nil {
		return err
	}
	return t.announce(v, what, result)
}

// openPlaces lists the video's requests that are under way.
func (t *transition) openPlaces(v *record) ([]event.Place, error) {
	rows, err := t.tx.QueryContext(t.ctx, `SELECT step, idx, attempt FROM task WHERE video = $1 AND state = 'requested'`, v.id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var places []event.Place
	for rows.Next() {
		p := event.Place{Video: v.id}
		if err := rows.Scan(&p.Step, &p.Index, &p.Attempt); err != nil {
			return nil, err
		}
		places = append(places, p)
	}
	return places, rows.Err()
}

func nullJSON(v any) (sql.NullString, error) {
	b, err := json.Marshal(v)
	return sql.NullString{String: string(b), Valid: true}, err
}
