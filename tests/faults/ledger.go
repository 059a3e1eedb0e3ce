package faults

import (
	"context"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/ledger"
)

// Ledger puts points before and after what a ledger records.
func (f *Faults) Ledger(l ledger.Ledger) ledger.Ledger { return faultyLedger{l, f} }

type faultyLedger struct {
	ledger.Ledger
	faults *Faults
}

func (l faultyLedger) Claim(ctx context.Context, c ledger.Claim) (ledger.Grant, error) {
	l.faults.At(BeforeClaim)
	g, err := l.Ledger.Claim(ctx, c)
	l.faults.At(AfterClaim)
	return g, err
}

func (l faultyLedger) Finish(ctx context.Context, lease ledger.Lease, result []byte, ttl time.Duration) ([]ledger.Waiter, error) {
	l.faults.At(BeforeFinish)
	w, err := l.Ledger.Finish(ctx, lease, result, ttl)
	l.faults.At(AfterFinish)
	return w, err
}

func (l faultyLedger) Begin(ctx context.Context, call, provider string) (bool, error) {
	uncertain, err := l.Ledger.Begin(ctx, call, provider)
	l.faults.At(BeforeCall)
	return uncertain, err
}

func (l faultyLedger) Record(ctx context.Context, call string, answer []byte) error {
	l.faults.At(BeforeRecord)
	err := l.Ledger.Record(ctx, call, answer)
	l.faults.At(AfterRecord)
	return err
}
