package identity_test

import (
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/identity"
)

// A request has the token that the file holds at the time, and the caller's own request is left as it was.
func TestRenewedToken(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, r.Header.Get("Authorization"))
	}))
	defer server.Close()
	file := filepath.Join(t.TempDir(), "broker")
	client := identity.Client(file)
	for _, token := range []string{"first", "second\n"} {
		if err := os.WriteFile(file, []byte(token), 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL, strings.NewReader("x"))
		if err != nil {
			t.Fatal(err)
		}
		resp, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if want := "Bearer " + strings.TrimSpace(token); string(got) != want || err != nil {
			t.Errorf("the request has %q, want %q, %v", got, want, err)
		}
		if r.Header.Get("Authorization") != "" {
			t.Error("the caller's request was changed")
		}
	}
}

func TestNoToken(t *testing.T) {
	t.Parallel()
	sent := 0
	base := roundTripper(func(r *http.Request) (*http.Response, error) {
		sent++
		if got := r.Header.Get("Authorization"); got != "" {
			t.Errorf("a request to nobody in particular has %q", got)
		}
		return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody}, nil
	})
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	if _, err := (identity.Transport{File: func(*http.Request) string { return "" }, Base: base}).RoundTrip(r); err != nil || sent != 1 {
		t.Errorf("sent %d, %v", sent, err)
	}
	body := &closed{Reader: strings.NewReader("x")}
	r = httptest.NewRequest(http.MethodPost, "/", body)
	missing := filepath.Join(t.TempDir(), "none")
	if _, err := (identity.Transport{File: func(*http.Request) string { return missing }, Base: base}).RoundTrip(r); !errors.Is(err, fs.ErrNotExist) || sent != 1 || !body.is {
		t.Errorf("sent %d without its token, closed %t, %v", sent, body.is, err)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// closed tells whether a body was closed.
type closed struct {
	io.Reader
	is bool
}

func (c *closed) Close() error { c.is = true; return nil }
