package workflow

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/moneyprinter/moneyprinter/shared/event"
)

// The vigil is one request that one replica holds open while videos are being made: Knative keeps a pod that answers a
// request, so somebody sweeps every few seconds, and nothing runs once nothing is left to do. The request delivers a
// moneyprinter.sweep.due, which ends by sending the next one. A pod that dies leaves its event unanswered, so the broker
// delivers it again, and that delivery takes the vigil over at once.

// vigilLife is how long a vigil counts as kept without being renewed; it is renewed after each sweep.
const vigilLife = 3 * sweepPause

// keepVigil sweeps until no work is open, until the request has been held for Parts.Vigil, or until somebody else keeps the
// vigil. Where it is kept already it returns at once.
func (f *Function) keepVigil(ctx context.Context, id string) error {
	select {
	case <-f.parts.Stopping:
		return errStopping // so that it is delivered to a process that stays
	default:
	}
	owner := uuid.NewString()
	kept, err := f.takeVigil(ctx, id, owner)
	if err != nil || !kept {
		return err
	}
	f.watch(ctx, owner)
	return f.endVigil(ctx, owner)
}

var errStopping = errors.New("workflow: the process is ending")

// watch sweeps and renews the vigil. It goes on through errors: a database that is away for a while is what a sweep mends.
func (f *Function) watch(ctx context.Context, owner string) {
	end := time.NewTimer(f.parts.Vigil)
	defer end.Stop()
	beat := time.NewTicker(sweepPause)
	defer beat.Stop()
	for {
		err := f.Sweep(ctx)
		open, e := f.workIsOpen(ctx)
		kept, e2 := f.renewVigil(ctx, owner)
		if err = errors.Join(err, e, e2); err != nil && ctx.Err() == nil {
			f.parts.Log.WarnContext(ctx, "the sweep has failed; the next one is in a moment", "error", err)
		}
		if e == nil && !open || e2 == nil && !kept {
			return
		}
		select {
		case <-beat.C:
		case <-end.C:
			return
		case <-ctx.Done():
			return
		case <-f.parts.Stopping:
			return
		}
	}
}

// endVigil gives the vigil up and then, where work is open, sends the event that starts the next one: whoever opened work
// before the vigil was given up relies on it, whoever opens some afterwards sees that nobody keeps it.
func (f *Function) endVigil(ctx context.Context, owner string) error {
	// It is given up for whoever comes next, also where the caller has hung up.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	ours, err := f.releaseVigil(ctx, owner)
	if err != nil || !ours {
		return err
	}
	if open, err := f.workIsOpen(ctx); err != nil || !open {
		return err
	}
	return f.callForVigil(ctx)
}

// vigilIsKept makes sure that a vigil is kept while work is open, and reports whether one is. Every event asks, and most are
// answered from memory; one that opens work must look, for the vigil that was seen last may just have ended.
func (f *Function) vigilIsKept(ctx context.Context, look bool) (bool, error) {
	now := f.parts.Now()
	if f.parts.Vigil == 0 || !look && f.lookout.seenKept(now) {
		return f.parts.Vigil > 0, nil
	}
	var owner string
	var expires int64
	err := f.parts.DB.Write.QueryRowContext(ctx, `SELECT owner, expires_at FROM vigil`).Scan(&owner, &expires)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return false, fmt.Errorf("workflow: vigil: %w", err)
	}
	if now.UnixMilli() < expires {
		f.lookout.sawKept(time.UnixMilli(expires), now)
		return true, nil
	}
	open, err := f.workIsOpen(ctx)
	if err != nil || !open || !f.lookout.mayCall(owner, now) {
		return false, err
	}
	if err := f.callForVigil(ctx); err != nil {
		f.lookout.missed()
		return false, err
	}
	return false, nil
}

// callForVigil sends moneyprinter.sweep.due.
func (f *Function) callForVigil(ctx context.Context) error {
	e, err := event.New(event.SweepDue, event.Source("workflow"), "sweep/"+uuid.NewString(), "sweep", struct{}{})
	if err != nil {
		return err
	}
	return f.parts.Broker.Send(ctx, e)
}

// workIsOpen tells whether there is anything that a sweep may have to mend. What is paused waits for somebody, not for a
// sweep; its requests that are under way are in the outbox.
func (f *Function) workIsOpen(ctx context.Context) (open bool, err error) {
	err = f.parts.DB.Write.QueryRowContext(ctx, `
SELECT EXISTS (SELECT 1 FROM request) OR EXISTS (SELECT 1 FROM outbox)
    OR (NOT EXISTS (SELECT 1 FROM hold WHERE scope = 'all')
        AND EXISTS (SELECT 1 FROM video WHERE state = 'running' AND paused = 0 AND NOT EXISTS (SELECT 1 FROM hold WHERE scope = 'owner/' || video.owner)))`).Scan(&open)
	if err != nil {
		return false, fmt.Errorf("workflow: open work: %w", err)
	}
	return open, nil
}
