package objecttest

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"testing"
)

// proxy stands between the client under test and the server, notes what passes and lets a test meddle with it.
type proxy struct {
	// request and response may change what passes; they are set before the first request.
	request  func(*http.Request)
	response func(*http.Response) error

	mu   sync.Mutex
	seen []string
	// sent counts the bytes of request bodies.
	sent int64
}

// start puts the proxy in front of a place and returns the place as it is reached through it.
func (p *proxy) start(t *testing.T, place Place) Place {
	t.Helper()
	target := place.Endpoint
	server := httptest.NewServer(&httputil.ReverseProxy{
		// The signature covers the host by which the client called, so it stays.
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL.Scheme, r.Out.URL.Host = target.Scheme, target.Host
			p.note(r.Out)
			if p.request != nil {
				p.request(r.Out)
			}
		},
		ModifyResponse: func(r *http.Response) error {
			if p.response != nil {
				return p.response(r)
			}
			return nil
		},
		ErrorLog: log.New(io.Discard, "", 0),
	})
	t.Cleanup(server.Close)
	u, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	place.Endpoint = u
	return place
}

func (p *proxy) note(r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	name := r.Method
	if part := r.Header.Get("Range"); part != "" {
		name += " " + part
	}
	p.seen = append(p.seen, name)
	p.sent += max(0, r.ContentLength)
}

// take returns what passed since the last time.
func (p *proxy) take() (seen []string, sent int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	seen, sent = p.seen, p.sent
	p.seen, p.sent = nil, 0
	return seen, sent
}
