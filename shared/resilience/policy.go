package resilience

import "time"

// Policy says how the calls of a provider are made.
type Policy struct {
	// Timeout is how long one try may take, and after which no retry begins: the call must end before the broker gives the
	// delivery up. 0 sets no limit.
	Timeout time.Duration
	// Retries is how often a call is made again after a failure that may pass. The broker retries too, so it is a small number.
	Retries int
	// Backoff is the pause before the first retry; it doubles up to MaxBackoff, and varies by a quarter either way.
	Backoff, MaxBackoff time.Duration
	// Patience is the longest pause within a call: for a key's limit, and for the time that a provider asks to wait. A longer
	// one is left to the broker.
	Patience time.Duration
	// Failures in a row that are the provider's fault open a key's breaker; after Pause one call finds out whether it works again.
	Failures int
	Pause    time.Duration
	// PerMinute is how many calls a minute may be made with a key; 0 sets no limit.
	PerMinute int
	// Rest is how long a key that was refused, or has no credit left, is passed over. One whose limit is used up is until the
	// time that the provider says, or for MaxBackoff.
	Rest time.Duration
}

// Default is the policy where nothing is configured. It has no timeout and no limit.
var Default = Policy{
	Retries: 2, Backoff: 500 * time.Millisecond, MaxBackoff: 5 * time.Second, Patience: 10 * time.Second,
	Failures: 5, Pause: 30 * time.Second, Rest: time.Minute,
}
