package broker

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestNetworkCallsHandlers(t *testing.T) {
	t.Parallel()
	n := NewNetwork(map[string]http.Handler{"echo.test": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// A step lifts its deadlines, whether or not there is a connection.
		c := http.NewResponseController(w)
		if err := errors.Join(c.SetReadDeadline(time.Time{}), c.SetWriteDeadline(time.Time{})); err != nil {
			t.Error(err)
		}
		b, _ := io.ReadAll(r.Body)
		w.Header().Set("X-Seen", strings.Join([]string{r.Method, r.Host, r.URL.Path, r.RequestURI, r.Header.Get("X-Asked")}, " "))
		w.WriteHeader(http.StatusCreated)
		w.Header().Set("X-Late", "is not sent")
		_, _ = w.Write(b)
	})}, nil)
	req, _ := http.NewRequest(http.MethodPost, "http://echo.test/a/b?c=d", strings.NewReader("body"))
	req.Header.Set("X-Asked", "x")
	resp, err := (&http.Client{Transport: n}).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	b, _ := io.ReadAll(resp.Body)
	if resp.StatusCode != 201 || string(b) != "body" || resp.Header.Get("X-Seen") != "POST echo.test /a/b /a/b?c=d x" || resp.Header.Get("X-Late") != "" {
		t.Errorf("%s %q %v", resp.Status, b, resp.Header)
	}
}

func TestNetworkLeavesOtherHostsToTheTransport(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) }))
	defer server.Close()
	other := &http.Transport{}
	defer other.CloseIdleConnections()
	resp, err := (&http.Client{Transport: NewNetwork(nil, other)}).Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusTeapot {
		t.Errorf("%s", resp.Status)
	}
}

func TestNetworkFailures(t *testing.T) {
	t.Parallel()
	ended := make(chan error, 1)
	n := NewNetwork(map[string]http.Handler{
		"panics": http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "half an ans")
			panic("a defect")
		}),
		"hangs": http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			<-r.Context().Done()
			ended <- r.Context().Err()
		}),
		"floods": http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			for {
				if _, err := io.WriteString(w, strings.Repeat("x", 1<<20)); err != nil {
					ended <- err
					return
				}
			}
		}),
	}, nil)
	client := &http.Client{Transport: n}
	resp, err := client.Get("http://panics/")
	if err != nil || resp.StatusCode != 500 {
		t.Errorf("a panic: %v, %v", resp, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	req, _ := http.NewRequestWithContext(ctx, http.MethodGet, "http://hangs/", nil)
	if _, err := client.Do(req); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a handler that hangs: %v", err)
	}
	if err := <-ended; !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the handler's own context: %v", err)
	}
	if _, err := client.Get("http://floods/"); err != nil {
		t.Errorf("a handler that floods: %v", err)
	}
	if err := <-ended; !errors.Is(err, errTooLong) {
		t.Errorf("the flooding handler's write: %v", err)
	}
}
