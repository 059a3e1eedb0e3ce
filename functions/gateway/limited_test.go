package gateway_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/functions/gateway"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/orchestration/orchestrationtest"
	"github.com/moneyprinter/moneyprinter/shared/ratelimit"
)

func TestAClientThatWritesTooOften(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_800_000_000, 0)
	b := serve(t, gateway.Parts{
		Store: orchestrationtest.Open(t), Limits: gateway.Limits{Writes: 2},
		Limiter: ratelimit.NewMemory(10, func() time.Time { return now }),
	})
	headers := func(a answer) map[string]string {
		h := map[string]string{}
		for _, name := range []string{"RateLimit", "RateLimit-Policy", "Retry-After"} {
			if v := a.header.Get(name); v != "" {
				h[name] = v
			}
		}
		return h
	}
	const policy = `"writes";q=2;w=60`
	for i, c := range []struct {
		method  string
		pass    time.Duration
		status  int
		headers map[string]string
	}{
		{"GET", 0, 404, map[string]string{}},
		{"POST", 0, 404, map[string]string{"RateLimit": `"writes";r=1;t=30`, "RateLimit-Policy": policy}},
		{"DELETE", 0, 404, map[string]string{"RateLimit": `"writes";r=0;t=60`, "RateLimit-Policy": policy}},
		{"PUT", 500 * time.Millisecond, 429, map[string]string{"RateLimit": `"writes";r=0;t=30`, "RateLimit-Policy": policy, "Retry-After": "30"}},
		{"POST", 29499 * time.Millisecond, 429, map[string]string{"RateLimit": `"writes";r=0;t=1`, "RateLimit-Policy": policy, "Retry-After": "1"}},
		{"GET", 0, 404, map[string]string{}},
		{"POST", time.Millisecond, 404, map[string]string{"RateLimit": `"writes";r=0;t=60`, "RateLimit-Policy": policy}},
	} {
		now = now.Add(c.pass)
		a := b.do(t, c.method, "/nowhere", "")
		why := data[failure.Failure](t, a, c.status)
		if diff := cmp.Diff(c.headers, headers(a)); diff != "" {
			t.Errorf("request %d (-want +got):\n%s", i, diff)
		}
		if c.status == 429 && (why.Code != failure.RateLimited || !why.Retryable || !strings.Contains(why.Hint, c.headers["Retry-After"]+" s") || why.Step != "gateway") {
			t.Errorf("request %d: %+v", i, why)
		}
	}
}

func TestWithoutALimitNobodyIsRefused(t *testing.T) {
	t.Parallel()
	b := serve(t, gateway.Parts{Store: orchestrationtest.Open(t)})
	for range 100 {
		if a := b.do(t, "POST", "/nowhere", ""); a.code != 404 || a.header.Get("RateLimit") != "" {
			t.Fatalf("%+v", a)
		}
	}
}

// down is a limiter whose server does not answer.
type down struct{}

func (down) Allow(context.Context, string, ratelimit.Limit) (ratelimit.Decision, error) {
	return ratelimit.Decision{}, errors.New("no answer")
}

func TestALimiterThatIsDownLetsRequestsPass(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	f := gateway.NewWith(gateway.Parts{Store: orchestrationtest.Open(t), Limits: gateway.Limits{Writes: 1}, Limiter: down{}, Log: slog.New(slog.NewTextHandler(&log, nil))})
	for range 3 {
		w := httptest.NewRecorder()
		f.Handle(w, httptest.NewRequest(http.MethodPost, "/nowhere", nil))
		if w.Code != 404 || w.Header().Get("RateLimit") != "" {
			t.Fatalf("%d %v", w.Code, w.Header())
		}
	}
	if n := strings.Count(log.String(), "level=WARN"); n != 3 {
		t.Errorf("%d warnings:\n%s", n, log.String())
	}
}

// keys is a limiter that notes whom it was asked about.
type keys struct{ asked []string }

func (k *keys) Allow(_ context.Context, key string, _ ratelimit.Limit) (ratelimit.Decision, error) {
	k.asked = append(k.asked, key)
	return ratelimit.Decision{Allowed: true}, nil
}

func TestWhomARequestIsCountedFor(t *testing.T) {
	t.Parallel()
	store := orchestrationtest.Open(t)
	for name, c := range map[string]struct {
		owner, remote string
		forwarded     []string
		want          string
	}{
		"an owner":                          {"o", "192.0.2.1:1", nil, "owner/o"},
		"an address":                        {"", "192.0.2.1:1", nil, "address/192.0.2.1"},
		"a network of version 6":            {"", "[2001:db8:1:2:3:4:5:6]:1", nil, "address/2001:db8:1:2::/64"},
		"version 4 in version 6":            {"", "[::ffff:192.0.2.1]:1", nil, "address/192.0.2.1"},
		"a stranger is not believed":        {"", "192.0.2.1:1", []string{"198.51.100.9"}, "address/192.0.2.1"},
		"a proxy is believed":               {"", "10.0.0.1:1", []string{"198.51.100.9"}, "address/198.51.100.9"},
		"two proxies are believed":          {"", "127.0.0.1:1", []string{"198.51.100.9, 10.2.3.4"}, "address/198.51.100.9"},
		"in two fields too":                 {"", "127.0.0.1:1", []string{"198.51.100.9", "10.2.3.4"}, "address/198.51.100.9"},
		"what a stranger wrote is not":      {"", "10.0.0.1:1", []string{"203.0.113.5, 198.51.100.9"}, "address/198.51.100.9"},
		"nonsense ends the way":             {"", "10.0.0.1:1", []string{"198.51.100.9, unknown"}, "address/10.0.0.1"},
		"only proxies":                      {"", "10.0.0.1:1", []string{"10.2.3.4"}, "address/10.2.3.4"},
		"a proxy that says nothing of whom": {"", "10.0.0.1:1", nil, "address/10.0.0.1"},
		"a connection without an address":   {"", "@", nil, "address/@"},
	} {
		t.Run(name, func(t *testing.T) {
			var limiter keys
			f := gateway.NewWith(gateway.Parts{
				Store: store, Limiter: &limiter, Log: slog.New(slog.DiscardHandler),
				Limits: gateway.Limits{Writes: 1, Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("127.0.0.0/8")}},
				Owner: func(*http.Request) string {
					if c.owner == "" {
						return orchestration.LocalOwner
					}
					return c.owner
				},
			})
			r := httptest.NewRequest(http.MethodPost, "/nowhere", nil)
			r.RemoteAddr = c.remote
			for _, field := range c.forwarded {
				r.Header.Add("X-Forwarded-For", field)
			}
			f.Handle(httptest.NewRecorder(), r)
			if diff := cmp.Diff([]string{"writes/" + c.want}, limiter.asked); diff != "" {
				t.Error(diff)
			}
		})
	}
}
