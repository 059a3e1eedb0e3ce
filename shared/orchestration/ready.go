package orchestration

import (
	"context"
	"fmt"
)

// Ready returns nil when the primary database answers and has our schema.
func (s *Store) Ready(ctx context.Context) error {
	var n int
	if err := s.DB.Write.QueryRowContext(ctx, `SELECT count(*) FROM request WHERE id = ''`).Scan(&n); err != nil {
		return fmt.Errorf("orchestration: ready: %w", err)
	}
	return nil
}
