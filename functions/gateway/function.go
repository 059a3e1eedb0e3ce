package gateway

import (
	"context"

	"github.com/moneyprinter/moneyprinter/shared/service"
)

// New wires the function from its environment: service.Config.
func New() *Function {
	c := service.Must(service.Load("gateway"))
	return NewWith(Parts{Store: service.Must(c.Orchestration()), Broker: c.Broker(), Blobs: service.Must(c.Store(context.Background()))})
}

// Ready tells func's readiness probe whether the database answers.
func (f *Function) Ready(ctx context.Context) (bool, error) {
	err := f.parts.Store.Ready(ctx)
	return err == nil, err
}
