package workflow

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/moneyprinter/moneyprinter/shared/service"
	"github.com/moneyprinter/moneyprinter/shared/telemetry"
)

// New wires the function from its environment: service.Config and Config.
func New() *Function {
	c, own := service.Must(service.Load("workflow")), service.Must(LoadConfig())
	store := service.Must(c.Orchestration())
	// func's middleware waits for requests under way before it tells the function to stop: a vigil must hear of it by itself.
	ending, _ := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	jobs, stop := own.jobs()
	return NewWith(Parts{
		DB: store.DB, Blobs: service.Must(c.Store(context.Background())), Broker: c.Broker(), InFlight: own.InFlight, PerOwner: own.PerOwner,
		Changed: service.Must(c.Shared()).Bus.Changed, Jobs: jobs, Stop: stop, Namespace: own.Namespace, Vigil: own.Vigil, Stopping: ending.Done(),
	})
}

// Ready tells func's readiness probe whether the database answers.
func (f *Function) Ready(ctx context.Context) (bool, error) { return f.probe.Ready(ctx) }

// Stop is called by func's middleware when the pod is to end and no request is under way any more.
func (f *Function) Stop(ctx context.Context) error { return telemetry.Flush(ctx) }
