package resilience

import (
	"cmp"
	"time"
)

// Settings are what of a Policy is configured for a kind of provider, each variable with the kind's prefix.
type Settings struct {
	// Timeout is how long one try may take. Default: 2 minutes.
	Timeout time.Duration `env:"TIMEOUT" envDefault:"2m"`
	// Retries is how often a call is made again at once, after a pause of half a second and more. Default: 2.
	Retries int `env:"RETRIES" envDefault:"2"`
	// PerMinute is how many calls a minute may be made with each key; 0 is without limit. Default: 0.
	PerMinute int `env:"PER_MINUTE"`
	// BreakerFailures in a row that are the provider's fault stop the calls with a key for BreakerPause. Default: 5 and 30 seconds.
	BreakerFailures int           `env:"BREAKER_FAILURES" envDefault:"5"`
	BreakerPause    time.Duration `env:"BREAKER_PAUSE" envDefault:"30s"`
}

// Policy is the default one with what is configured.
func (s Settings) Policy() Policy {
	p := Default
	p.Timeout, p.Retries, p.PerMinute = s.Timeout, s.Retries, s.PerMinute
	p.Failures, p.Pause = cmp.Or(s.BreakerFailures, p.Failures), cmp.Or(s.BreakerPause, p.Pause)
	return p
}
