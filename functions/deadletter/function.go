package deadletter

import (
	"context"

	"github.com/moneyprinter/moneyprinter/shared/service"
	"github.com/moneyprinter/moneyprinter/shared/telemetry"
)

// New wires the function from its environment: service.Config.
func New() *Function {
	c := service.Must(service.Load("deadletter"))
	store := service.Must(c.Orchestration())
	return NewWith(Parts{DB: store.DB, Broker: c.Broker()})
}

// Ready tells func's readiness probe whether the database answers.
func (f *Function) Ready(ctx context.Context) (bool, error) { return f.probe.Ready(ctx) }

// Stop is called by func's middleware when the pod is to end and no request is under way any more.
func (f *Function) Stop(ctx context.Context) error { return telemetry.Flush(ctx) }
