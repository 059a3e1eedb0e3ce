// Package grants_test holds PostgreSQL to the file of grants, the functions to their rights, and the file to what the
// functions' statements need.
package grants_test

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/moneyprinter/moneyprinter/shared/database"
	"github.com/moneyprinter/moneyprinter/shared/database/databasetest"
	"github.com/moneyprinter/moneyprinter/shared/database/grants"
	"github.com/moneyprinter/moneyprinter/shared/database/provision"
	"github.com/moneyprinter/moneyprinter/tests/testserver"
)

// server is a provisioned installation.
type server struct {
	*testing.T
	prefix string
}

func setup(t *testing.T) *server {
	t.Helper()
	s := &server{t, databasetest.Unique("grants") + "_"}
	t.Cleanup(s.drop)
	if err := provision.Server(t.Context(), testserver.Address(t, testserver.Postgres), provision.Options{Prefix: s.prefix, Log: slog.New(slog.DiscardHandler)}); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *server) drop() {
	seen := map[string]bool{}
	for _, d := range grants.Databases {
		databasetest.Exec(s, testserver.Postgres, "DROP DATABASE IF EXISTS "+s.prefix+d.Name+" WITH (FORCE)")
		for _, f := range d.Functions {
			seen[f.Name] = true
		}
	}
	for name := range seen {
		databasetest.Exec(s, testserver.Postgres, "DROP ROLE IF EXISTS "+s.prefix+name)
	}
}

// url is a database's URL for a function's role; as superuser where the function is "".
func (s *server) url(name, function string) string {
	s.Helper()
	at, err := provision.DatabaseURL(testserver.Address(s, testserver.PgBouncer), s.prefix, name)
	if err != nil {
		s.Fatal(err)
	}
	u, err := url.Parse(at)
	if err != nil {
		s.Fatal(err)
	}
	if function != "" {
		u.User = url.User(s.prefix + function)
	}
	return u.String()
}

// open opens a database as a function does.
func (s *server) open(t *testing.T, name, function string) *database.DB {
	t.Helper()
	db, err := database.OpenPostgres(t.Context(), s.url(name, function))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// connect connects to a database as a function's role, past PgBouncer.
func (s *server) connect(name, function string) (*pgx.Conn, error) {
	s.Helper()
	u, err := url.Parse(s.url(name, function))
	if err != nil {
		s.Fatal(err)
	}
	primary, err := url.Parse(testserver.Address(s, testserver.Postgres))
	if err != nil {
		s.Fatal(err)
	}
	u.Host = primary.Host
	return pgx.Connect(s.Context(), u.String())
}

// tables lists the tables of a database.
func (s *server) tables(name string) []string {
	s.Helper()
	c, err := s.connect(name, "")
	if err != nil {
		s.Fatal(err)
	}
	defer c.Close(context.Background())
	rows, err := c.Query(s.Context(), `SELECT relname::text FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND relnamespace = 'public'::regnamespace`)
	if err != nil {
		s.Fatal(err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(tables) < 4 {
		s.Fatalf("%s has the tables %v, %v", name, tables, err)
	}
	return tables
}

// functions lists the functions of all databases.
func functions() map[string]bool {
	all := map[string]bool{}
	for _, d := range grants.Databases {
		for _, f := range d.Functions {
			all[f.Name] = true
		}
	}
	return all
}

// denied tells whether PostgreSQL refused for want of a privilege.
func denied(err error) bool {
	var p *pgconn.PgError
	return errors.As(err, &p) && p.Code == "42501" // insufficient_privilege
}
