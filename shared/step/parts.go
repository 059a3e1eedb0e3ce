package step

import (
	"context"
	"log/slog"
	"os"

	"github.com/google/uuid"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/ledger"
	"github.com/moneyprinter/moneyprinter/shared/progress"
	"github.com/moneyprinter/moneyprinter/shared/ratelimit"
)

// Parts are what every step needs from where it runs.
type Parts struct {
	Blobs  blob.Store
	Ledger ledger.Ledger
	// Broker takes the answers to waiters, and a Job's result.
	Broker event.Sender
	// Progress takes reports; nil drops them.
	Progress progress.Publisher
	// Limiter counts the calls that are made with each key of a provider; nil counts those of this process alone.
	Limiter ratelimit.Limiter
	// Log is the service's log; nil is slog.Default.
	Log *slog.Logger
	// Incarnation names this process.
	Incarnation ledger.Incarnation
	// Ready tells whether what the step needs answers; nil is yes.
	Ready func(context.Context) error
	// Scratch is the folder for temporary files; empty is the system's.
	Scratch string
}

// NewIncarnation names this life of the process that instance stands for.
func NewIncarnation(instance string) ledger.Incarnation {
	return ledger.Incarnation{Instance: instance, Boot: uuid.NewString()}
}

// Hostname is the instance of a pod: Kubernetes gives each its own host name.
func Hostname() string {
	name, err := os.Hostname()
	if err != nil {
		return uuid.NewString()
	}
	return name
}

func (p Parts) withDefaults() Parts {
	if p.Progress == nil {
		p.Progress = progress.Discard
	}
	if p.Ready == nil {
		p.Ready = func(context.Context) error { return nil }
	}
	if p.Log == nil {
		p.Log = slog.Default()
	}
	return p
}
