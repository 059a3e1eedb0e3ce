package resilience

import (
	"context"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/decision"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/step"
)

// try makes the call once, with the first key in turn that can be used and is not refused. Where none can be used at once it
// waits for the one that is free first, if that is soon.
func (g *Guard) try(ctx context.Context, w *step.Work, ask ask) ([]byte, error) {
	turn := int(g.next.Add(1) - 1)
	for left := g.policy.Patience; ; {
		asked := false
		var refusals []*refusal
		for i := range g.keys {
			k := g.keys[(turn+i)%len(g.keys)]
			r := k.admit(ctx)
			if r == nil {
				answer, err := k.use(ctx, ask)
				if r = k.rest(err); r == nil {
					return answer, err
				}
				asked = true
			}
			refusals = append(refusals, r)
			if len(g.keys) > 1 || r.kind == decision.BreakerOpen {
				g.decided(ctx, w, r, 0)
			}
		}
		r := soonest(refusals)
		switch {
		case asked:
			return nil, r.why
		case !r.why.Retryable:
			// All keys were refused a while ago. One of them is asked all the same: it may have been repaired.
			r.key.wake()
		case r.kind == decision.BreakerOpen || r.why.RetryAfter > left:
			return nil, r.why
		default:
			left -= r.why.RetryAfter
			g.decided(ctx, w, &refusal{r.key, decision.Waited, r.why}, r.why.RetryAfter)
			if err := pause(ctx, r.why.RetryAfter); err != nil {
				return nil, err
			}
		}
	}
}

func (g *Guard) decided(ctx context.Context, w *step.Work, r *refusal, wait time.Duration) {
	w.Decided(ctx, decision.Decision{Kind: r.kind, Provider: g.provider, Key: r.key.Number, Wait: wait.Milliseconds()}.Because(r.why))
}

// soonest returns the refusal that passes first. One that passes only when somebody does something about it comes last.
func soonest(refusals []*refusal) *refusal {
	best := refusals[0]
	for _, r := range refusals[1:] {
		if before(r.why, best.why) {
			best = r
		}
	}
	return best
}

func before(a, b *failure.Failure) bool {
	if a.Retryable != b.Retryable {
		return a.Retryable
	}
	return a.RetryAfter < b.RetryAfter
}
