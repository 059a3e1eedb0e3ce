package gateway

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/ratelimit"
)

// limited answers 429 (RFC 6585, section 4) to a client that writes more often than it may. A limiter that does not answer lets
// requests pass.
//
// Every answer to a write tells how the client stands, in the fields RateLimit-Policy and RateLimit of
// draft-ietf-httpapi-ratelimit-headers-10: the quota q in a window of w seconds; the requests r that remain, until the quota is
// whole again in t seconds. A refusal has Retry-After (RFC 9110, section 10.2.3), and t is the same time, as the draft asks.
func (f *Function) limited(next http.Handler) http.Handler {
	if f.parts.Limits.Writes <= 0 {
		return next
	}
	limit := ratelimit.PerMinute(f.parts.Limits.Writes)
	policy := fmt.Sprintf(`"writes";q=%d;w=%d`, limit.Burst, seconds(limit.Period))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.Method {
		case http.MethodGet, http.MethodHead, http.MethodOptions:
			next.ServeHTTP(w, r)
			return
		}
		d, err := f.parts.Limiter.Allow(r.Context(), "writes/"+f.client(r), limit)
		if err != nil {
			f.parts.Log.WarnContext(r.Context(), "the limit of requests is not known, and the request passes", "error", err)
			next.ServeHTTP(w, r)
			return
		}
		reset := seconds(d.ResetAfter)
		if !d.Allowed {
			reset = max(seconds(d.RetryAfter), 1)
		}
		w.Header().Set("RateLimit-Policy", policy)
		w.Header().Set("RateLimit", fmt.Sprintf(`"writes";r=%d;t=%d`, d.Remaining, reset))
		if d.Allowed {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Retry-After", strconv.Itoa(reset))
		f.fail(w, r, failure.New(failure.RateLimited, fmt.Sprintf("more than %d requests in a minute", limit.Rate), failure.Hint("try again in %d s", reset)))
	})
}

// seconds are whole seconds, rounded up: who waits for them has waited long enough.
func seconds(d time.Duration) int { return int(math.Ceil(d.Seconds())) }
