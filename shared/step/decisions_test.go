package step_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/shared/decision"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/step"
)

// What is decided about providers is on the result, that of deliveries that failed before it included, whichever the result is.
func TestDecisions(t *testing.T) {
	t.Parallel()
	later := failure.New(failure.Unavailable, "down", failure.Provider("acme"))
	for name, c := range map[string]struct {
		last error
		want string
	}{
		"completed": {nil, "moneyprinter.speech.completed"},
		"failed":    {failure.New(failure.Refused, "no", failure.Provider("acme")), "moneyprinter.speech.failed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			deliveries := 0
			h := b.shout(func(ctx context.Context, w *step.Work) error {
				deliveries++
				w.Decided(ctx, decision.Decision{Kind: decision.Retried, Provider: "acme", Key: deliveries})
				if deliveries == 1 {
					return later
				}
				return c.last
			})
			e := request(t, "v/speech/0/1", "hello")
			if reply, err := h.Process(t.Context(), e); err == nil {
				t.Fatalf("the first delivery is answered: %v", reply)
			}
			reply, err := h.Process(t.Context(), e)
			if err != nil || reply.Type() != c.want {
				t.Fatalf("%v, %v", reply, err)
			}
			var data struct{ Decisions []decision.Decision }
			if err := reply.DataAs(&data); err != nil {
				t.Fatal(err)
			}
			var keys []int
			for _, d := range data.Decisions {
				if keys = append(keys, d.Key); d.At.IsZero() {
					t.Errorf("%+v has no time", d)
				}
			}
			if d := cmp.Diff([]int{1, 2}, keys); d != "" {
				t.Error(d)
			}
		})
	}
}

// A reused result has the decisions of the run that made it.
func TestDecisionsOfReusedResult(t *testing.T) {
	t.Parallel()
	b := setup(t)
	h := b.shout(func(ctx context.Context, w *step.Work) error {
		w.Decided(ctx, decision.Decision{Kind: decision.FellBack, Provider: "a", To: "b"})
		return nil
	})
	for _, id := range []string{"v/speech/0/1", "w/speech/0/1"} {
		reply, err := h.Process(t.Context(), request(t, id, "hello"))
		if err != nil {
			t.Fatal(err)
		}
		var done event.StepCompleted
		if err := reply.DataAs(&done); err != nil || len(done.Decisions) != 1 || done.Decisions[0].To != "b" {
			t.Errorf("%s: %+v, %v", id, done.Decisions, err)
		}
	}
}
