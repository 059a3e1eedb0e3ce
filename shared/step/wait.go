package step

import (
	"context"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/ledger"
)

const (
	// claimPause is how long a Job waits before it claims a held key again.
	claimPause = time.Second
	// claimMargin is what a Job waits beyond ledger.Patience, for clocks that differ and a holder that dies meanwhile.
	claimMargin = 2 * time.Second
)

// insist claims a key until it is granted, finished, or has been held for so long that its holder must be alive: a dead
// one is found out after ledger.Patience without a heartbeat. Only then is the grant Busy.
//
// A function may leave at once, for its request comes again. A Job may not: while its object exists the JobSink answers
// for every repetition, so a Job that left its work to a dead process would leave it to nobody.
func (h *Handler) insist(ctx context.Context, c ledger.Claim) (ledger.Grant, error) {
	end := time.Now().Add(ledger.Patience + claimMargin)
	for {
		grant, err := h.parts.Ledger.Claim(ctx, c)
		if err != nil || grant.Status != ledger.Busy || time.Now().After(end) {
			return grant, err
		}
		select {
		case <-ctx.Done():
			return grant, context.Cause(ctx)
		case <-time.After(claimPause):
		}
	}
}
