package broker

import (
	"context"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// maxFetch bounds how many deliveries a worker takes from the store at once.
const maxFetch = 64

// run takes deliveries as slots are free, so that none waits in memory while its time at the store runs out.
func (t *trigger) run() {
	ctx := t.server.fetching
	for ctx.Err() == nil {
		free := t.acquire(ctx)
		if free == 0 {
			return
		}
		batch, err := t.consumer.Fetch(free, jetstream.FetchContext(ctx))
		if err != nil {
			t.release(free)
			t.server.o.Log.Error("a trigger cannot read its deliveries", "trigger", t.key, "err", err)
			pause(ctx, time.Second)
			continue
		}
		taken := 0
		for msg := range batch.Messages() {
			if ctx.Err() != nil {
				break // it stays unacknowledged in the store
			}
			taken++
			t.server.workers.Go(func() {
				defer t.release(1)
				t.handle(msg)
			})
		}
		t.release(free - taken)
	}
}

// acquire waits for a free slot and takes with it what else is free. It returns 0 when ctx ends.
func (t *trigger) acquire(ctx context.Context) (n int) {
	select {
	case t.slots <- struct{}{}:
		n = 1
	case <-ctx.Done():
		return 0
	}
	for n < maxFetch {
		select {
		case t.slots <- struct{}{}:
			n++
		default:
			return n
		}
	}
	return n
}

func (t *trigger) release(n int) {
	for range n {
		<-t.slots
	}
}

// pause waits for d or the end of ctx; it tells whether d passed.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
