package gateway

import (
	"errors"
	"io"
	"net/http"

	"github.com/moneyprinter/moneyprinter/shared/control"
	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// operate adds the operators' routes: how much work there is, hold and release of all or of one owner's, and the dead letters.
func (f *Function) operate(mux *http.ServeMux, w control.Workflow) {
	const letter = "/api/v1/dead-letters/{id}"
	mux.HandleFunc("GET /api/v1/load", f.does(func(r *http.Request) (any, error) { return w.Load(r.Context()) }))
	mux.HandleFunc("POST /api/v1/hold", f.does(func(r *http.Request) (any, error) {
		return f.held(r, w, w.Hold(r.Context(), r.URL.Query().Get("owner")))
	}))
	mux.HandleFunc("POST /api/v1/release", f.does(func(r *http.Request) (any, error) {
		return f.held(r, w, w.Release(r.Context(), r.URL.Query().Get("owner")))
	}))
	mux.HandleFunc("GET /api/v1/dead-letters", f.does(func(r *http.Request) (any, error) {
		q, err := control.ParseLetterQuery(r.URL.Query())
		if err != nil {
			return nil, err
		}
		list, err := w.Letters(r.Context(), q)
		return letters{append([]control.Letter{}, list...)}, err
	}))
	mux.HandleFunc("GET "+letter, f.does(func(r *http.Request) (any, error) { return w.Letter(r.Context(), r.PathValue("id")) }))
	mux.HandleFunc("POST "+letter+"/replay", f.does(func(r *http.Request) (any, error) {
		data, err := newData(r)
		if err == nil {
			err = w.Replay(r.Context(), r.PathValue("id"), data)
		}
		if err != nil {
			return nil, err
		}
		return w.Letter(r.Context(), r.PathValue("id"))
	}))
	mux.HandleFunc("DELETE "+letter, f.does(func(r *http.Request) (any, error) { return nil, w.Discard(r.Context(), r.PathValue("id")) }))
}

// letters is the answer to GET /api/v1/dead-letters, the latest first.
type letters struct {
	Letters []control.Letter `json:"dead_letters"`
}

// does answers with what do returns.
func (f *Function) does(do func(*http.Request) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		document, err := do(r)
		if err != nil {
			f.fail(w, r, err)
			return
		}
		f.succeed(w, r, document)
	}
}

// held returns the load after a hold or release that went well.
func (f *Function) held(r *http.Request, w control.Platform, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return w.Load(r.Context())
}

// newData reads the new data of an event that is replayed; nil where the body is empty.
func newData(r *http.Request) ([]byte, error) {
	data, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, MaxBody))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, failure.Wrap(failure.TooLarge, err, "the event's new data is larger than an event may be")
	case err != nil:
		return nil, failure.Wrap(failure.InvalidInput, err, "the body could not be read")
	case len(data) == 0:
		return nil, nil
	}
	return data, nil
}
