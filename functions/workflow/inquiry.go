package workflow

import (
	"slices"
	"sync"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/event"
)

// inquiries remembers when the Jobs of open requests were asked about, so that a thousand Jobs are not a thousand questions
// at every event. It is one replica's own: what is forgotten with it is asked again.
type inquiries struct {
	mu   sync.Mutex
	open map[event.Place]*inquiry
}

// inquiry is what is remembered of one request.
type inquiry struct {
	asked time.Time
	// complete is when its Job was first seen complete; zero where it was not.
	complete time.Time
}

// next chooses whom to ask now: of all open requests those that were not asked for a while, who waits longest first, at
// most so many. It forgets what is no longer open.
func (q *inquiries) next(open []event.Place, now time.Time, most int) []event.Place {
	q.mu.Lock()
	defer q.mu.Unlock()
	known := q.open
	q.open = make(map[event.Place]*inquiry, len(open))
	var due []event.Place
	for _, p := range open {
		one := known[p]
		if one == nil {
			one = &inquiry{}
		}
		q.open[p] = one
		if now.Sub(one.asked) >= askPause {
			due = append(due, p)
		}
	}
	slices.SortStableFunc(due, func(a, b event.Place) int { return q.open[a].asked.Compare(q.open[b].asked) })
	due = due[:min(len(due), most)]
	for _, p := range due {
		q.open[p].asked = now
	}
	return due
}

// complete notes that a Job was seen complete and returns for how long it has been known.
func (q *inquiries) complete(p event.Place, now time.Time) time.Duration {
	q.mu.Lock()
	defer q.mu.Unlock()
	one := q.open[p]
	if one == nil {
		return 0 // another sweep has seen its request answered
	}
	if one.complete.IsZero() {
		one.complete = now
	}
	return now.Sub(one.complete)
}
