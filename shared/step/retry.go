package step

import (
	"context"
	"errors"
	"time"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"

	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// jobRetries is how often a Job tries again, with pauses of 1, 2, 4, 8 and 16 s: what the broker does for a function.
const jobRetries = 5

// persist does the work of a Job's event. While a part of ours does not answer (ledger, blobs) it tries again; exhausted
// tells that it has given up, so that the failure counts as nobody's attempt.
func (h *Handler) persist(ctx context.Context, e cloudevents.Event) (reply *cloudevents.Event, exhausted bool, err error) {
	pause := time.Second
	for range jobRetries {
		if reply, err = h.process(ctx, e, h.insist); !ours(err) {
			return reply, false, err
		}
		h.parts.Log.WarnContext(ctx, "a part of ours does not answer; the Job tries again", "pause", pause, "error", err)
		select {
		case <-ctx.Done():
			return nil, false, context.Cause(ctx)
		case <-time.After(pause):
		}
		pause *= 2
	}
	reply, err = h.process(ctx, e, h.insist)
	return reply, ours(err), err
}

// ours tells the failure of a part of ours from a provider's and from the work's own.
func ours(err error) bool {
	var f *failure.Failure
	return errors.As(err, &f) && f.Code == failure.Unavailable && f.Provider == ""
}
