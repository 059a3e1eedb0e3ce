package broker

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
)

// Network is an http.RoundTripper that calls the handlers of this process by their host name, without sockets, and
// leaves every other host to a real transport. It is what a cluster's DNS is to functions: the same URLs work.
//
// A handler that panics answers 500. A request whose context ends returns at once; the handler sees its context end, as
// it does when a client hangs up.
type Network struct {
	hosts map[string]http.Handler
	other http.RoundTripper
	// maxBody is the largest answer of a handler in bytes.
	maxBody int
}

// NewNetwork makes a network of handlers by host name. other is nil for http.DefaultTransport.
func NewNetwork(hosts map[string]http.Handler, other http.RoundTripper) *Network {
	if other == nil {
		other = http.DefaultTransport
	}
	return &Network{hosts: hosts, other: other, maxBody: 8 << 20}
}

var _ http.RoundTripper = (*Network)(nil)

// RoundTrip implements http.RoundTripper.
func (n *Network) RoundTrip(r *http.Request) (*http.Response, error) {
	h, ok := n.hosts[r.URL.Host]
	if !ok {
		return n.other.RoundTrip(r)
	}
	ctx := r.Context()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	answer := make(chan *http.Response, 1)
	go func() {
		w := &recorder{header: http.Header{}, limit: n.maxBody}
		defer func() {
			if p := recover(); p != nil {
				slog.ErrorContext(ctx, "a handler panicked", "host", r.URL.Host, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
				w = &recorder{header: http.Header{}, status: http.StatusInternalServerError}
			}
			if r.Body != nil {
				r.Body.Close()
			}
			answer <- w.response(r)
		}()
		h.ServeHTTP(w, serverRequest(r))
	}()
	select {
	case resp := <-answer:
		return resp, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// serverRequest is r as a server sees it.
func serverRequest(r *http.Request) *http.Request {
	s := r.Clone(r.Context())
	s.RequestURI = r.URL.RequestURI()
	if s.Host == "" {
		s.Host = r.URL.Host
	}
	s.URL.Scheme, s.URL.Host = "", ""
	s.RemoteAddr = "in-process"
	if s.Body == nil {
		s.Body = http.NoBody
	}
	return s
}
