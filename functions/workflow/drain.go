package workflow

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/moneyprinter/moneyprinter/shared/control"
	"github.com/moneyprinter/moneyprinter/shared/pipeline"
)

// Hold implements control.Platform.
func (f *Function) Hold(ctx context.Context, owner string) error {
	_, err := f.parts.DB.Write.ExecContext(ctx, `INSERT INTO hold (scope, since) VALUES ($1, $2) ON CONFLICT DO NOTHING`, scopeOf(owner), f.parts.Now().UnixMilli())
	if err != nil {
		return fmt.Errorf("workflow: hold: %w", err)
	}
	return nil
}

// Release implements control.Platform. Deadlines of what waited begin anew.
func (f *Function) Release(ctx context.Context, owner string) error {
	return f.transact(ctx, func(t *transition) error {
		if _, err := t.tx.ExecContext(ctx, `DELETE FROM hold WHERE scope = $1`, scopeOf(owner)); err != nil {
			return err
		}
		if _, err := t.tx.ExecContext(ctx, `
WITH waiting AS MATERIALIZED (SELECT video, step, idx FROM task WHERE state = 'ready' AND deadline_at IS NOT NULL AND ($1 = '' OR owner = $1)`+f.parts.DB.Dialect.SkipLocked("task")+`)
UPDATE task SET deadline_at = NULL WHERE (video, step, idx) IN (SELECT video, step, idx FROM waiting)`, owner); err != nil {
			return err
		}
		for _, s := range pipeline.Steps {
			t.admit[s.Name] = true
		}
		return nil
	})
}

// Load implements control.Platform.
func (f *Function) Load(ctx context.Context) (l control.Load, err error) {
	err = f.parts.DB.Tx(ctx, func(tx *sql.Tx) error {
		h, err := (&transition{ctx: ctx, tx: tx, f: f}).holds()
		if err != nil {
			return err
		}
		l.Held = h.all
		for owner := range h.owners {
			l.Owners = append(l.Owners, owner)
		}
		slices.Sort(l.Owners)
		return tx.QueryRowContext(ctx, `
SELECT (SELECT count(*) FROM request), (SELECT count(*) FROM video WHERE state = 'running'),
    (SELECT count(*) FROM task WHERE state = 'ready'), (SELECT count(*) FROM task WHERE state = 'requested')`).Scan(&l.Queued, &l.Running, &l.Waiting, &l.UnderWay)
	})
	if err != nil {
		return l, fmt.Errorf("workflow: load: %w", err)
	}
	return l, nil
}

func scopeOf(owner string) string {
	if owner == "" {
		return holdAll
	}
	return holdOwner + owner
}
