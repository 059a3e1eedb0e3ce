package configured_test

import (
	"testing"
	"time"

	"github.com/caarlos0/env/v11"

	"github.com/moneyprinter/moneyprinter/shared/resilience"
	"github.com/moneyprinter/moneyprinter/shared/speech/configured"
)

func TestCallsAreConfigured(t *testing.T) {
	for _, want := range []resilience.Settings{
		{Timeout: 2 * time.Minute, Retries: 2, BreakerFailures: 5, BreakerPause: 30 * time.Second},
		{Timeout: time.Second, Retries: 7, PerMinute: 9, BreakerFailures: 3, BreakerPause: time.Hour},
	} {
		if want.PerMinute > 0 {
			for name, value := range map[string]string{"TIMEOUT": "1s", "RETRIES": "7", "PER_MINUTE": "9", "BREAKER_FAILURES": "3", "BREAKER_PAUSE": "1h"} {
				t.Setenv("MONEYPRINTER_TTS_"+name, value)
			}
		}
		c, err := env.ParseAs[configured.Config]()
		if err != nil || c.Calls != want {
			t.Errorf("%+v, want %+v: %v", c.Calls, want, err)
		}
	}
}
