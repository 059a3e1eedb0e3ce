package orchestration

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/moneyprinter/moneyprinter/shared/event"
)

const columns = `id, owner, state, paused, params, seq, failure, output, created_at, updated_at, finished_at`

// Get returns a video of an owner with its steps and tasks. ErrNotFound where there is none. What it shows may be a moment
// old; but a video is found as soon as it was asked for.
func (s *Store) Get(ctx context.Context, owner, id string) (Video, error) {
	v, err := s.get(ctx, s.DB.Read, owner, id)
	if errors.Is(err, ErrNotFound) && s.DB.Lags {
		return s.get(ctx, s.DB.Write, owner, id)
	}
	return v, err
}

// Latest is Get for who has just changed the video and must see that.
func (s *Store) Latest(ctx context.Context, owner, id string) (Video, error) {
	if !s.DB.Lags {
		return s.get(ctx, s.DB.Read, owner, id)
	}
	return s.get(ctx, s.DB.Write, owner, id)
}

// get reads all of a video as it was at one moment.
func (s *Store) get(ctx context.Context, from *sql.DB, owner, id string) (v Video, err error) {
	if !utf8.ValidString(id) || strings.ContainsRune(id, 0) {
		return v, ErrNotFound // PostgreSQL refuses to compare it
	}
	err = s.DB.Snapshot(ctx, from, func(tx *sql.Tx) error {
		v, err = scan(tx.QueryRowContext(ctx, `SELECT `+columns+` FROM video WHERE id = $1 AND owner = $2`, id, owner))
		if errors.Is(err, sql.ErrNoRows) {
			v, err = queued(ctx, tx, owner, id)
			return err
		}
		if err != nil {
			return fmt.Errorf("orchestration: video: %w", err)
		}
		found, err := stages(ctx, tx, id)
		if err != nil {
			return err
		}
		v.Steps = found[id]
		v.Progress = progressOf(v)
		return tasks(ctx, tx, &v)
	})
	return v, err
}

func queued(ctx context.Context, tx *sql.Tx, owner, id string) (Video, error) {
	v := Video{ID: id, Owner: owner, State: Queued}
	var request string
	var created int64
	err := tx.QueryRowContext(ctx, `SELECT event, created_at FROM request WHERE id = $1 AND owner = $2`, id, owner).Scan(&request, &created)
	if errors.Is(err, sql.ErrNoRows) {
		return v, ErrNotFound
	}
	if err != nil {
		return v, fmt.Errorf("orchestration: request: %w", err)
	}
	v.Params, v.CreatedAt, v.UpdatedAt = requestParams(json.RawMessage(request)), time.UnixMilli(created).UTC(), time.UnixMilli(created).UTC()
	return v, nil
}

// requestParams takes the parameters out of a stored request event.
func requestParams(structured json.RawMessage) json.RawMessage {
	var e struct{ Data event.VideoRequest }
	if json.Unmarshal(structured, &e) != nil || e.Data.Params == nil {
		return json.RawMessage(`{}`)
	}
	return e.Data.Params
}
