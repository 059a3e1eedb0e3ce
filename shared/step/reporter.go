package step

import (
	"context"
	"math"
	"sync"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/progress"
)

// reporter thins a step's progress out to a few reports a second and sends them off the step's own path.
type reporter struct {
	out   progress.Publisher
	place event.Place
	next  chan float64
	done  sync.WaitGroup
}

func newReporter(out progress.Publisher, place event.Place) *reporter {
	r := &reporter{out: out, place: place, next: make(chan float64, 1)}
	r.done.Go(r.send)
	return r
}

// report takes the latest value and drops the one before where it was not sent yet.
func (r *reporter) report(done float64) {
	if math.IsNaN(done) {
		return
	}
	done = min(max(done, 0), 1)
	for {
		select {
		case r.next <- done:
			return
		default:
		}
		select {
		case <-r.next:
		default:
		}
	}
}

func (r *reporter) send() {
	const pause = 200 * time.Millisecond
	var last time.Time
	for done := range r.next {
		if time.Since(last) < pause && done < 1 {
			continue
		}
		last = time.Now()
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		r.out.Publish(ctx, progress.Report{Place: r.place, Done: done})
		cancel()
	}
}

// close waits for the last report to be sent.
func (r *reporter) close() {
	close(r.next)
	r.done.Wait()
}
