// Package progress carries how far running steps are to whoever watches. Progress is news, not state: it may be lost, and
// nothing depends on it.
package progress

import (
	"context"

	"github.com/moneyprinter/moneyprinter/shared/event"
)

// Report is how much of an attempt is done.
type Report struct {
	event.Place
	// Done is from 0 to 1.
	Done float64 `json:"done"`
}

// Publisher takes reports. Publish never blocks for long and has no error: a report that cannot be sent is dropped.
type Publisher interface {
	Publish(ctx context.Context, r Report)
}

// Discard is a Publisher that drops everything.
var Discard Publisher = discard{}

type discard struct{}

func (discard) Publish(context.Context, Report) {}
