package objecttest

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/blob/object"
	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// testFailures is about a bucket that is missing and keys that are wrong.
func testFailures(t *testing.T, open Open) {
	t.Run("NoBucket", func(t *testing.T) {
		s := open(t, newPlace(t))
		_, err := s.Put(t.Context(), bytes.NewReader(random(1000)), "")
		for operation, err := range map[string]error{"Ready": s.Ready(t.Context()), "Put": err} {
			if f := failure.From(err); !errors.Is(err, object.ErrNoBucket) || f.Code != failure.NotConfigured || f.Hint == "" {
				t.Errorf("%s = %v (%+v)", operation, err, f)
			}
		}
	})
	t.Run("RefusedCredentials", func(t *testing.T) {
		p := provisioned(t, open)
		p.SecretKey = "wrong" + p.SecretKey
		everything(t, open(t, p), failure.NotConfigured)
	})
}

// testUnreachable is about a server that is not there.
func testUnreachable(t *testing.T, open Open) {
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	everything(t, open(t, at(t, closed.URL)), failure.Unavailable)
}

// testErrorAnswers is about a server that answers errors.
func testErrorAnswers(t *testing.T, open Open) {
	var wg sync.WaitGroup
	defer wg.Wait()
	for _, c := range []struct {
		status int
		code   string
		want   failure.Code
	}{
		{http.StatusInternalServerError, "InternalError", failure.Unavailable},
		{http.StatusServiceUnavailable, "SlowDown", failure.Unavailable},
		{http.StatusBadGateway, "", failure.Unavailable},
		{http.StatusTooManyRequests, "TooManyRequests", failure.Unavailable},
		{http.StatusInsufficientStorage, "XMinioStorageFull", failure.DiskFull},
		{http.StatusForbidden, "AccessDenied", failure.NotConfigured},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/xml")
			w.WriteHeader(c.status)
			if c.code != "" && r.Method != http.MethodHead {
				fmt.Fprintf(w, "<Error><Code>%s</Code><Message>no</Message></Error>", c.code)
			}
		}))
		t.Cleanup(server.Close)
		s := open(t, at(t, server.URL))
		wg.Go(func() { everything(t, s, c.want) })
	}
}

// at is a place in a server that is none.
func at(t *testing.T, address string) Place {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return Place{Endpoint: u, Bucket: "bucket", AccessKey: "key", SecretKey: "secret"}
}

// everything checks that each operation fails with the code. They run at once, since a client waits before it tries again.
func everything(t *testing.T, s *object.Store, want failure.Code) {
	d := blob.DigestOf([]byte("any"))
	var wg sync.WaitGroup
	defer wg.Wait()
	for operation, act := range map[string]func() error{
		"Put":       func() error { _, err := s.Put(t.Context(), bytes.NewReader([]byte("any")), ""); return err },
		"Open":      func() error { _, err := s.Open(t.Context(), d); return err },
		"Stat":      func() error { _, err := s.Stat(t.Context(), d); return err },
		"Delete":    func() error { return s.Delete(t.Context(), d) },
		"Ready":     func() error { return s.Ready(t.Context()) },
		"Provision": func() error { return s.Provision(t.Context()) },
	} {
		wg.Go(func() {
			err := act()
			f := failure.From(err)
			if f == nil || f.Code != want || f.Retryable != want.Retryable() || f.Unwrap() == nil {
				t.Errorf("%s = %v (%+v), want %s", operation, err, f, want)
			}
		})
	}
}
