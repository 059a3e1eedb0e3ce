package step_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"

	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/ledger"
	"github.com/moneyprinter/moneyprinter/shared/step"
)

// leave puts an event where a JobSink does.
func leave(t *testing.T, e cloudevents.Event) {
	t.Helper()
	dir := t.TempDir()
	structured, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, step.EventFile), structured, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("K_EVENT_PATH", dir)
}

// hold makes another attempt hold the key of an event.
func (b *bench) hold(t *testing.T, e cloudevents.Event, who ledger.Incarnation) ledger.Lease {
	t.Helper()
	var r event.StepRequest
	if err := e.DataAs(&r); err != nil {
		t.Fatal(err)
	}
	key, err := ledger.Key(r.Owner, "speech", r.Version, r.Seed, r.Input.Inline)
	if err != nil {
		t.Fatal(err)
	}
	grant, err := b.Ledger.Claim(t.Context(), ledger.Claim{Key: key, Owner: r.Owner, Step: "speech", Attempt: "w/speech/0/1", Incarnation: who})
	if err != nil || grant.Status != ledger.Granted {
		t.Fatalf("status %d, %v", grant.Status, err)
	}
	return grant.Lease
}

// A Job whose key is held finds out whether the holder lives before it leaves its work to it.
func TestJobWhoseKeyIsHeld(t *testing.T) {
	other := step.NewIncarnation("another Job")
	result, err := json.Marshal(event.StepCompleted{Output: event.Document{Inline: json.RawMessage(`{"text":"HELLO"}`)}})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		holder ledger.Incarnation
		// life is how long the holder sends heartbeats, and finish when it ends well; 0 is never.
		life, finish time.Duration
		// stop is when the Job is told to end; 0 is never.
		stop      time.Duration
		exit      int
		runs      int
		sent      string
		from, til time.Duration
	}{
		"its holder is dead":                 {holder: other, runs: 1, sent: "moneyprinter.speech.completed", from: 5 * time.Second, til: 6 * time.Second},
		"its holder dies meanwhile":          {holder: other, life: 1500 * time.Millisecond, runs: 1, sent: "moneyprinter.speech.completed", from: 6 * time.Second, til: 8 * time.Second},
		"its holder lives":                   {holder: other, life: time.Minute, from: 7 * time.Second, til: 9 * time.Second},
		"its holder ends well":               {holder: other, life: time.Minute, finish: 3500 * time.Millisecond, sent: "moneyprinter.speech.completed", from: 3 * time.Second, til: 5 * time.Second},
		"its holder was the Job's first pod": {holder: step.NewIncarnation("test"), runs: 1, sent: "moneyprinter.speech.completed"},
		"it is told to end":                  {holder: other, life: time.Minute, stop: 2500 * time.Millisecond, exit: step.ExitRetry, from: 2 * time.Second, til: 3 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			e := request(t, "v/speech/0/1", "hello")
			leave(t, e)
			synctest.Test(t, func(t *testing.T) {
				b := setup(t)
				lease := b.hold(t, e, c.holder)
				began := time.Now()
				beating := make(chan struct{})
				go func() {
					defer close(beating)
					for tick := time.Duration(0); tick < c.life; tick += 500 * time.Millisecond {
						if c.finish > 0 && tick >= c.finish {
							if _, err := b.Ledger.Finish(t.Context(), lease, result, 0); err != nil {
								t.Error(err)
							}
							return
						}
						if err := b.Ledger.Heartbeat(t.Context(), lease); err != nil {
							t.Error(err)
						}
						time.Sleep(500 * time.Millisecond)
					}
				}()
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				if c.stop > 0 {
					time.AfterFunc(c.stop, cancel)
				}
				exit := b.shout(nil).RunJob(ctx)
				if took := time.Since(began); exit != c.exit || b.runs != c.runs || took < c.from || took > c.til {
					t.Errorf("exit code %d after %v and %d runs", exit, took, b.runs)
				}
				if c.sent == "" && len(b.sent) > 0 || c.sent != "" && (len(b.sent) != 1 || b.sent[0].Type() != c.sent || b.sent[0].ID() != "v/speech/0/1") {
					t.Errorf("sent %v", b.sent)
				}
				<-beating
				if c.sent == "" {
					// Who holds the key answers the Job that left.
					waiters, err := b.Ledger.Finish(t.Context(), lease, result, 0)
					if err != nil || len(waiters) != 1 || waiters[0].Attempt != "v/speech/0/1" {
						t.Errorf("the holder's waiters are %v, %v", waiters, err)
					}
				}
			})
		})
	}
}

// away is a ledger whose database does not answer until a time.
type away struct {
	ledger.Ledger
	until time.Time
}

func (a away) Claim(ctx context.Context, c ledger.Claim) (ledger.Grant, error) {
	if time.Now().Before(a.until) {
		return ledger.Grant{}, errors.New("connection refused")
	}
	return a.Ledger.Claim(ctx, c)
}

// A Job waits for the database as the broker waits for a function, and then says that it was no attempt.
func TestJobWithoutItsDatabase(t *testing.T) {
	e := request(t, "v/speech/0/1", "hello")
	leave(t, e)
	for name, c := range map[string]struct {
		outage, took time.Duration
		sent         string
	}{
		"for a moment": {10 * time.Second, 15 * time.Second, "moneyprinter.speech.completed"},
		"for long":     {time.Hour, 31 * time.Second, "moneyprinter.speech.failed"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := setup(t)
				began := time.Now()
				b.Ledger = away{b.Ledger, began.Add(c.outage)}
				exit := b.shout(nil).RunJob(t.Context())
				if took := time.Since(began); exit != step.ExitDone || took != c.took || len(b.sent) != 1 || b.sent[0].Type() != c.sent {
					t.Fatalf("exit code %d after %v, sent %v", exit, took, b.sent)
				}
				var failed event.StepFailed
				if err := b.sent[0].DataAs(&failed); err != nil {
					t.Fatal(err)
				}
				if f := failed.Failure; f != nil && (f.Code != failure.Unavailable || !failed.Exhausted) {
					t.Errorf("exhausted %v, %+v", failed.Exhausted, f)
				}
			})
		})
	}
}
