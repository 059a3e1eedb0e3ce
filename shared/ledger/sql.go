package ledger

import (
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/database"
)

// SQL is a Ledger in a database: PostgreSQL or SQLite. Its tables are those of package ledgerschema.
type SQL struct {
	db  *database.DB
	now func() time.Time
}

var _ Ledger = (*SQL)(nil)

// Option changes a ledger while it is made.
type Option func(*SQL)

// WithClock tells the ledger the time.
func WithClock(now func() time.Time) Option { return func(l *SQL) { l.now = now } }

// New returns the ledger in a database that has its tables.
func New(db *database.DB, options ...Option) *SQL {
	l := &SQL{db: db, now: time.Now}
	for _, o := range options {
		o(l)
	}
	return l
}

// claim takes a key that is new, free, expired, or held by somebody who is dead, in one statement.
const claim = `
INSERT INTO ledger (key, owner, step, state, attempt, video, run, instance, boot, token, heartbeat_at)
VALUES ($1, $2, $3, 'held', $4, $9, $10, $5, $6, 1, $7)
ON CONFLICT (key) DO UPDATE SET
    state = 'held', attempt = excluded.attempt, video = excluded.video, run = excluded.run, instance = excluded.instance, boot = excluded.boot,
    token = ledger.token + 1, heartbeat_at = excluded.heartbeat_at, result = NULL, finished_at = NULL, expires_at = NULL
WHERE ledger.state = 'free'
   OR (ledger.state = 'finished' AND ledger.expires_at <= excluded.heartbeat_at)
   OR (ledger.state = 'held' AND (ledger.heartbeat_at < $8
       OR (ledger.instance = excluded.instance AND ledger.boot <> excluded.boot)))
RETURNING token`

// Claim implements Ledger.
func (l *SQL) Claim(ctx context.Context, c Claim) (Grant, error) {
	for range 10 {
		grant, again, err := l.try(ctx, c)
		if err != nil {
			return Grant{}, fmt.Errorf("ledger: claim: %w", err)
		}
		if !again {
			return grant, nil
		}
	}
	return Grant{Status: Busy}, nil
}

// try is one round of Claim; again says that the key was released in the middle of it.
func (l *SQL) try(ctx context.Context, c Claim) (_ Grant, again bool, err error) {
	now := l.now()
	var token int64
	err = l.db.Write.QueryRowContext(ctx, claim, c.Key, c.Owner, c.Step, c.Attempt, c.Incarnation.Instance, c.Incarnation.Boot,
		now.UnixMilli(), now.Add(-Patience).UnixMilli(), c.Video, c.Run).Scan(&token)
	if err == nil {
		lease := Lease{Key: c.Key, Token: token}
		// End writes its row first and then takes leases away: one of the two sees the other.
		if ended, err := l.ended(ctx, c); err != nil || ended {
			_, e := l.Release(context.WithoutCancel(ctx), lease)
			return Grant{Status: Ended}, false, errors.Join(err, e)
		}
		return Grant{Status: Granted, Lease: lease}, false, nil
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return Grant{}, false, err
	}
	grant, err := state(ctx, l.db.Write, c.Key, "")
	if err != nil || grant.Status == Finished {
		return grant, false, err
	}
	// The key's row stays locked until the waiter is written, so that a holder that finishes meanwhile finds it.
	err = l.db.Tx(ctx, func(tx *sql.Tx) error {
		if grant, err = state(ctx, tx, c.Key, l.db.Dialect.ForUpdate()); err != nil || grant.Status != Busy {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO ledger_waiter (key, attempt, traceparent) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
			c.Key, c.Attempt, c.TraceParent)
		return err
	})
	return grant, grant.Status == 0, err
}

// state returns the result of a finished key, Busy for a held one, and the zero Grant for a free one.
func state(ctx context.Context, db interface {
	QueryRowContext(context.Context, string, ...any) *sql.Row
}, key, lock string) (Grant, error) {
	var state string
	var result sql.NullString
	if err := db.QueryRowContext(ctx, `SELECT state, result FROM ledger WHERE key = $1`+lock, key).Scan(&state, &result); err != nil {
		return Grant{}, err
	}
	switch state {
	case "finished":
		return Grant{Status: Finished, Result: []byte(result.String)}, nil
	case "held":
		return Grant{Status: Busy}, nil
	}
	return Grant{}, nil
}

// Heartbeat implements Ledger.
func (l *SQL) Heartbeat(ctx context.Context, lease Lease) error {
	return l.fenced(l.db.Write.ExecContext(ctx, `UPDATE ledger SET heartbeat_at = $1 WHERE key = $2 AND token = $3 AND state = 'held'`,
		l.now().UnixMilli(), lease.Key, lease.Token))
}

// Finish implements Ledger.
func (l *SQL) Finish(ctx context.Context, lease Lease, result []byte, ttl time.Duration) (waiters []Waiter, err error) {
	now := l.now()
	var expires sql.NullInt64
	if ttl > 0 {
		expires = sql.NullInt64{Int64: now.Add(ttl).UnixMilli(), Valid: true}
	}
	err = l.db.Tx(ctx, func(tx *sql.Tx) error {
		if err := l.fenced(tx.ExecContext(ctx, `UPDATE ledger SET state = 'finished', result = $1, finished_at = $2, expires_at = $3 WHERE key = $4 AND token = $5 AND state = 'held'`,
			string(result), now.UnixMilli(), expires, lease.Key, lease.Token)); err != nil {
			return err
		}
		waiters, err = takeWaiters(ctx, tx, lease.Key)
		return err
	})
	return waiters, err
}

// Release implements Ledger.
func (l *SQL) Release(ctx context.Context, lease Lease) (waiters []Waiter, err error) {
	err = l.db.Tx(ctx, func(tx *sql.Tx) error {
		err := l.fenced(tx.ExecContext(ctx, `UPDATE ledger SET state = 'free' WHERE key = $1 AND token = $2 AND state = 'held'`, lease.Key, lease.Token))
		if errors.Is(err, ErrFenced) {
			return nil
		}
		if err == nil {
			waiters, err = takeWaiters(ctx, tx, lease.Key)
		}
		return err
	})
	return waiters, err
}

// End implements Ledger.
func (l *SQL) End(ctx context.Context, video string, run int) error {
	if _, err := l.db.Write.ExecContext(ctx, `
INSERT INTO ledger_ended (video, run, at) VALUES ($1, $2, $3)
ON CONFLICT (video) DO UPDATE SET run = excluded.run, at = excluded.at WHERE ledger_ended.run < excluded.run`, video, run, l.now().UnixMilli()); err != nil {
		return fmt.Errorf("ledger: end: %w", err)
	}
	if _, err := l.db.Write.ExecContext(ctx, `
UPDATE ledger SET state = 'free' WHERE state = 'held' AND video = $1 AND run <= $2
    AND NOT EXISTS (SELECT 1 FROM ledger_waiter WHERE ledger_waiter.key = ledger.key AND substr(attempt, 1, $3) <> $4)`,
		video, run, len(video)+1, video+"/"); err != nil {
		return fmt.Errorf("ledger: end: %w", err)
	}
	return nil
}

// ended tells whether the run of a claim's video has ended.
func (l *SQL) ended(ctx context.Context, c Claim) (ended bool, err error) {
	if c.Video == "" {
		return false, nil
	}
	err = l.db.Write.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM ledger_ended WHERE video = $1 AND run >= $2)`, c.Video, c.Run).Scan(&ended)
	return ended, err
}

func (l *SQL) fenced(r sql.Result, err error) error {
	if err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	if n, err := r.RowsAffected(); err != nil {
		return fmt.Errorf("ledger: %w", err)
	} else if n == 0 {
		return ErrFenced
	}
	return nil
}

func takeWaiters(ctx context.Context, tx *sql.Tx, key string) ([]Waiter, error) {
	rows, err := tx.QueryContext(ctx, `DELETE FROM ledger_waiter WHERE key = $1 RETURNING attempt, traceparent`, key)
	if err != nil {
		return nil, fmt.Errorf("ledger: waiters: %w", err)
	}
	defer rows.Close()
	var waiters []Waiter
	for rows.Next() {
		var w Waiter
		if err := rows.Scan(&w.Attempt, &w.TraceParent); err != nil {
			return nil, fmt.Errorf("ledger: waiters: %w", err)
		}
		waiters = append(waiters, w)
	}
	return waiters, rows.Err()
}

// Answer implements Ledger.
func (l *SQL) Answer(ctx context.Context, call string) ([]byte, bool, error) {
	var text sql.NullString
	err := l.db.Write.QueryRowContext(ctx, `SELECT answer FROM ledger_call WHERE call = $1`, call).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) || (err == nil && !text.Valid) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("ledger: answer: %w", err)
	}
	answer, err := base64.StdEncoding.DecodeString(text.String)
	return answer, err == nil, err
}

// Begin implements Ledger.
func (l *SQL) Begin(ctx context.Context, call, provider string) (bool, error) {
	var begun int
	err := l.db.Write.QueryRowContext(ctx, `
INSERT INTO ledger_call (call, provider, begun_at, begun) VALUES ($1, $2, $3, 1)
ON CONFLICT (call) DO UPDATE SET begun_at = excluded.begun_at, begun = ledger_call.begun + 1
RETURNING begun`, call, provider, l.now().UnixMilli()).Scan(&begun)
	if err != nil {
		return false, fmt.Errorf("ledger: begin call: %w", err)
	}
	return begun > 1, nil
}

// Record implements Ledger.
func (l *SQL) Record(ctx context.Context, call string, answer []byte) error {
	_, err := l.db.Write.ExecContext(ctx, `UPDATE ledger_call SET answer = $1, answered_at = $2 WHERE call = $3`,
		base64.StdEncoding.EncodeToString(answer), l.now().UnixMilli(), call)
	if err != nil {
		return fmt.Errorf("ledger: record call: %w", err)
	}
	return nil
}

// Forget implements Ledger.
func (l *SQL) Forget(ctx context.Context, call string) error {
	if _, err := l.db.Write.ExecContext(ctx, `DELETE FROM ledger_call WHERE call = $1 AND answer IS NULL`, call); err != nil {
		return fmt.Errorf("ledger: forget call: %w", err)
	}
	return nil
}
