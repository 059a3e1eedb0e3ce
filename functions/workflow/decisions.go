package workflow

import (
	"database/sql"
	"encoding/json"

	"github.com/moneyprinter/moneyprinter/shared/decision"
	"github.com/moneyprinter/moneyprinter/shared/event"
)

// decided adds what was decided in an attempt to the task's record, which keeps the latest of all attempts.
func (t *transition) decided(place event.Place, decisions []decision.Decision) error {
	if len(decisions) == 0 {
		return nil
	}
	const where = ` WHERE video = $1 AND step = $2 AND idx = $3`
	var before sql.NullString
	if err := t.tx.QueryRowContext(t.ctx, `SELECT decisions FROM task`+where, place.Video, place.Step, place.Index).Scan(&before); err != nil {
		return err
	}
	var all []decision.Decision
	if before.Valid {
		if err := json.Unmarshal([]byte(before.String), &all); err != nil {
			return err
		}
	}
	b, err := json.Marshal(decision.Latest(append(all, decisions...)))
	if err != nil {
		return err
	}
	_, err = t.tx.ExecContext(t.ctx, `UPDATE task SET decisions = $4`+where, place.Video, place.Step, place.Index, string(b))
	return err
}
