package workflow

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"

	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

const (
	// sweepPause is how long one replica waits between sweeps that no PingSource asked for.
	sweepPause = 5 * time.Second
	// patience is how long a request may wait for its own event before the sweep accepts it.
	patience = 3 * time.Second
	// sweepBatch bounds what one sweep does, so that it never holds the database for long.
	sweepBatch = 200
)

// sweepIsDue tells whether an ordinary event should sweep too: a lost event is then missed for seconds while anything is
// going on, and until the PingSource's next event otherwise.
func (f *Function) sweepIsDue() bool {
	now := f.parts.Now().UnixMilli()
	last := f.swept.Load()
	return now-last >= sweepPause.Milliseconds() && f.swept.CompareAndSwap(last, now)
}

// Sweep mends what was lost: requests that were never accepted, Jobs that ended without a result, tasks whose deadline has
// passed, ready tasks that nobody requested, and events that were never answered.
func (f *Function) Sweep(ctx context.Context) error {
	f.swept.Store(f.parts.Now().UnixMilli())
	return errors.Join(f.acceptLost(ctx), f.askAboutJobs(ctx), f.closeOverdue(ctx), f.admitForgotten(ctx), f.resend(ctx, f.parts.Now().Add(-f.parts.Resend)))
}

// admitForgotten admits what there is room for. A task is passed over in admission while another replica changes its
// video, which then admits it itself, unless that replica dies first.
func (f *Function) admitForgotten(ctx context.Context) error {
	waiting, err := f.strings(ctx, `SELECT DISTINCT step FROM task WHERE state = 'ready'`)
	if err != nil || len(waiting) == 0 {
		return err
	}
	return f.transact(ctx, func(t *transition) error {
		for _, name := range waiting {
			t.admit[steps.Name(name)] = true
		}
		return nil
	})
}

// Recover is the sweep of a start: nothing was lost by anyone's fault while nobody ran, so every open request is sent
// again and its deadline starts anew.
func (f *Function) Recover(ctx context.Context) error {
	f.swept.Store(f.parts.Now().UnixMilli())
	now := f.parts.Now().UnixMilli()
	if _, err := f.parts.DB.Write.ExecContext(ctx, `
WITH open AS MATERIALIZED (SELECT video, step, idx FROM task WHERE state = 'requested'`+f.parts.DB.Dialect.SkipLocked("task")+`)
UPDATE task SET deadline_at = deadline_at + $1 - requested_at, requested_at = $1 WHERE (video, step, idx) IN (SELECT video, step, idx FROM open)`, now); err != nil {
		return fmt.Errorf("workflow: recover: %w", err)
	}
	return errors.Join(f.acceptLost(ctx), f.resend(ctx, f.parts.Now()))
}

// acceptLost accepts the requests whose events did not arrive.
func (f *Function) acceptLost(ctx context.Context) error {
	stored, err := f.strings(ctx, `SELECT event FROM request WHERE created_at < $1 ORDER BY created_at LIMIT $2`, f.parts.Now().Add(-patience).UnixMilli(), sweepBatch)
	if err != nil {
		return err
	}
	for _, s := range stored {
		var e cloudevents.Event
		if err := json.Unmarshal([]byte(s), &e); err != nil {
			return fmt.Errorf("workflow: stored request: %w", err)
		}
		if err := f.transact(ctx, func(t *transition) error { return t.accept(e) }); err != nil {
			return err
		}
	}
	return nil
}

// closeOverdue ends attempts whose deadline has passed, a transition for each video.
func (f *Function) closeOverdue(ctx context.Context) error {
	videos, err := f.strings(ctx, `SELECT DISTINCT video FROM (SELECT video FROM task WHERE state = 'requested' AND deadline_at < $1 ORDER BY deadline_at LIMIT $2) AS overdue`,
		f.parts.Now().UnixMilli(), sweepBatch)
	if err != nil {
		return err
	}
	for _, id := range videos {
		if err := f.transact(ctx, func(t *transition) error { return t.closeOverdue(id) }); err != nil {
			return err
		}
	}
	return nil
}

// closeOverdue ends a video's attempts whose deadline has passed.
func (t *transition) closeOverdue(id string) error {
	v, err := t.video(id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	rows, err := t.tx.QueryContext(t.ctx, `SELECT step, idx, attempt, failure FROM task WHERE video = $1 AND state = 'requested' AND deadline_at < $2 ORDER BY deadline_at`, id, t.now.UnixMilli())
	if err != nil {
		return err
	}
	var places []event.Place
	var why []sql.NullString
	for rows.Next() {
		p := event.Place{Video: id}
		var last sql.NullString
		if err := rows.Scan(&p.Step, &p.Index, &p.Attempt, &last); err != nil {
			rows.Close()
			return err
		}
		places, why = append(places, p), append(why, last)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	for i, p := range places {
		if v.state != "running" {
			break
		}
		if err := t.closeAttempt(v, p, overdue(p, why[i]), true); err != nil {
			return err
		}
	}
	return nil
}

// overdue is the reason of a step that missed its deadline: what went wrong last, or that nothing was heard of it.
func overdue(p event.Place, last sql.NullString) *failure.Failure {
	f := failure.New(failure.Timeout, fmt.Sprintf("the step %s did not end within its deadline", p.Step), failure.Step(string(p.Step)))
	var before failure.Failure
	if last.Valid && json.Unmarshal([]byte(last.String), &before) == nil && before.Message != "" {
		f.Message += "; the last failure was: " + before.Message
		f.Hint, f.Provider = before.Hint, before.Provider
	}
	return f
}

// resend sends again what was last sent before a time and is still unanswered. It passes over what is being answered, and
// over what another replica's sweep sends.
func (f *Function) resend(ctx context.Context, before time.Time) error {
	mark := f.parts.Now().UnixMilli()
	for {
		stored, err := f.strings(ctx, `
WITH due AS MATERIALIZED (SELECT id FROM outbox WHERE sent_at < $2 ORDER BY sent_at LIMIT $3`+f.parts.DB.Dialect.SkipLocked("outbox")+`)
UPDATE outbox SET sent_at = $1 WHERE id IN (SELECT id FROM due) RETURNING event`,
			mark, min(before.UnixMilli(), mark), sweepBatch)
		if err != nil {
			return err
		}
		events := make([]cloudevents.Event, len(stored))
		for i, s := range stored {
			if err := json.Unmarshal([]byte(s), &events[i]); err != nil {
				return fmt.Errorf("workflow: outbox: %w", err)
			}
		}
		if failed := f.publish(ctx, events); failed > 0 || len(stored) < sweepBatch {
			return nil
		}
	}
}

func (f *Function) strings(ctx context.Context, query string, args ...any) ([]string, error) {
	rows, err := f.parts.DB.Write.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("workflow: sweep: %w", err)
	}
	defer rows.Close()
	var list []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, fmt.Errorf("workflow: sweep: %w", err)
		}
		list = append(list, s)
	}
	return list, rows.Err()
}
