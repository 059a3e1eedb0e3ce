package workflow_test

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"github.com/moneyprinter/moneyprinter/functions/workflow"
	"github.com/moneyprinter/moneyprinter/shared/database/databasetest"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// The other replica, in these tests, is a transaction of the test's own that is in the middle of something.

// begin begins a transaction of the other replica with statements that change one row or more.
func (b *bench) begin(statements ...string) *sql.Tx {
	b.Helper()
	tx, err := b.store.DB.Write.BeginTx(b.Context(), nil)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { tx.Rollback() })
	for _, s := range statements {
		if _, err := tx.ExecContext(b.Context(), s); err != nil {
			b.Fatalf("%s: %v", s, err)
		}
	}
	return tx
}

// waits runs f, waits until it waits for a lock, commits the other replica's transaction, and returns f's error.
func (b *bench) waits(tx *sql.Tx, f func() error) error {
	b.Helper()
	done := make(chan error, 1)
	go func() { done <- f() }()
	ctx, cancel := context.WithTimeout(b.Context(), time.Minute)
	defer cancel()
	for tick := time.NewTicker(10 * time.Millisecond); ; {
		var n int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM pg_locks WHERE NOT granted`).Scan(&n); err != nil {
			b.Fatal(err)
		}
		if n > 0 {
			break
		}
		select {
		case err := <-done:
			b.Fatalf("it did not wait, and returned %v", err)
		case <-tick.C:
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
	return <-done
}

// soon runs f with a context that ends where f waits.
func (b *bench) soon(f func(context.Context) error) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.Context(), 20*time.Second)
	defer cancel()
	if err := f(ctx); err != nil {
		b.Errorf("it waited for the other replica: %v", err)
	}
}

// Two replicas never admit to a step at once: the second counts what the first has requested.
func TestAdmissionWaitsForAdmission(t *testing.T) {
	t.Parallel()
	b := setup(t, databasetest.Postgres, func(p *workflow.Parts) { p.InFlight = map[steps.Name]int{steps.Script: 2} })
	b.request("v", coffee)
	other := b.begin(`SELECT pg_advisory_xact_lock(hashtext('moneyprinter/admission/script'))`,
		`INSERT INTO video (id, owner, source, state, params, versions, seed, traceparent, seq, created_at, updated_at) VALUES ('o', 'local', '', 'running', '{}', '{}', 1, '', 0, 0, 0)`,
		`INSERT INTO task (video, step, idx, owner, state, input, created_at) VALUES ('o', 'script', 0, 'local', 'requested', '{}', 0)`)
	if err := b.waits(other, func() error { return b.workflow.Process(t.Context(), b.asks("w", coffee)) }); err != nil {
		t.Fatal(err)
	}
	if n := b.count(`SELECT count(*) FROM task WHERE state = 'requested'`); n != 2 {
		t.Errorf("%d requests are under way, at most 2 may be", n)
	}
}

// Admission passes over a task whose video another replica is changing, and the sweep admits it where that replica died.
func TestAdmissionWaitsForNoVideo(t *testing.T) {
	t.Parallel()
	limits := map[steps.Name]int{steps.Script: 1}
	b := setup(t, databasetest.Postgres, func(p *workflow.Parts) { p.InFlight = limits })
	for _, id := range []string{"v", "w", "x"} {
		b.request(id, coffee)
	}
	other := b.begin(`SELECT 1 FROM video WHERE id = 'w' FOR UPDATE`, `UPDATE task SET state = 'cancelled' WHERE video = 'w'`)
	limits[steps.Script] = 3
	script := b.take(event.Requested(steps.Script))
	b.soon(func(ctx context.Context) error { return b.workflow.Process(ctx, b.answer(script[0])) })
	if sent := b.take(event.Requested(steps.Script)); len(sent) != 1 || sent[0].ID() != "x/script/0/1" {
		t.Errorf("admitted %v, want x alone", sent)
	}
	if err := other.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := b.workflow.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if sent := b.take(event.Requested(steps.Script)); len(sent) != 1 || sent[0].ID() != "w/script/0/1" {
		t.Errorf("the sweep admitted %v, want w", sent)
	}
}

// A request that two replicas accept at once is one video.
func TestTheSameRequestAtOnce(t *testing.T) {
	t.Parallel()
	b := setup(t, databasetest.Postgres)
	other := b.begin(`INSERT INTO video (id, owner, source, state, params, versions, seed, traceparent, seq, created_at, updated_at) VALUES ('v', 'local', '', 'running', '{}', '{}', 1, '', 0, 0, 0)`)
	if err := b.waits(other, func() error { return b.workflow.Process(t.Context(), b.asks("v", coffee)) }); err != nil {
		t.Fatal(err)
	}
	if len(b.sent) != 0 || b.count(`SELECT count(*) FROM history`) != 0 {
		t.Errorf("the second acceptance sent %v", b.sent)
	}
}

// What is being answered is not sent again, and the sweep does not wait for it.
func TestResendingWaitsForNoAnswer(t *testing.T) {
	t.Parallel()
	b := setup(t, databasetest.Postgres)
	b.request("v", coffee)
	b.request("w", coffee)
	b.take("")
	b.now = b.now.Add(2 * time.Minute)
	b.begin(`DELETE FROM outbox WHERE video = 'v'`, `UPDATE task SET finished_at = 1 WHERE video = 'v'`)
	for name, sweep := range map[string]func(context.Context) error{"Sweep": b.workflow.Sweep, "Recover": b.workflow.Recover} {
		b.now = b.now.Add(70 * time.Second) // after Resend, and twice before any deadline
		b.soon(sweep)
		if sent := b.take(""); len(sent) != 1 || sent[0].ID() != "w/script/0/1" {
			t.Errorf("%s sent %v, want w's request alone", name, sent)
		}
	}
}

// A result of a video that another replica is changing is recorded after that change.
func TestAResultWaitsForItsVideo(t *testing.T) {
	t.Parallel()
	b := setup(t, databasetest.Postgres)
	b.request("v", coffee)
	script := b.take(event.Requested(steps.Script))
	other := b.begin(`UPDATE video SET state = 'cancelled' WHERE id = 'v'`)
	if err := b.waits(other, func() error { return b.workflow.Process(t.Context(), b.answer(script[0])) }); err != nil {
		t.Fatal(err)
	}
	if v := b.get("v"); v.State != orchestration.Cancelled || v.Steps[0].Done != 0 {
		t.Errorf("the result of a cancelled video was recorded: %+v", v.Steps[0])
	}
}
