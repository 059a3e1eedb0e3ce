// Package readiness answers readiness probes from a memory of seconds. Knative probes a starting pod twenty times a second and
// hangs up on slow answers; a question to the database at each probe, cancelled half way, would be a storm of connections.
package readiness

import (
	"context"
	"sync"
	"time"
)

const (
	// readyFor and unreadyFor are how long an answer holds.
	readyFor, unreadyFor = 5 * time.Second, time.Second
	// limit is how long a check may take, whoever has hung up meanwhile.
	limit = 5 * time.Second
)

// Probe asks one check at a time and remembers its answer.
type Probe struct {
	check func(context.Context) error

	mu    sync.Mutex
	until time.Time
	err   error
	// running is closed when the check under way ends; nil where there is none.
	running chan struct{}
}

// New makes a probe of a check that returns nil where all that is needed answers.
func New(check func(context.Context) error) *Probe { return &Probe{check: check} }

// Ready is the form that func's middleware asks in: whether requests can be served, and why not.
func (p *Probe) Ready(ctx context.Context) (bool, error) {
	p.mu.Lock()
	if time.Now().Before(p.until) {
		defer p.mu.Unlock()
		return p.err == nil, p.err
	}
	if p.running == nil {
		p.running = make(chan struct{})
		go p.run(p.running)
	}
	running := p.running
	p.mu.Unlock()
	select {
	case <-ctx.Done():
		return false, context.Cause(ctx)
	case <-running:
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.err == nil, p.err
}

func (p *Probe) run(ended chan struct{}) {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	err := p.check(ctx)
	life := readyFor
	if err != nil {
		life = unreadyFor
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.err, p.until, p.running = err, time.Now().Add(life), nil
	close(ended)
}
