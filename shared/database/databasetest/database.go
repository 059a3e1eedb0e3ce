package databasetest

import (
	"context"
	"crypto/rand"
	"net/url"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/moneyprinter/moneyprinter/shared/database"
	"github.com/moneyprinter/moneyprinter/shared/database/migration"
	"github.com/moneyprinter/moneyprinter/tests/testserver"
)

// Database is a database on the PostgreSQL of the tests.
type Database struct{ Name string }

// New makes a database with the tables of the sets given. It is dropped when the test ends, whoever still uses it.
func New(t testing.TB, sets ...migration.Set) *Database {
	t.Helper()
	d := &Database{Name: Unique("test")}
	Exec(t, testserver.Postgres, "CREATE DATABASE "+d.Name)
	t.Cleanup(func() { Exec(t, testserver.Postgres, "DROP DATABASE "+d.Name+" WITH (FORCE)") })
	if len(sets) > 0 {
		up(t, d.Open(t, testserver.Postgres), sets)
	}
	return d
}

// URL is the database's URL on one of the servers: testserver.Postgres, PostgresReplica or PgBouncer.
func (d *Database) URL(t testing.TB, server string) string {
	t.Helper()
	u, err := url.Parse(testserver.Address(t, server))
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + d.Name
	return u.String()
}

// Open opens the database on one of the servers.
func (d *Database) Open(t testing.TB, server string, options ...database.Option) *database.DB {
	t.Helper()
	db, err := database.OpenPostgres(t.Context(), d.URL(t, server), options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// Unique returns a name that nothing else on the server has: names of databases and roles are the whole server's, which
// many tests use at once.
func Unique(prefix string) string { return prefix + "_" + strings.ToLower(rand.Text()[:12]) }

// Exec runs statements on the database postgres of one of the servers, as superuser.
func Exec(t testing.TB, server string, statements ...string) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context()) // in a cleanup the test's context has ended
	c, err := pgx.Connect(ctx, testserver.Address(t, server))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(ctx)
	for _, s := range statements {
		if _, err := c.Exec(ctx, s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}
