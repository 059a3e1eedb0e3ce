package step

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/ledger"
)

// recorder is the Caller of a step under its lease: it keeps each raw answer before the step sees it.
type recorder struct {
	ledger    ledger.Ledger
	lease     ledger.Lease
	blobs     blob.Store
	owner     string
	seed      int64
	uncertain int
}

// Call implements Caller.
func (r *recorder) Call(ctx context.Context, provider string, request any, make func(context.Context, string) ([]byte, error)) ([]byte, error) {
	key, err := ledger.Key(r.owner, "call:"+provider, event.Version, r.seed, request)
	if err != nil {
		return nil, err
	}
	if stored, ok, err := r.ledger.Answer(ctx, key); err != nil {
		return nil, failure.Wrap(failure.Unavailable, err, "the ledger does not answer")
	} else if ok {
		return r.open(ctx, stored)
	}
	// Nothing is paid for whoever has lost the lease, or for a video that has ended.
	if err := r.ledger.Heartbeat(ctx, r.lease); errors.Is(err, ledger.ErrFenced) {
		return nil, err
	} else if err != nil {
		return nil, failure.Wrap(failure.Unavailable, err, "the ledger does not answer")
	}
	uncertain, err := r.ledger.Begin(ctx, key, provider)
	if err != nil {
		return nil, failure.Wrap(failure.Unavailable, err, "the ledger does not answer")
	}
	if uncertain {
		r.uncertain++
	}
	answer, err := make(ctx, key)
	settle, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if err != nil {
		if e := r.ledger.Forget(settle, key); e != nil {
			return nil, fmt.Errorf("%w (and the ledger does not answer: %v)", err, e)
		}
		return nil, err
	}
	stored, err := r.seal(settle, answer)
	if err != nil {
		return nil, err
	}
	return answer, r.ledger.Record(settle, key, stored)
}

// seal makes the row of an answer: a Document, so that a long one is a blob.
func (r *recorder) seal(ctx context.Context, answer []byte) ([]byte, error) {
	quoted, err := json.Marshal(answer)
	if err != nil {
		return nil, err
	}
	d, err := event.Pack(ctx, r.blobs, quoted)
	if err != nil {
		return nil, err
	}
	return json.Marshal(d)
}

func (r *recorder) open(ctx context.Context, stored []byte) (answer []byte, err error) {
	var d event.Document
	if err := json.Unmarshal(stored, &d); err != nil {
		return nil, fmt.Errorf("step: stored answer: %w", err)
	}
	return answer, d.Read(ctx, r.blobs, &answer)
}
