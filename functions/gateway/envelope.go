package gateway

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
)

// envelope is every answer's form.
type envelope struct {
	Status  int    `json:"status"`
	Message string `json:"message"`
	Data    any    `json:"data"`
}

func (f *Function) answer(w http.ResponseWriter, r *http.Request, status int, message string, data any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(envelope{status, message, data}); err != nil {
		f.parts.Log.DebugContext(r.Context(), "the client went away", "path", r.URL.Path, "error", err)
	}
}

// succeed answers 200.
func (f *Function) succeed(w http.ResponseWriter, r *http.Request, data any) {
	f.answer(w, r, http.StatusOK, "success", data)
}

// fail answers with the failure in err's chain. An error that nobody classified is logged, and its text stays inside.
func (f *Function) fail(w http.ResponseWriter, r *http.Request, err error) {
	var why *failure.Failure
	switch {
	case errors.Is(err, orchestration.ErrNotFound):
		why = failure.New(failure.NotFound, "there is no such video", failure.Hint("GET /api/v1/videos lists the videos that there are"))
	case !errors.As(err, &why):
		why = failure.New(failure.Unavailable, "a part of the service does not answer", failure.Hint("try again; the service's log has the reason"))
	}
	status := why.Code.HTTPStatus()
	if status >= http.StatusInternalServerError {
		f.parts.Log.ErrorContext(r.Context(), "the request failed", "method", r.Method, "path", r.URL.Path, "error", err)
	}
	f.refuse(w, r, status, why)
}

func (f *Function) refuse(w http.ResponseWriter, r *http.Request, status int, why *failure.Failure) {
	document := *why
	if document.Step == "" {
		document.Step = "gateway"
	}
	f.answer(w, r, status, document.Message, &document)
}
