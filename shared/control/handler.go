package control

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"

	"go.opentelemetry.io/otel/trace"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/telemetry"
)

// Handler serves the routes.
func Handler(v Videos, log *slog.Logger) http.Handler {
	h := handler{log}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /videos/{id}/cancel", h.of("cancel", v.Cancel))
	mux.HandleFunc("DELETE /videos/{id}", h.of("delete", v.Delete))
	return mux
}

type handler struct{ log *slog.Logger }

// of answers a request with what change makes of its video.
func (h handler) of(name string, change func(ctx context.Context, owner, id string) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, span := telemetry.Tracer().Start(telemetry.WithParent(r.Context(), r.Header.Get("Traceparent")), "workflow "+name, trace.WithSpanKind(trace.SpanKindServer))
		defer span.End()
		owner := r.URL.Query().Get("owner")
		err := error(failure.New(failure.InvalidInput, "the query names no owner"))
		if owner != "" {
			err = change(ctx, owner, r.PathValue("id"))
		}
		if err != nil {
			h.fail(w, r, err)
			return
		}
		w.WriteHeader(http.StatusNoContent)
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
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(document.Code.HTTPStatus())
	if err := json.NewEncoder(w).Encode(&document); err != nil {
		h.log.DebugContext(r.Context(), "the client went away", "path", r.URL.Path, "error", err)
	}
}

// step is what failed, where the failure does not say it.
const step = "workflow"
