package workflow

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"

	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/pipeline"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// open finds the running video and the open task that a result is for; nil where the result is news of the past.
func (t *transition) open(name steps.Name, e cloudevents.Event) (v *record, place event.Place, attempt int, err error) {
	place, err = event.ParsePlace(e.ID())
	if err != nil || place.Step != name {
		return nil, place, 0, fmt.Errorf("%w: the id %.120q is no place of step %s", errUnreadable, e.ID(), name)
	}
	v, attempt, err = t.openAt(place)
	return v, place, attempt, err
}

// openAt finds the running video and the present attempt of the open task at a place; nil where either has ended.
func (t *transition) openAt(place event.Place) (v *record, attempt int, err error) {
	v, err = t.video(place.Video)
	if errors.Is(err, sql.ErrNoRows) || (err == nil && v.state != "running") {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, err
	}
	var state string
	err = t.tx.QueryRowContext(t.ctx, `SELECT state, attempt FROM task WHERE video = $1 AND step = $2 AND idx = $3`, place.Video, place.Step, place.Index).Scan(&state, &attempt)
	if errors.Is(err, sql.ErrNoRows) || (err == nil && state != "requested" && state != "ready") {
		return nil, 0, nil
	}
	return v, attempt, err
}

// stepCompleted records a result. Whichever attempt it comes from, the work is the same.
func (t *transition) stepCompleted(name steps.Name, e cloudevents.Event) error {
	var done event.StepCompleted
	if err := e.DataAs(&done); err != nil || (done.Output.Inline == nil && done.Output.Ref == nil) {
		return fmt.Errorf("%w: %s carries no output: %v", errUnreadable, e.Type(), err)
	}
	v, place, _, err := t.open(name, e)
	if v == nil || err != nil {
		return err
	}
	output, err := json.Marshal(done.Output)
	if err != nil {
		return err
	}
	reused := 0
	if done.Reused {
		reused = 1
	}
	if _, err := t.tx.ExecContext(t.ctx, `
UPDATE task SET state = 'completed', key = $1, output = $2, reused = $3, uncertain = $4, started_at = $5, finished_at = $6 WHERE video = $7 AND step = $8 AND idx = $9`,
		done.Key, string(output), reused, done.Uncertain, done.Started.UnixMilli(), done.Finished.UnixMilli(), v.id, name, place.Index); err != nil {
		return err
	}
	if err := t.decided(place, done.Decisions); err != nil {
		return err
	}
	if err := t.answered(v.id, name, place.Index); err != nil {
		return err
	}
	t.admit[name] = true
	if err := t.note(v, orchestration.TaskCompleted, orchestration.Detail{Step: name, Index: place.Index, Attempt: place.Attempt, Reused: done.Reused}); err != nil {
		return err
	}
	var total, finished int
	if err := t.tx.QueryRowContext(t.ctx, `UPDATE stage SET done = done + 1 WHERE video = $1 AND step = $2 RETURNING total, done`, v.id, name).Scan(&total, &finished); err != nil {
		return err
	}
	if finished < total {
		return nil
	}
	if err := t.note(v, orchestration.StepCompleted, orchestration.Detail{Step: name, Total: total}); err != nil {
		return err
	}
	return t.startWhatIsReady(v)
}

// stepFailed gives the task another attempt, or ends the video with the reason.
func (t *transition) stepFailed(name steps.Name, e cloudevents.Event) error {
	var failed event.StepFailed
	if err := e.DataAs(&failed); err != nil || failed.Failure == nil {
		return fmt.Errorf("%w: %s carries no failure: %v", errUnreadable, e.Type(), err)
	}
	v, place, attempt, err := t.open(name, e)
	if v == nil || err != nil || place.Attempt != attempt {
		return err
	}
	if err := t.decided(place, failed.Decisions); err != nil {
		return err
	}
	return t.closeAttempt(v, place, failed.Failure, failed.Exhausted)
}

// closeAttempt ends the task's present attempt with a failure. A failure that may pass gets another attempt. One that the
// broker has retried out ends the video, unless it is a part of ours that does not answer: that is nobody's attempt, and
// it is asked again until the step's deadline.
func (t *transition) closeAttempt(v *record, place event.Place, why *failure.Failure, exhausted bool) error {
	if why.Step == "" {
		why.Step = string(place.Step)
	}
	whyJSON, err := nullJSON(why)
	if err != nil {
		return err
	}
	if err := t.answered(v.id, place.Step, place.Index); err != nil {
		return err
	}
	t.admit[place.Step] = true
	step, _ := pipeline.Find(place.Step)
	tries := 1
	if exhausted && why.Provider == "" && (why.Code == failure.Unavailable || why.Code == failure.Undeliverable) {
		exhausted, tries = false, 0 // a part of ours: nobody's attempt
	}
	if err := t.tx.QueryRowContext(t.ctx, `UPDATE task SET tries = tries + $1 WHERE video = $2 AND step = $3 AND idx = $4 RETURNING tries`,
		tries, v.id, place.Step, place.Index).Scan(&tries); err != nil {
		return err
	}
	if why.Retryable && !exhausted && tries < step.Attempts {
		if _, err := t.tx.ExecContext(t.ctx, `UPDATE task SET state = 'ready', held = $1, attempt = attempt + 1, failure = $2 WHERE video = $3 AND step = $4 AND idx = $5`,
			held(v), whyJSON, v.id, place.Step, place.Index); err != nil {
			return err
		}
		return t.note(v, orchestration.TaskRetried, orchestration.Detail{Step: place.Step, Index: place.Index, Attempt: place.Attempt, Failure: why})
	}
	if _, err := t.tx.ExecContext(t.ctx, `UPDATE task SET state = 'failed', failure = $1, finished_at = $2 WHERE video = $3 AND step = $4 AND idx = $5`,
		whyJSON, t.now.UnixMilli(), v.id, place.Step, place.Index); err != nil {
		return err
	}
	return t.end(v, "failed", why, "")
}

// answered removes a task's requests from the outbox: their result is recorded.
func (t *transition) answered(video string, step steps.Name, index int) error {
	_, err := t.tx.ExecContext(t.ctx, `DELETE FROM outbox WHERE video = $1 AND step = $2 AND idx = $3`, video, step, index)
	return err
}
