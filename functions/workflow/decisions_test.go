package workflow_test

import (
	"fmt"
	"testing"
	"time"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"
	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/shared/database/databasetest"
	"github.com/moneyprinter/moneyprinter/shared/decision"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// What was decided in each attempt of a task is on its record, in order and once, and repeated results change nothing.
func TestDecisions(t *testing.T) {
	kinds(t, func(t *testing.T, open databasetest.Open) {
		b := setup(t, open)
		b.request("v", coffee)
		decided := func(n int) []decision.Decision {
			return []decision.Decision{{At: time.UnixMilli(1_800_000_000_000).UTC(), Kind: decision.Retried, Provider: "acme", Key: n, Wait: 500, Code: failure.Unavailable, Reason: "503"},
				{At: time.UnixMilli(1_800_000_001_000).UTC(), Kind: decision.FellBack, Provider: "acme", To: "offline", Code: failure.Unavailable, Reason: "503"}}
		}
		attempt := func(id string, data any, kind event.Type) cloudevents.Event {
			place, err := event.ParsePlace(id)
			if err != nil {
				t.Fatal(err)
			}
			e, err := event.NewStep(kind, "/test", place, data)
			if err != nil {
				t.Fatal(err)
			}
			return e
		}
		failed := attempt("v/script/0/1", event.StepFailed{Failure: failure.New(failure.BadAnswer, "again"), Decisions: decided(1)}, event.Failed(steps.Script))
		b.process(failed)
		b.process(failed)
		var second cloudevents.Event
		for _, e := range b.take("") {
			if e.ID() == "v/script/0/2" {
				second = e
			}
		}
		answer := b.answer(second)
		var done event.StepCompleted
		if err := answer.DataAs(&done); err != nil {
			t.Fatal(err)
		}
		done.Decisions = decided(2)
		completed := attempt("v/script/0/2", done, event.Completed(steps.Script))
		b.process(completed)
		b.process(completed)
		for _, s := range b.get("v").Steps {
			var want []decision.Decision
			if s.Name == steps.Script {
				want = append(decided(1), decided(2)...)
			}
			for _, task := range s.Tasks {
				if d := cmp.Diff(want, task.Decisions); d != "" {
					t.Errorf("%s: %s", s.Name, d)
				}
			}
		}
		b.run()
		if v := b.get("v"); v.State != "completed" {
			t.Error(fmt.Sprint(v.State, v.Failure))
		}
	})
}
