package workflow

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/control"
	"github.com/moneyprinter/moneyprinter/shared/failure"
)

const letterColumns = `id, type, source, event_id, video, destination, event, reason, status, arrived_at, replays, replayed_at`

// Letters implements control.Letters.
func (f *Function) Letters(ctx context.Context, q control.LetterQuery) (list []control.Letter, err error) {
	if q.Limit <= 0 || q.Limit > control.MaxLetters {
		q.Limit = control.MaxLetters
	}
	before := int64(0)
	if !q.Before.IsZero() {
		before = q.Before.UnixMilli()
	}
	rows, err := f.parts.DB.Read.QueryContext(ctx, `
SELECT `+letterColumns+` FROM dead_letter
WHERE ($1 = '' OR video = $1) AND ($2 = '' OR type = $2) AND ($3 = 0 OR arrived_at < $3)
ORDER BY arrived_at DESC, id LIMIT $4`, q.Video, q.Type, before, q.Limit)
	if err != nil {
		return nil, fmt.Errorf("workflow: dead letters: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		l, err := scanLetter(rows)
		if err != nil {
			return nil, fmt.Errorf("workflow: dead letters: %w", err)
		}
		l.Event = nil
		list = append(list, l)
	}
	return list, rows.Err()
}

// Letter implements control.Letters.
func (f *Function) Letter(ctx context.Context, id string) (l control.Letter, err error) {
	err = f.parts.DB.Tx(ctx, func(tx *sql.Tx) error {
		l, err = (&transition{ctx: ctx, tx: tx, f: f}).letter(id)
		return err
	})
	return l, err
}

// letter reads a letter with its event. It takes no lock: whoever changes letters of a video holds the video's.
func (t *transition) letter(id string) (l control.Letter, err error) {
	if !letterForm(id) {
		return l, errNoLetter()
	}
	l, err = scanLetter(t.tx.QueryRowContext(t.ctx, `SELECT `+letterColumns+` FROM dead_letter WHERE id = $1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return l, errNoLetter()
	}
	return l, err
}

// Discard implements control.Letters.
func (f *Function) Discard(ctx context.Context, id string) error {
	if !letterForm(id) {
		return errNoLetter()
	}
	r, err := f.parts.DB.Write.ExecContext(ctx, `DELETE FROM dead_letter WHERE id = $1`, id)
	if err != nil {
		return fmt.Errorf("workflow: dead letter: %w", err)
	}
	if n, err := r.RowsAffected(); err == nil && n == 0 {
		return errNoLetter()
	}
	return nil
}

func scanLetter(row interface{ Scan(...any) error }) (l control.Letter, err error) {
	var stored, reason string
	var arrived int64
	var replayed sql.NullInt64
	if err := row.Scan(&l.ID, &l.Type, &l.Source, &l.EventID, &l.Video, &l.Destination, &stored, &reason, &l.Status, &arrived, &l.Replays, &replayed); err != nil {
		return l, err
	}
	l.Event, l.Arrived = json.RawMessage(stored), time.UnixMilli(arrived).UTC()
	if replayed.Valid {
		at := time.UnixMilli(replayed.Int64).UTC()
		l.Replayed = &at
	}
	return l, json.Unmarshal([]byte(reason), &l.Reason)
}

// letterForm tells what may be an id; PostgreSQL refuses to compare some of what is none.
func letterForm(id string) bool { return id != "" && !strings.ContainsRune(id, 0) && len(id) <= 1024 }

func errNoLetter() error { return failure.New(failure.NotFound, "there is no such dead letter") }
