// Package identity shows Knative Eventing who a function is, where it asks (authentication-oidc): a request carries the token
// of the function's service account, made out to the one whom it is for.
//
// Kubernetes puts a token for each audience into a file and renews it there, so it is read anew each time.
package identity

import (
	"fmt"
	"net/http"
	"os"
	"strings"
)

// Transport puts a token on requests.
type Transport struct {
	// File names the file with the token for a request; empty sends it without one.
	File func(*http.Request) string
	// Base sends the request; nil is http.DefaultTransport.
	Base http.RoundTripper
}

var _ http.RoundTripper = Transport{}

// RoundTrip implements http.RoundTripper. A token that cannot be read is an error: without one the request would be refused
// with less reason given.
func (t Transport) RoundTrip(r *http.Request) (*http.Response, error) {
	base := t.Base
	if base == nil {
		base = http.DefaultTransport
	}
	file := t.File(r)
	if file == "" {
		return base.RoundTrip(r)
	}
	token, err := os.ReadFile(file)
	if err != nil {
		if r.Body != nil {
			r.Body.Close() // a RoundTripper's duty, also where it fails
		}
		return nil, fmt.Errorf("identity: %w", err)
	}
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+strings.TrimSpace(string(token)))
	return base.RoundTrip(r)
}

// Client returns a client whose requests carry the token of the file.
func Client(file string) *http.Client {
	return &http.Client{Transport: Transport{File: func(*http.Request) string { return file }}}
}
