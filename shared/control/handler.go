package control

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"

	"go.opentelemetry.io/otel/trace"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/telemetry"
)

const (
	// step is what failed, where the failure does not say it.
	step = "workflow"
	// letters is the path of the dead letters.
	letters = "dead-letters"
	// maxBody is the longest new data of an event in bytes.
	maxBody = 1 << 20
)

// Handler serves the routes.
func Handler(v Workflow, log *slog.Logger) http.Handler {
	h := handler{log}
	mux := http.NewServeMux()
	for name, change := range map[string]func(ctx context.Context, owner, id string) error{"cancel": v.Cancel, "retry": v.Retry, "pause": v.Pause, "resume": v.Resume} {
		mux.HandleFunc("POST /videos/{id}/"+name, h.video(name, change))
	}
	mux.HandleFunc("DELETE /videos/{id}", h.video("delete", v.Delete))
	mux.HandleFunc("POST /hold", h.answer("hold", func(r *http.Request) (any, error) { return nil, v.Hold(r.Context(), r.URL.Query().Get("owner")) }))
	mux.HandleFunc("POST /release", h.answer("release", func(r *http.Request) (any, error) { return nil, v.Release(r.Context(), r.URL.Query().Get("owner")) }))
	mux.HandleFunc("GET /load", h.answer("load", func(r *http.Request) (any, error) { return v.Load(r.Context()) }))
	mux.HandleFunc("GET /"+letters, h.answer("dead letters", func(r *http.Request) (any, error) {
		q, err := ParseLetterQuery(r.URL.Query())
		if err != nil {
			return nil, err
		}
		list, err := v.Letters(r.Context(), q)
		if list == nil {
			list = []Letter{}
		}
		return list, err
	}))
	mux.HandleFunc("GET /"+letters+"/{id}", h.answer("dead letter", func(r *http.Request) (any, error) { return v.Letter(r.Context(), r.PathValue("id")) }))
	mux.HandleFunc("POST /"+letters+"/{id}/replay", h.answer("replay", func(r *http.Request) (any, error) {
		data, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, maxBody))
		if err != nil {
			return nil, failure.Wrap(failure.InvalidInput, err, "the event's new data cannot be read")
		}
		if len(data) == 0 {
			data = nil
		}
		return nil, v.Replay(r.Context(), r.PathValue("id"), data)
	}))
	mux.HandleFunc("DELETE /"+letters+"/{id}", h.answer("discard", func(r *http.Request) (any, error) { return nil, v.Discard(r.Context(), r.PathValue("id")) }))
	return mux
}

type handler struct{ log *slog.Logger }

// video answers a request with what change makes of its video.
func (h handler) video(name string, change func(ctx context.Context, owner, id string) error) http.HandlerFunc {
	return h.answer(name, func(r *http.Request) (any, error) {
		owner := r.URL.Query().Get("owner")
		if owner == "" {
			return nil, failure.New(failure.InvalidInput, "the query names no owner")
		}
		return nil, change(r.Context(), owner, r.PathValue("id"))
	})
}

// answer answers with what do returns: 204 for nothing.
func (h handler) answer(name string, do func(*http.Request) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, span := telemetry.Tracer().Start(telemetry.WithParent(r.Context(), r.Header.Get("Traceparent")), "workflow "+name, trace.WithSpanKind(trace.SpanKindServer))
		defer span.End()
		document, err := do(r.WithContext(ctx))
		if err != nil {
			h.fail(w, r, err)
			return
		}
		if document == nil {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		h.write(w, r, http.StatusOK, document)
	}
}

// fail answers with the failure in err's chain. An error that nobody classified is logged, and its text stays inside.
func (h handler) fail(w http.ResponseWriter, r *http.Request, err error) {
	var why *failure.Failure
	if !errors.As(err, &why) {
		h.log.ErrorContext(r.Context(), "the request failed", "method", r.Method, "path", r.URL.Path, "error", err)
		why = failure.New(failure.Unavailable, "the workflow's database does not answer", failure.Hint("try again; the service's log has the reason"))
	}
	document := *why
	if document.Step == "" {
		document.Step = step
	}
	h.write(w, r, document.Code.HTTPStatus(), &document)
}

func (h handler) write(w http.ResponseWriter, r *http.Request, status int, document any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(document); err != nil {
		h.log.DebugContext(r.Context(), "the client went away", "path", r.URL.Path, "error", err)
	}
}
