package gateway

import (
	"fmt"
	"net/http"

	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// routed answers what no route takes, 404 or 405, in the envelope too.
func (f *Function) routed(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handler, pattern := mux.Handler(r)
		if pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		var unrouted status
		handler.ServeHTTP(&unrouted, r)
		if allowed := unrouted.Header().Get("Allow"); unrouted.code == http.StatusMethodNotAllowed {
			w.Header().Set("Allow", allowed)
			f.refuse(w, r, unrouted.code, failure.New(failure.InvalidInput, fmt.Sprintf("%s does not take %s, only %s", r.URL.Path, r.Method, allowed)))
			return
		}
		f.fail(w, r, failure.New(failure.NotFound, "there is nothing at "+r.URL.Path, failure.Hint("GET / names the addresses")))
	})
}

// crossOrigin answers a browser's request that another site caused.
func (f *Function) crossOrigin(w http.ResponseWriter, r *http.Request) {
	f.refuse(w, r, http.StatusForbidden, failure.New(failure.Unauthorized, "a page of another site may not send this request", failure.Hint("call the API from its own origin or from a program that is no browser")))
}

// status is a ResponseWriter that keeps the status and the header of an answer.
type status struct {
	code   int
	header http.Header
}

func (s *status) Header() http.Header {
	if s.header == nil {
		s.header = http.Header{}
	}
	return s.header
}

func (s *status) Write(b []byte) (int, error) { return len(b), nil }

func (s *status) WriteHeader(code int) { s.code = code }
