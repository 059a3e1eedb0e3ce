package workflow

import (
	"database/sql"
	"encoding/json"

	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/pipeline"
	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// startWhatIsReady fans out every step whose needs are complete, and completes the video when no step is left. A step that
// fans out to nothing is complete at once, so the loop goes on until nothing changes.
func (t *transition) startWhatIsReady(v *record) error {
	for {
		stages, err := t.stages(v)
		if err != nil {
			return err
		}
		progressed, left := false, false
		for _, step := range pipeline.Until(steps.Name(v.params.StopAt)) {
			s := stages[step.Name]
			if s.complete() {
				continue
			}
			left = true
			if s.total.Valid || !allComplete(stages, step.Needs) {
				continue
			}
			n, err := t.start(v, step)
			if err != nil {
				return err
			}
			if v.state != "running" {
				return nil
			}
			progressed = progressed || n == 0
		}
		if !left {
			return t.end(v, "completed", nil, steps.Name(v.params.StopAt))
		}
		if !progressed {
			return nil
		}
	}
}

// start builds the inputs of a step and writes its tasks. Inputs that cannot be built end the video with the reason.
func (t *transition) start(v *record, step pipeline.Step) (tasks int, err error) {
	inputs, err := t.inputs(v, step.Name)
	if err != nil {
		f := failure.From(err)
		if f.Code == failure.Internal {
			// Not the user's fault and perhaps gone the next time: the broker sends the event again.
			return 0, err
		}
		if f.Step == "" {
			f.Step = string(step.Name)
		}
		return 0, t.end(v, "failed", f, "")
	}
	if _, err := t.tx.ExecContext(t.ctx, `UPDATE stage SET total = $1 WHERE video = $2 AND step = $3`, len(inputs), v.id, step.Name); err != nil {
		return 0, err
	}
	if err := t.note(v, orchestration.StepStarted, orchestration.Detail{Step: step.Name, Total: len(inputs)}); err != nil {
		return 0, err
	}
	cost := costOf(step.Name, v.params)
	for i, input := range inputs {
		b, err := json.Marshal(input)
		if err != nil {
			return 0, err
		}
		document, err := event.Pack(t.ctx, t.f.parts.Blobs, b)
		if err != nil {
			return 0, err
		}
		if b, err = json.Marshal(document); err != nil {
			return 0, err
		}
		if _, err := t.tx.ExecContext(t.ctx, `INSERT INTO task (video, step, idx, owner, state, input, priority, cost, held, created_at) VALUES ($1, $2, $3, $4, 'ready', $5, $6, $7, $8, $9)`,
			v.id, step.Name, i, v.owner, string(b), v.params.Priority, cost, held(v), t.now.UnixMilli()); err != nil {
			return 0, err
		}
	}
	t.admit[step.Name] = true
	return len(inputs), nil
}

// stage is a step's row.
type stage struct {
	total sql.NullInt64
	done  int64
}

func (s stage) complete() bool { return s.total.Valid && s.done >= s.total.Int64 }

func allComplete(stages map[steps.Name]stage, needs []steps.Name) bool {
	for _, n := range needs {
		if !stages[n].complete() {
			return false
		}
	}
	return true
}

func (t *transition) stages(v *record) (map[steps.Name]stage, error) {
	rows, err := t.tx.QueryContext(t.ctx, `SELECT step, total, done FROM stage WHERE video = $1`, v.id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	stages := map[steps.Name]stage{}
	for rows.Next() {
		var name steps.Name
		var s stage
		if err := rows.Scan(&name, &s.total, &s.done); err != nil {
			return nil, err
		}
		stages[name] = s
	}
	return stages, rows.Err()
}

// costOf is how many of a step's places a task takes: one, and for a render one for each 1080 x 1920 at 30 frames a second,
// rounded up.
func costOf(name steps.Name, p video.Params) int {
	if name != steps.Segment {
		return 1
	}
	const place = 1080 * 1080 * 30
	return max(1, (p.ShortSide*p.ShortSide*p.FPS+place-1)/place)
}

func held(v *record) int {
	if v.paused {
		return 1
	}
	return 0
}
