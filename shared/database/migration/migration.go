// Package migration brings the schemas of a database up to date. It is for whoever owns the database: cmd/migrate, the
// one-machine runtime, and tests. Functions do not import it.
package migration

import (
	"context"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"github.com/moneyprinter/moneyprinter/shared/database"
)

// Set is the migrations of one schema, a group of tables that belong together. Several may share a database.
type Set struct {
	// Name is the schema's: its table <name>_migrations keeps what was done.
	Name string
	// Files holds the migrations as NNNNN_<name>.sql, with goose's comments.
	Files fs.FS
}

const (
	// lockPoll and lockTries say how long a migrator waits for another: each second, for ten minutes.
	lockPoll  = 1
	lockTries = 600
)

// Up runs the migrations that db has not had yet. Migrators that run at once wait for each other. On PostgreSQL db must be
// the server itself: the lock belongs to a session, which a PgBouncer in transaction mode does not keep.
func (s Set) Up(ctx context.Context, db *database.DB) error {
	dialect := goose.DialectSQLite3
	options := []goose.ProviderOption{goose.WithTableName(s.Name + "_migrations"), goose.WithDisableGlobalRegistry(true)}
	if db.Dialect == database.PostgreSQL {
		dialect = goose.DialectPostgres
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(lockPoll, lockTries))
		if err != nil {
			return fmt.Errorf("migration: %w", err)
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	p, err := goose.NewProvider(dialect, db.Write, s.Files, options...)
	if err != nil {
		return fmt.Errorf("migration: the files of %s: %w", s.Name, err)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migration: %s: %w", s.Name, err)
	}
	return nil
}
