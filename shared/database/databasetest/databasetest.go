// Package databasetest gives tests new databases of every kind that moneyprinter runs on, which live as long as the test.
package databasetest

import (
	"path/filepath"
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/database"
	"github.com/moneyprinter/moneyprinter/shared/database/migration"
	"github.com/moneyprinter/moneyprinter/shared/database/sqlite"
	"github.com/moneyprinter/moneyprinter/tests/testserver"
)

// Open opens a new database with the tables of the sets given.
type Open func(t testing.TB, sets ...migration.Set) *database.DB

// Kinds are the ways to a database, by name.
var Kinds = map[string]Open{"SQLite": SQLite, "PostgreSQL": Postgres, "PgBouncer": PgBouncer}

// SQLite opens a database in a file.
func SQLite(t testing.TB, sets ...migration.Set) *database.DB {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	up(t, db, sets)
	return db
}

// Postgres opens a database on the PostgreSQL of the tests.
func Postgres(t testing.TB, sets ...migration.Set) *database.DB {
	t.Helper()
	return New(t, sets...).Open(t, testserver.Postgres)
}

// PgBouncer opens a database on the PostgreSQL of the tests through the PgBouncer before it.
func PgBouncer(t testing.TB, sets ...migration.Set) *database.DB {
	t.Helper()
	return New(t, sets...).Open(t, testserver.PgBouncer)
}

func up(t testing.TB, db *database.DB, sets []migration.Set) {
	t.Helper()
	for _, s := range sets {
		if err := s.Up(t.Context(), db); err != nil {
			t.Fatal(err)
		}
	}
}
