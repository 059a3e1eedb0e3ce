package orchestration

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// Delete removes all that is recorded of an owner's video. ErrNotFound where there is none; a failure of code Conflict
// while it waits or is being made. Its blobs stay: other videos may share them. The announcement of its end is still sent.
func (s *Store) Delete(ctx context.Context, owner, id string) error {
	return s.DB.Tx(ctx, func(tx *sql.Tx) error {
		var state State
		err := tx.QueryRowContext(ctx, `
SELECT state FROM video WHERE id = $1 AND owner = $2
UNION ALL SELECT 'queued' FROM request WHERE id = $1 AND owner = $2`, id, owner).Scan(&state)
		if errors.Is(err, sql.ErrNoRows) {
			return ErrNotFound
		}
		if err != nil {
			return fmt.Errorf("orchestration: delete: %w", err)
		}
		if !state.Ended() {
			return failure.New(failure.Conflict, "the video is being made", failure.Hint("cancel it or wait for its end, then delete it"))
		}
		for _, statement := range []string{
			`DELETE FROM history WHERE video = $1`,
			`DELETE FROM task WHERE video = $1`,
			`DELETE FROM stage WHERE video = $1`,
			`DELETE FROM dead_letter WHERE video = $1`,
			`DELETE FROM video WHERE id = $1`,
		} {
			if _, err := tx.ExecContext(ctx, statement, id); err != nil {
				return fmt.Errorf("orchestration: delete: %w", err)
			}
		}
		return nil
	})
}
