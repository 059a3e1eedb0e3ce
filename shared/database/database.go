// Package database opens a function's database and migrates its schema. SQL is written once, in the subset that
// PostgreSQL and SQLite share ($1 placeholders, ON CONFLICT, RETURNING); what differs stands in Dialect.
package database

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"github.com/pressly/goose/v3"
)

// Dialect names a database's own SQL.
type Dialect string

// The dialects.
const (
	PostgreSQL Dialect = "postgres"
	SQLite     Dialect = "sqlite3"
)

// ForUpdate is what a SELECT ends with that locks its rows. SQLite has one writer and needs none.
func (d Dialect) ForUpdate() string {
	if d == PostgreSQL {
		return " FOR UPDATE"
	}
	return ""
}

// DB is an open database.
type DB struct {
	// Write takes every statement that may write. On SQLite it is one connection.
	Write *sql.DB
	// Read takes reads that may lag behind the latest write: a replica, or SQLite's readers.
	Read    *sql.DB
	Dialect Dialect
}

// OpenPostgres opens a PostgreSQL database by its URL. The pool is small, as a function that scales to many replicas needs,
// and the protocol is fit for PgBouncer's transaction mode.
func OpenPostgres(ctx context.Context, url string) (*DB, error) {
	db, err := sql.Open("pgx", url)
	if err != nil {
		return nil, fmt.Errorf("database: %w", err)
	}
	db.SetMaxOpenConns(4)
	db.SetConnMaxIdleTime(time.Minute)
	if err := db.PingContext(ctx); err != nil {
		db.Close()
		return nil, fmt.Errorf("database: %w", err)
	}
	return &DB{Write: db, Read: db, Dialect: PostgreSQL}, nil
}

// Migrate brings the schema named schema up to date with the *.sql files of dir. Several schemas may share a database.
func (db *DB) Migrate(ctx context.Context, schema string, dir fs.FS) error {
	dialect := goose.DialectPostgres
	if db.Dialect == SQLite {
		dialect = goose.DialectSQLite3
	}
	p, err := goose.NewProvider(dialect, db.Write, dir, goose.WithTableName(schema+"_migrations"), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("database: migrations of %s: %w", schema, err)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("database: migrate %s: %w", schema, err)
	}
	return nil
}

// Tx runs f in a transaction, which is committed where f returns nil and rolled back otherwise.
func (db *DB) Tx(ctx context.Context, f func(tx *sql.Tx) error) error {
	tx, err := db.Write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("database: begin: %w", err)
	}
	defer tx.Rollback()
	if err := f(tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("database: commit: %w", err)
	}
	return nil
}

// Close closes the database.
func (db *DB) Close() error {
	err := db.Write.Close()
	if db.Read != db.Write {
		if e := db.Read.Close(); err == nil {
			err = e
		}
	}
	return err
}
