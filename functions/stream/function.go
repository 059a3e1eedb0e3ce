package stream

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/moneyprinter/moneyprinter/shared/service"
	"github.com/moneyprinter/moneyprinter/shared/telemetry"
)

// New wires the function from its environment: service.Config.
func New() *Function {
	c := service.Must(service.Load("stream"))
	shared := service.Must(c.Shared())
	// func's middleware waits for requests under way before it tells the function to stop, and a stream has no end of its own.
	ending, _ := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	parts := Parts{Store: service.Must(c.Orchestration()), Cache: shared.Cache, Stopping: ending.Done()}
	if c.Redis != "" {
		parts.News = shared.Bus // alone in its process, a bus in memory would never have news
	}
	return NewWith(parts)
}

// Ready tells func's readiness probe whether the database answers.
func (f *Function) Ready(ctx context.Context) (bool, error) { return f.probe.Ready(ctx) }

// Stop is called by func's middleware when the pod is to end and no request is under way any more.
func (f *Function) Stop(ctx context.Context) error { return telemetry.Flush(ctx) }
