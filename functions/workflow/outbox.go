package workflow

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"

	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// enqueue writes an event to the outbox; it is sent after the commit. A row without a step is about the video as a whole.
func (t *transition) enqueue(video string, step steps.Name, index int, e cloudevents.Event) error {
	b, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("workflow: %w", err)
	}
	t.send = append(t.send, e)
	_, err = t.tx.ExecContext(t.ctx, `INSERT INTO outbox (id, video, step, idx, event, created_at, sent_at) VALUES ($1, $2, $3, $4, $5, $6, $6) ON CONFLICT (id) DO UPDATE SET sent_at = excluded.sent_at`,
		e.ID(), video, step, index, string(b), t.now.UnixMilli())
	return err
}

// publish sends events whose rows are committed. What cannot be sent is marked for the next sweep. A request's row stays
// until its result is recorded; a row about the video goes once the broker has taken the event. It returns how many could not be sent.
func (f *Function) publish(ctx context.Context, events []cloudevents.Event) (failed int) {
	for _, e := range events {
		var err error
		if err = f.parts.Broker.Send(ctx, e); err != nil {
			failed++
			f.parts.Log.WarnContext(ctx, "an event could not be sent; the sweep will", "type", e.Type(), "id", e.ID(), "error", err)
			_, err = f.parts.DB.Write.ExecContext(ctx, `UPDATE outbox SET sent_at = 0 WHERE id = $1`, e.ID())
		} else {
			_, err = f.sent(ctx, e)
		}
		if err != nil {
			f.parts.Log.WarnContext(ctx, "the outbox could not be brought up to date; the sweep will", "id", e.ID(), "error", err)
		}
	}
	return failed
}

func (f *Function) sent(ctx context.Context, e cloudevents.Event) (sql.Result, error) {
	if _, what, _ := event.Type(e.Type()).Split(); what == "requested" {
		return nil, nil
	}
	return f.parts.DB.Write.ExecContext(ctx, `DELETE FROM outbox WHERE id = $1 AND step = ''`, e.ID())
}
