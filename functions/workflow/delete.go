package workflow

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// Delete implements control.Videos. The announcement of the video's end is still sent.
func (f *Function) Delete(ctx context.Context, owner, id string) error {
	return f.transact(ctx, func(t *transition) error {
		v, err := t.of(owner, id)
		if errors.Is(err, sql.ErrNoRows) {
			if _, err = t.queued(owner, id); err == nil {
				return errNotEnded()
			}
		}
		if errors.Is(err, sql.ErrNoRows) {
			return errNoVideo()
		}
		if err != nil {
			return err
		}
		if v.state == "running" {
			return errNotEnded()
		}
		for _, statement := range []string{
			`DELETE FROM history WHERE video = $1`,
			`DELETE FROM task WHERE video = $1`,
			`DELETE FROM stage WHERE video = $1`,
			`DELETE FROM dead_letter WHERE video = $1`,
			`DELETE FROM video WHERE id = $1`,
		} {
			if _, err := t.tx.ExecContext(ctx, statement, id); err != nil {
				return fmt.Errorf("workflow: delete: %w", err)
			}
		}
		t.changed[id] = true
		return nil
	})
}

func errNotEnded() error {
	return failure.New(failure.Conflict, "the video is being made", failure.Hint("cancel it or wait for its end, then delete it"))
}
