package databasetest

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/moneyprinter/moneyprinter/tests/testserver"
)

// Replica is the streaming replica of the tests in the hands of one test, which may stop its clock.
type Replica struct{ primary, replica *pgx.Conn }

// replicaLock is the advisory lock by which tests of different processes take turns with the replica.
const replicaLock = 7_031_412

// TakeReplica waits until no other test uses the replica and takes it until the test ends. It is replaying then.
func TakeReplica(t testing.TB) *Replica {
	t.Helper()
	r := &Replica{connect(t, testserver.Postgres), connect(t, testserver.PostgresReplica)}
	r.exec(t, r.primary, "SELECT pg_advisory_lock($1)", replicaLock)
	t.Cleanup(func() { r.Resume(t) })
	r.CatchUp(t)
	return r
}

// Pause stops the replica: it shows what was there before, until Resume.
func (r *Replica) Pause(t testing.TB) {
	t.Helper()
	r.CatchUp(t)
	r.exec(t, r.replica, "SELECT pg_wal_replay_pause()")
	// The pause is a request; what is being replayed ends first.
	r.wait(t, "SELECT pg_get_wal_replay_pause_state() = 'paused'")
}

// Resume lets the replica go on.
func (r *Replica) Resume(t testing.TB) {
	t.Helper()
	r.exec(t, r.replica, "SELECT pg_wal_replay_resume()")
}

// CatchUp waits until the replica has all that was committed on the primary.
func (r *Replica) CatchUp(t testing.TB) {
	t.Helper()
	var position string
	if err := r.primary.QueryRow(context.WithoutCancel(t.Context()), "SELECT pg_current_wal_insert_lsn()::text").Scan(&position); err != nil {
		t.Fatal(err)
	}
	r.wait(t, "SELECT pg_last_wal_replay_lsn() >= $1::pg_lsn", position)
}

// wait waits until a query of the replica says true.
func (r *Replica) wait(t testing.TB, query string, args ...any) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), time.Minute)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		var yes bool
		if err := r.replica.QueryRow(ctx, query, args...).Scan(&yes); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		if yes {
			return
		}
		<-tick.C
	}
}

func (r *Replica) exec(t testing.TB, c *pgx.Conn, statement string, args ...any) {
	t.Helper()
	if _, err := c.Exec(context.WithoutCancel(t.Context()), statement, args...); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// connect connects to a server until the test ends, which also gives the advisory lock back.
func connect(t testing.TB, server string) *pgx.Conn {
	t.Helper()
	c, err := pgx.Connect(t.Context(), testserver.Address(t, server))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close(context.Background()) })
	return c
}
