package workflow

import (
	"context"

	"github.com/moneyprinter/moneyprinter/shared/service"
)

// New wires the function from its environment: service.Config.
func New() *Function {
	c := service.Must(service.Load("workflow"))
	store := service.Must(c.Orchestration())
	return NewWith(Parts{DB: store.DB, Blobs: service.Must(c.Store(context.Background())), Broker: c.Broker()})
}

// Ready tells func's readiness probe whether the database answers.
func (f *Function) Ready(ctx context.Context) (bool, error) {
	err := f.parts.DB.Write.PingContext(ctx)
	return err == nil, err
}
