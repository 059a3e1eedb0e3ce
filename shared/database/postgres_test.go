package database_test

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/database"
	"github.com/moneyprinter/moneyprinter/shared/database/databasetest"
	"github.com/moneyprinter/moneyprinter/tests/testserver"
)

// Opening is part of a function's cold start.
func TestOpeningIsAConnectionAndAPing(t *testing.T) {
	t.Parallel()
	d := databasetest.New(t)
	primary, replica := newWire(t, d.URL(t, testserver.Postgres)), newWire(t, d.URL(t, testserver.PostgresReplica))
	db, err := database.OpenPostgres(t.Context(), primary.url, database.WithReplica(replica.url))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if connections, sent := primary.count(); connections != 1 || sent != 2 {
		t.Errorf("opening made %d connections to the primary and sent %d times, want one connection: its start and a ping", connections, sent)
	}
	if connections, _ := replica.count(); connections != 0 {
		t.Errorf("opening made %d connections to the replica", connections)
	}
	err = db.Tx(t.Context(), func(tx *sql.Tx) error {
		for range 3 {
			var n int
			if err := tx.QueryRowContext(t.Context(), "SELECT $1::int", 7).Scan(&n); err != nil || n != 7 {
				t.Errorf("%d, %v", n, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	// A connection that has been idle is asked whether it still lives.
	if _, sent := primary.count(); sent > 2+1+5 {
		t.Errorf("a transaction of three statements sent %d times, want a ping and once for each, its begin and its end", sent-2)
	}
}

// More clients than PgBouncer has connections run the same statements at once, within transactions and without.
func TestStatementsShareAPgBouncer(t *testing.T) {
	t.Parallel()
	d := databasetest.New(t)
	one, other := d.Open(t, testserver.PgBouncer), d.Open(t, testserver.PgBouncer)
	if _, err := one.Write.ExecContext(t.Context(), `CREATE TABLE counter (name TEXT PRIMARY KEY, n BIGINT NOT NULL)`); err != nil {
		t.Fatal(err)
	}
	const statement = `INSERT INTO counter (name, n) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET n = counter.n + excluded.n RETURNING n`
	var running sync.WaitGroup
	for i := range 8 {
		db := one
		if i%2 == 1 {
			db = other
		}
		running.Go(func() {
			for range 50 {
				var n int
				outside := db.Write.QueryRowContext(t.Context(), statement, "all", 1).Scan(&n)
				inside := db.Tx(t.Context(), func(tx *sql.Tx) error {
					return tx.QueryRowContext(t.Context(), statement, "all", 1).Scan(&n)
				})
				if err := errors.Join(outside, inside); err != nil {
					t.Error(err)
				}
			}
		})
	}
	running.Wait()
	var n int
	if err := one.Read.QueryRowContext(t.Context(), `SELECT n FROM counter WHERE name = $1`, "all").Scan(&n); err != nil || n != 800 {
		t.Errorf("counted %d, %v; want 800", n, err)
	}
}

func TestReadsGoToTheReplica(t *testing.T) {
	t.Parallel()
	r := databasetest.TakeReplica(t)
	d := databasetest.New(t)
	r.CatchUp(t)
	db := d.Open(t, testserver.Postgres, database.WithReplica(d.URL(t, testserver.PostgresReplica)))
	for on, want := range map[*sql.DB]bool{db.Read: true, db.Write: false} {
		var replica bool
		if err := on.QueryRowContext(t.Context(), `SELECT pg_is_in_recovery()`).Scan(&replica); err != nil || replica != want {
			t.Errorf("on a replica %v, %v; want %v", replica, err, want)
		}
	}
	if !db.Lags || d.Open(t, testserver.Postgres).Lags {
		t.Error("reads lag where there is a replica, and only there")
	}
}

// A replica that is away costs its reads, not the start.
func TestReplicaThatIsAway(t *testing.T) {
	t.Parallel()
	d := databasetest.New(t)
	const nobody = "postgres://postgres@127.0.0.1:1/postgres?sslmode=disable"
	db := d.Open(t, testserver.Postgres, database.WithReplica(nobody))
	if err := db.Read.PingContext(t.Context()); err == nil {
		t.Error("a replica that is not there answers")
	}
	u, err := url.Parse(d.URL(t, testserver.Postgres))
	if err != nil {
		t.Fatal(err)
	}
	// The replica that is away first, the primary second.
	u.Host = "127.0.0.1:1," + u.Host
	if err := d.Open(t, testserver.Postgres, database.WithReplica(u.String())).Read.PingContext(t.Context()); err != nil {
		t.Errorf("the second host does not stand in: %v", err)
	}
}

func TestWhatCannotBeOpened(t *testing.T) {
	t.Parallel()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for name, c := range map[string]struct {
		ctx  context.Context
		url  string
		read string
	}{
		"no URL":           {t.Context(), "postgres://bob:secret@host:port/x", ""},
		"nobody there":     {t.Context(), "postgres://bob:secret@127.0.0.1:1/x?sslmode=disable", ""},
		"an ended context": {ended, "postgres://bob:secret@127.0.0.1:1/x", ""},
		"no read URL":      {t.Context(), testserver.Address(t, testserver.Postgres), "postgres://bob:secret@host:port/x"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, err := database.OpenPostgres(c.ctx, c.url, database.WithReplica(c.read))
			if err == nil {
				db.Close()
				t.Fatal("opened")
			}
			if strings.Contains(err.Error(), "secret") || !strings.Contains(err.Error(), "database: ") {
				t.Errorf("error %v", err)
			}
		})
	}
}
