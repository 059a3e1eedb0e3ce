package workflow

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"

	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// Replay implements control.Letters. A step's request that ended its video starts the video again at that step; any other
// event is sent again as it was, under its own id, so that who has had it already ignores it.
func (f *Function) Replay(ctx context.Context, id string, data json.RawMessage) error {
	return f.transact(ctx, func(t *transition) error {
		l, err := t.letter(id)
		if err != nil {
			return err
		}
		var e cloudevents.Event
		if err := json.Unmarshal(l.Event, &e); err != nil {
			return fmt.Errorf("workflow: stored dead letter: %w", err)
		}
		if data != nil {
			if !json.Valid(data) {
				return failure.New(failure.InvalidInput, "the event's new data is not JSON")
			}
			if err := e.SetData(cloudevents.ApplicationJSON, data); err != nil {
				return failure.Wrap(failure.InvalidInput, err, "the event's new data cannot be taken: "+err.Error())
			}
		}
		if err := t.replay(e, data != nil); err != nil {
			return err
		}
		_, err = t.tx.ExecContext(ctx, `UPDATE dead_letter SET replays = replays + 1, replayed_at = $1 WHERE id = $2`, t.now.UnixMilli(), l.ID)
		return err
	})
}

func (t *transition) replay(e cloudevents.Event, edited bool) error {
	about, what, ok := event.Type(e.Type()).Split()
	place, err := event.ParsePlace(e.ID())
	if !ok || what != "requested" || err != nil || string(place.Step) != about {
		for name := range e.Extensions() {
			if strings.HasPrefix(name, "knativeerror") {
				e.SetExtension(name, nil)
			}
		}
		return t.enqueue(e.Subject(), "", 0, e)
	}
	v, err := t.video(place.Video)
	if errors.Is(err, sql.ErrNoRows) {
		return failure.New(failure.Conflict, "the video of this event does not exist any more")
	}
	if err != nil {
		return err
	}
	if edited {
		if err := t.editTask(place, e); err != nil {
			return err
		}
	}
	if v.state == "running" {
		return nil // it is being asked for again as it is
	}
	return t.retry(v)
}

// editTask gives a task that is not done another input.
func (t *transition) editTask(place event.Place, e cloudevents.Event) error {
	var request event.StepRequest
	if err := e.DataAs(&request); err != nil || (request.Input.Inline == nil) == (request.Input.Ref == nil) {
		return failure.New(failure.InvalidInput, "the event's new data is no request for a step: it needs input.inline or input.ref")
	}
	input, err := json.Marshal(request.Input)
	if err != nil {
		return err
	}
	r, err := t.tx.ExecContext(t.ctx, `UPDATE task SET input = $1 WHERE video = $2 AND step = $3 AND idx = $4 AND state IN ('failed', 'cancelled', 'ready')`,
		string(input), place.Video, place.Step, place.Index)
	if err != nil {
		return err
	}
	if n, err := r.RowsAffected(); err != nil {
		return err
	} else if n == 0 {
		return failure.New(failure.Conflict, "the step is under way or done; its input cannot change any more")
	}
	return nil
}
