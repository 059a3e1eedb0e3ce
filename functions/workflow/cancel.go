package workflow

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"

	"github.com/moneyprinter/moneyprinter/shared/control"
	"github.com/moneyprinter/moneyprinter/shared/failure"
)

var _ control.Workflow = (*Function)(nil)

// Cancel implements control.Videos. A request that waits is accepted first, so that its end is on record.
func (f *Function) Cancel(ctx context.Context, owner, id string) error {
	return f.transact(ctx, func(t *transition) error {
		v, err := t.of(owner, id)
		if errors.Is(err, sql.ErrNoRows) {
			v, err = t.acceptQueued(owner, id)
		}
		if errors.Is(err, sql.ErrNoRows) {
			return errNoVideo()
		}
		if err != nil {
			return err
		}
		if v.state != "running" {
			return failure.New(failure.Conflict, "the video has already ended")
		}
		return t.end(v, "cancelled", failure.New(failure.Cancelled, "the video was cancelled"), "")
	})
}

// of is video for an owner: sql.ErrNoRows where it is another's.
func (t *transition) of(owner, id string) (*record, error) {
	v, err := t.video(id)
	if err == nil && v.owner != owner {
		return nil, sql.ErrNoRows
	}
	return v, err
}

// acceptQueued accepts an owner's request that waits; sql.ErrNoRows where there is none.
func (t *transition) acceptQueued(owner, id string) (*record, error) {
	stored, err := t.queued(owner, id)
	if err != nil {
		return nil, err
	}
	var e cloudevents.Event
	if err := json.Unmarshal([]byte(stored), &e); err != nil {
		return nil, fmt.Errorf("workflow: stored request: %w", err)
	}
	if err := t.accept(e); err != nil {
		return nil, err
	}
	return t.of(owner, id)
}

// queued returns the event of an owner's request that waits; sql.ErrNoRows where there is none.
func (t *transition) queued(owner, id string) (stored string, err error) {
	if !idForm.MatchString(id) {
		return "", sql.ErrNoRows
	}
	err = t.tx.QueryRowContext(t.ctx, `SELECT event FROM request WHERE id = $1 AND owner = $2`, id, owner).Scan(&stored)
	return stored, err
}

func errNoVideo() error { return failure.New(failure.NotFound, "there is no such video") }
