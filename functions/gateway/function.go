package gateway

import (
	"context"

	"github.com/moneyprinter/moneyprinter/shared/control"
	"github.com/moneyprinter/moneyprinter/shared/service"
	"github.com/moneyprinter/moneyprinter/shared/telemetry"
)

// New wires the function from its environment: service.Config and Config.
func New() *Function {
	c, own := service.Must(service.Load("gateway")), service.Must(LoadConfig())
	shared := service.Must(c.Shared())
	parts := Parts{
		Store: service.Must(c.Orchestration()), Broker: c.Broker(), Blobs: service.Must(c.Store(context.Background())),
		Cache: shared.Cache, Limiter: shared.Limiter, Limits: own.Limits, Stream: own.Stream,
	}
	if own.Workflow != "" {
		// The gateway's role may not change a video: the workflow does.
		parts.Workflow, parts.Operator = service.Must(control.NewClient(own.Workflow)), own.Operator
	}
	return NewWith(parts)
}

// Ready tells func's readiness probe whether the database answers.
func (f *Function) Ready(ctx context.Context) (bool, error) { return f.probe.Ready(ctx) }

// Stop is called by func's middleware when the pod is to end and no request is under way any more.
func (f *Function) Stop(ctx context.Context) error { return telemetry.Flush(ctx) }
