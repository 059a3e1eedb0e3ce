// Package database opens a function's database. SQL is written once, in the subset that PostgreSQL and SQLite share ($1
// placeholders, ON CONFLICT, RETURNING); what differs stands in Dialect. Package migration brings a database's schemas up
// to date; a function never does, for its role has no right to.
package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// DB is an open database.
type DB struct {
	// Write takes every statement that may write, and every read that must see the latest write. On SQLite it is one
	// connection.
	Write *sql.DB
	// Read takes reads that may lag behind the latest write: a replica, or SQLite's readers.
	Read    *sql.DB
	Dialect Dialect
	// Lags tells whether Read may not yet have what was written to Write: it is a replica. SQLite's readers never lag.
	Lags bool
	// Around runs around each commit of Tx; nil commits. Tests interfere there.
	Around func(commit func() error) error
}

// Tx runs f in a transaction, which is committed where f returns nil and rolled back otherwise. On PostgreSQL each
// statement sees what others had committed when it began.
func (db *DB) Tx(ctx context.Context, f func(tx *sql.Tx) error) error {
	return in(ctx, db.Write, nil, db.Around, f)
}

// Snapshot runs reads that all see the database, Read or Write, as it was when the first of them began.
func (db *DB) Snapshot(ctx context.Context, of *sql.DB, f func(tx *sql.Tx) error) error {
	o := &sql.TxOptions{ReadOnly: true}
	if db.Dialect == PostgreSQL {
		o.Isolation = sql.LevelRepeatableRead
	}
	return in(ctx, of, o, nil, f)
}

func in(ctx context.Context, db *sql.DB, o *sql.TxOptions, around func(func() error) error, f func(tx *sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, o)
	if err != nil {
		return fmt.Errorf("database: begin: %w", err)
	}
	defer tx.Rollback()
	if err := f(tx); err != nil {
		return err
	}
	commit := tx.Commit
	if around != nil {
		commit = func() error { return around(tx.Commit) }
	}
	if err := commit(); err != nil {
		return fmt.Errorf("database: commit: %w", err)
	}
	return nil
}

// Close closes the database.
func (db *DB) Close() error {
	err := db.Write.Close()
	if db.Read != db.Write {
		err = errors.Join(err, db.Read.Close())
	}
	return err
}
