package stream

import (
	"context"

	"github.com/moneyprinter/moneyprinter/shared/service"
)

// New wires the function from its environment: service.Config.
func New() *Function {
	c := service.Must(service.Load("stream"))
	shared := service.Must(c.Shared())
	parts := Parts{Store: service.Must(c.Orchestration()), Cache: shared.Cache}
	if c.Redis != "" {
		parts.News = shared.Bus // alone in its process, a bus in memory would never have news
	}
	return NewWith(parts)
}

// Ready tells func's readiness probe whether the database answers.
func (f *Function) Ready(ctx context.Context) (bool, error) {
	err := f.parts.Store.Ready(ctx)
	return err == nil, err
}
