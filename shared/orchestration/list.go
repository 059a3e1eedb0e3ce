package orchestration

import (
	"context"
	"database/sql"
	"fmt"
)

// List returns an owner's videos, newest first, and how many there are in all. Requests not yet accepted come first. It may
// be a moment old.
func (s *Store) List(ctx context.Context, owner string, limit, offset int) (videos []Video, total int, err error) {
	err = s.DB.Snapshot(ctx, s.DB.Read, func(tx *sql.Tx) error {
		if err := tx.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM video WHERE owner = $1) + (SELECT count(*) FROM request WHERE owner = $1)`, owner).Scan(&total); err != nil {
			return fmt.Errorf("orchestration: list: %w", err)
		}
		if videos, err = page(ctx, tx, owner, limit, offset); err != nil {
			return fmt.Errorf("orchestration: list: %w", err)
		}
		var ids []string
		for _, v := range videos {
			ids = append(ids, v.ID)
		}
		found, err := stages(ctx, tx, ids...)
		for i := range videos {
			videos[i].Steps = found[videos[i].ID]
			videos[i].Progress = progressOf(videos[i])
		}
		return err
	})
	return videos, total, err
}

func page(ctx context.Context, tx *sql.Tx, owner string, limit, offset int) ([]Video, error) {
	rows, err := tx.QueryContext(ctx, `
SELECT `+columns+` FROM (
    SELECT `+columns+` FROM video WHERE owner = $1
    UNION ALL
    SELECT id, owner, 'queued', 0, event, 0, NULL, NULL, created_at, created_at, NULL FROM request WHERE owner = $1
) AS v ORDER BY created_at DESC, id DESC LIMIT $2 OFFSET $3`, owner, limit, offset)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var videos []Video
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		if v.State == Queued {
			v.Params = requestParams(v.Params)
		}
		videos = append(videos, v)
	}
	return videos, rows.Err()
}
