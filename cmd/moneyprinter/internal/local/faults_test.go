package local_test

import (
	"context"
	"os"
	"strings"
	"time"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/local"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/ledger"
)

// The variables of a process that is to be killed: the point at which it stops, and the file in which it says that it is there.
const (
	pointVariable  = "TEST_POINT"
	markerVariable = "TEST_MARKER"
)

// at stops this process for ever where it is the point at which it is to be killed, and says so.
func at(point string) {
	if os.Getenv(pointVariable) != point {
		return
	}
	if err := os.WriteFile(os.Getenv(markerVariable), []byte(point), 0o600); err != nil {
		panic(err)
	}
	select {} // until the test kills this process
}

// faulty decorates ledger and broker with the points.
func faulty(o local.Options) local.Options {
	o.Decorate.Ledger = func(l ledger.Ledger) ledger.Ledger { return faultyLedger{l} }
	o.Decorate.Broker = func(s event.Sender) event.Sender {
		return event.SenderFunc(func(ctx context.Context, e cloudevents.Event) error {
			at("before publishing " + e.Type())
			return s.Send(ctx, e)
		})
	}
	return o
}

type faultyLedger struct{ ledger.Ledger }

func (l faultyLedger) Claim(ctx context.Context, c ledger.Claim) (ledger.Grant, error) {
	g, err := l.Ledger.Claim(ctx, c)
	if g.Status == ledger.Granted {
		at("during " + c.Step)
	}
	return g, err
}

func (l faultyLedger) Record(ctx context.Context, call string, answer []byte) error {
	at("between the provider's answer and its commit")
	return l.Ledger.Record(ctx, call, answer)
}

func (l faultyLedger) Finish(ctx context.Context, lease ledger.Lease, result []byte, ttl time.Duration) ([]ledger.Waiter, error) {
	w, err := l.Ledger.Finish(ctx, lease, result, ttl)
	if strings.Contains(string(result), "scenes") {
		at("between the commit of a result and its reply")
	}
	return w, err
}
