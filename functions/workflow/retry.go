package workflow

import (
	"context"
	"database/sql"
	"errors"

	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Retry implements control.Videos. What is done stays done: only the tasks that failed or were under way are asked for again,
// with attempts and deadlines of their own.
func (f *Function) Retry(ctx context.Context, owner, id string) error {
	return f.transact(ctx, func(t *transition) error {
		v, err := t.of(owner, id)
		if errors.Is(err, sql.ErrNoRows) {
			if _, err = t.queued(owner, id); err == nil {
				return failure.New(failure.Conflict, "the video has not begun yet")
			}
		}
		if errors.Is(err, sql.ErrNoRows) {
			return errNoVideo()
		}
		if err != nil {
			return err
		}
		return t.retry(v)
	})
}

// retry starts another run of a video that failed or was cancelled, at the steps that are not done.
func (t *transition) retry(v *record) error {
	switch v.state {
	case "running":
		return failure.New(failure.Conflict, "the video is being made")
	case "completed":
		return failure.New(failure.Conflict, "the video is complete", failure.Hint("make another one, with this one as its base"))
	}
	var begun bool
	if err := t.tx.QueryRowContext(t.ctx, `SELECT EXISTS (SELECT 1 FROM task WHERE video = $1)`, v.id).Scan(&begun); err != nil {
		return err
	}
	if !begun {
		return failure.New(failure.Conflict, "the request was refused, and would be again", failure.Hint("send a corrected request"))
	}
	if _, err := t.tx.ExecContext(t.ctx, `
UPDATE task SET state = 'ready', attempt = attempt + 1, tries = 0, held = 0, requested_at = NULL, deadline_at = NULL, finished_at = NULL
WHERE video = $1 AND state IN ('failed', 'cancelled')`, v.id); err != nil {
		return err
	}
	if err := t.tx.QueryRowContext(t.ctx, `UPDATE video SET state = 'running', run = run + 1, failure = NULL, output = NULL, finished_at = NULL WHERE id = $1 RETURNING run`, v.id).Scan(&v.run); err != nil {
		return err
	}
	v.state = "running"
	if err := t.note(v, orchestration.VideoRetried, orchestration.Detail{Attempt: v.run}); err != nil {
		return err
	}
	if err := t.announce(v, event.VideoAccepted, event.VideoResult{Owner: v.owner, Params: v.params, Run: v.run}); err != nil {
		return err
	}
	if err := t.admitAll(v); err != nil {
		return err
	}
	// A step whose inputs could not be made has no tasks yet.
	return t.startWhatIsReady(v)
}

// admitAll has every step admitted in which the video has a task ready.
func (t *transition) admitAll(v *record) error {
	rows, err := t.tx.QueryContext(t.ctx, `SELECT DISTINCT step FROM task WHERE video = $1 AND state = 'ready'`, v.id)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var name steps.Name
		if err := rows.Scan(&name); err != nil {
			return err
		}
		t.admit[name] = true
	}
	return rows.Err()
}
