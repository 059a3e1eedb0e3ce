package workflow

import (
	"context"
	"database/sql"
	"errors"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
)

// Pause implements control.Videos. What is under way ends and is recorded; nothing more of the video is requested.
func (f *Function) Pause(ctx context.Context, owner, id string) error {
	return f.hold(ctx, owner, id, true)
}

// Resume implements control.Videos. Deadlines of what waited begin anew.
func (f *Function) Resume(ctx context.Context, owner, id string) error {
	return f.hold(ctx, owner, id, false)
}

// hold pauses a video or goes on with it; one that is as it should be already stays so.
func (f *Function) hold(ctx context.Context, owner, id string, paused bool) error {
	return f.transact(ctx, func(t *transition) error {
		v, err := t.of(owner, id)
		if errors.Is(err, sql.ErrNoRows) {
			v, err = t.acceptQueued(owner, id)
		}
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return errNoVideo()
		case err != nil:
			return err
		case v.state != "running":
			return failure.New(failure.Conflict, "the video has already ended")
		case v.paused == paused:
			return nil
		}
		v.paused = paused
		if _, err := t.tx.ExecContext(ctx, `UPDATE video SET paused = $1 WHERE id = $2`, held(v), v.id); err != nil {
			return err
		}
		if _, err := t.tx.ExecContext(ctx, `UPDATE task SET held = $1, deadline_at = NULL WHERE video = $2 AND state = 'ready'`, held(v), v.id); err != nil {
			return err
		}
		if paused {
			return t.note(v, orchestration.VideoPaused, orchestration.Detail{})
		}
		if err := t.note(v, orchestration.VideoResumed, orchestration.Detail{}); err != nil {
			return err
		}
		return t.admitAll(v)
	})
}
