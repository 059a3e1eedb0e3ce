package openaiapi

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// A connection that times out without a limit of ours is no answer "within 0s".
func TestTimeoutWithoutALimit(t *testing.T) {
	t.Parallel()
	for limit, want := range map[time.Duration]string{0: "did not answer in time", 5 * time.Second: "did not answer within 5s"} {
		c, err := New(Config{Provider: "test", BaseURL: "http://host.test/v1", Timeout: limit})
		if err != nil {
			t.Fatal(err)
		}
		f := failure.From(c.Failure(t.Context(), context.DeadlineExceeded))
		if f.Code != failure.Timeout || !strings.HasSuffix(f.Message, want) {
			t.Errorf("limit %s: %s %q, want %q", limit, f.Code, f.Message, want)
		}
	}
}
