package workflow

import (
	"context"
	"database/sql"
	"fmt"
)

// takeVigil makes one delivery of an event the keeper of the vigil, where nobody keeps it or where an earlier delivery of
// the same event did: the broker delivers an event again when the delivery before has ended.
func (f *Function) takeVigil(ctx context.Context, id, owner string) (bool, error) {
	now := f.parts.Now()
	return changed(f.parts.DB.Write.ExecContext(ctx, `
INSERT INTO vigil (name, event, owner, expires_at) VALUES ('sweep', $1, $2, $3)
ON CONFLICT (name) DO UPDATE SET event = excluded.event, owner = excluded.owner, expires_at = excluded.expires_at
WHERE vigil.expires_at <= $4 OR vigil.event = excluded.event`, id, owner, now.Add(vigilLife).UnixMilli(), now.UnixMilli()))
}

// renewVigil keeps the vigil for a while longer; false where somebody else has taken it over.
func (f *Function) renewVigil(ctx context.Context, owner string) (bool, error) {
	return changed(f.parts.DB.Write.ExecContext(ctx, `UPDATE vigil SET expires_at = $1 WHERE owner = $2`, f.parts.Now().Add(vigilLife).UnixMilli(), owner))
}

// releaseVigil gives the vigil up; false where somebody else has taken it over. The row's owner changes, so that who called
// for a vigil before can tell that one has ended since.
func (f *Function) releaseVigil(ctx context.Context, owner string) (bool, error) {
	return changed(f.parts.DB.Write.ExecContext(ctx, `UPDATE vigil SET expires_at = 0, owner = owner || '/over' WHERE owner = $1`, owner))
}

// changed tells whether a statement about the vigil changed its row.
func changed(r sql.Result, err error) (bool, error) {
	var n int64
	if err == nil {
		n, err = r.RowsAffected()
	}
	if err != nil {
		return false, fmt.Errorf("workflow: vigil: %w", err)
	}
	return n > 0, nil
}
