package openaiapi

import (
	"net/http"
	"testing"
	"time"
)

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for name, c := range map[string]struct {
		header, value string
		want          time.Duration
	}{
		"none":           {"X", "", 0},
		"seconds":        {"Retry-After", " 20 ", 20 * time.Second},
		"fractions":      {"Retry-After", "0.5", 500 * time.Millisecond},
		"milliseconds":   {"Retry-After-Ms", "1500", 1500 * time.Millisecond},
		"a date":         {"Retry-After", "Fri, 02 Jan 2026 03:04:35 GMT", 30 * time.Second},
		"a date gone by": {"Retry-After", "Fri, 02 Jan 2026 03:04:00 GMT", 0},
		"negative":       {"Retry-After", "-3", 0},
		"no number":      {"Retry-After", "NaN", 0},
		"for ever":       {"Retry-After", "1e300", 24 * time.Hour},
		"a far date":     {"Retry-After", "Fri, 02 Jan 2099 03:04:35 GMT", 24 * time.Hour},
		"words":          {"Retry-After", "later", 0},
	} {
		h := http.Header{}
		h.Set(c.header, c.value)
		if got := retryAfter(h, now); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
