// Package deadletter keeps what the broker could not deliver, and closes the attempt that a lost request was for with the
// reason that its receiver last gave.
package deadletter

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"

	"github.com/moneyprinter/moneyprinter/shared/database"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/readiness"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Function is the dead letter sink.
type Function struct {
	parts Parts
	probe *readiness.Probe
}

// Parts are what the function needs from where it runs.
type Parts struct {
	// DB is the database of package orchestration, migrated.
	DB *database.DB
	// Broker takes the failure that closes the attempt.
	Broker event.Sender
	// Log is the service's log; nil is slog.Default.
	Log *slog.Logger
}

// NewWith makes the function of its parts.
func NewWith(p Parts) *Function {
	if p.Log == nil {
		p.Log = slog.Default()
	}
	return &Function{parts: p, probe: readiness.New(p.DB.Write.PingContext)}
}

// Handle takes an undeliverable event: 202 once it is kept, 503 where the broker should send it again.
func (f *Function) Handle(w http.ResponseWriter, r *http.Request) {
	e, err := event.FromRequest(r)
	if err != nil {
		http.Error(w, "not a CloudEvent: "+err.Error(), http.StatusBadRequest)
		return
	}
	if err := f.Process(r.Context(), e); err != nil {
		f.parts.Log.WarnContext(r.Context(), "a dead letter could not be kept and will come again", "type", e.Type(), "id", e.ID(), "error", err)
		http.Error(w, "the dead letters' database does not answer", http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

// Process keeps the event and closes its attempt.
func (f *Function) Process(ctx context.Context, e cloudevents.Event) error {
	why := Reason(e)
	f.parts.Log.WarnContext(ctx, "an event could not be delivered", "type", e.Type(), "id", e.ID(), "code", why.Code, "message", why.Message)
	if err := f.keep(ctx, e, why); err != nil {
		return err
	}
	about, what, ok := event.Type(e.Type()).Split()
	place, err := event.ParsePlace(e.ID())
	if !ok || what != "requested" || err != nil || string(place.Step) != about {
		return nil
	}
	now := time.Now().UTC()
	failed, err := event.NewStep(event.Failed(steps.Name(about)), event.Source("deadletter"), place,
		event.StepFailed{Failure: why, Exhausted: true, Started: now, Finished: now})
	if err != nil {
		return err
	}
	if parent, ok := e.Extensions()[event.TraceParentExtension].(string); ok {
		failed.SetExtension(event.TraceParentExtension, parent)
	}
	return f.parts.Broker.Send(ctx, failed)
}

func (f *Function) keep(ctx context.Context, e cloudevents.Event, why *failure.Failure) error {
	stored, err := json.Marshal(e)
	if err != nil {
		return err
	}
	reason, err := json.Marshal(why)
	if err != nil {
		return err
	}
	_, err = f.parts.DB.Write.ExecContext(ctx, `
INSERT INTO dead_letter (id, type, source, event_id, video, destination, event, reason, status, arrived_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (id) DO UPDATE SET reason = excluded.reason, status = excluded.status, arrived_at = excluded.arrived_at`,
		letterID(e), e.Type(), e.Source(), e.ID(), e.Subject(), extension(e, destinationExtension), string(stored), string(reason), statusOf(e), time.Now().UnixMilli())
	if err != nil {
		return fmt.Errorf("deadletter: %w", err)
	}
	return nil
}

// letterID names an event and who did not take it: a letter that comes again is the same.
func letterID(e cloudevents.Event) string {
	sum := sha256.Sum256([]byte(e.Source() + "\x00" + e.ID() + "\x00" + e.Type() + "\x00" + extension(e, destinationExtension)))
	return hex.EncodeToString(sum[:12])
}
