package step

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/readiness"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Handler is a step behind HTTP, as a Knative trigger or a Job calls it.
type Handler struct {
	name  steps.Name
	parts Parts
	ttl   time.Duration
	probe *readiness.Probe
	// earlier has what was decided in deliveries that will come again.
	earlier *earlier
	// run decodes the input, runs the step's function, and encodes its output.
	run func(ctx context.Context, w *Work, input json.RawMessage) (any, error)
}

// Option changes a handler while it is made.
type Option func(*Handler)

// Remember sets how long a result is reused; without it, for ever.
func Remember(ttl time.Duration) Option { return func(h *Handler) { h.ttl = ttl } }

// New makes the step named name of its function and parts.
func New[In, Out any](name steps.Name, f Func[In, Out], parts Parts, options ...Option) *Handler {
	h := &Handler{name: name, parts: parts.withDefaults(), earlier: newEarlier()}
	h.probe = readiness.New(h.parts.Ready)
	for _, o := range options {
		o(h)
	}
	h.run = func(ctx context.Context, w *Work, input json.RawMessage) (any, error) {
		var in In
		if err := json.Unmarshal(input, &in); err != nil {
			return nil, failure.Wrap(failure.InvalidInput, err, "the step's input is not what its schema says: "+err.Error())
		}
		return f(ctx, w, in)
	}
	return h
}

// Handle takes a step's request. It answers with the result event; with an empty 202 where another attempt is doing the
// work and will answer; and with the failure and a status that makes the broker try again where trying again may help.
func (h *Handler) Handle(w http.ResponseWriter, r *http.Request) {
	liftDeadlines(w)
	e, err := event.FromRequest(r)
	if err != nil {
		refuse(w, http.StatusBadRequest, failure.Wrap(failure.InvalidInput, err, "the request is not a CloudEvent: "+err.Error(), failure.Step(string(h.name))))
		return
	}
	reply, err := h.Process(r.Context(), e)
	switch {
	case err != nil:
		f := failure.From(err)
		status := http.StatusServiceUnavailable
		if !f.Retryable {
			status = http.StatusBadRequest
		}
		refuse(w, status, f)
	case reply == nil:
		w.WriteHeader(http.StatusAccepted)
	default:
		if err := event.WriteResponse(r.Context(), w, *reply); err != nil {
			h.parts.Log.WarnContext(r.Context(), "the reply could not be written", "error", err)
		}
	}
}

// liftDeadlines removes the thirty seconds that func's middleware gives a request: how long a step may take is its
// trigger's and its own business.
func liftDeadlines(w http.ResponseWriter) {
	c := http.NewResponseController(w)
	// A writer without deadlines, as the one-machine runtime has, has nothing to lift.
	_ = c.SetReadDeadline(time.Time{})
	_ = c.SetWriteDeadline(time.Time{})
}

// maxRefusal is the longest error body in bytes: Knative 0.50 hands it on to the dead letter sink in base64, and its
// dispatcher panics where that comes to more than 1,024 bytes.
const maxRefusal = 768

// refuse answers with a failure, its hint and message shortened until the body is small enough.
func refuse(w http.ResponseWriter, status int, f *failure.Failure) {
	short := *f
	b, _ := json.Marshal(short)
	for len(b) > maxRefusal && (short.Hint != "" || short.Message != "") {
		if short.Hint != "" {
			short.Hint = half(short.Hint)
		} else {
			short.Message = half(short.Message)
		}
		b, _ = json.Marshal(short)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	w.Write(b)
}

// half returns the first half of a text's characters.
func half(s string) string {
	r := []rune(s)
	if len(r) < 8 {
		return ""
	}
	return string(r[:len(r)/2]) + "…"
}
