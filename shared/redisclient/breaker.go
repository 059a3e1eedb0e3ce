package redisclient

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/sony/gobreaker/v2"
)

const (
	// failures in a row open the breaker.
	failures = 3
	// pause is how long an open breaker lets no command through; then one finds out whether the server is back.
	pause = time.Second
)

// breaker fails commands at once while the server does not answer, so that only one in a while waits in vain.
type breaker struct {
	circuit *gobreaker.CircuitBreaker[any]
}

var _ redis.Hook = breaker{}

func newBreaker(log *slog.Logger) breaker {
	return breaker{gobreaker.NewCircuitBreaker[any](gobreaker.Settings{
		Timeout:      pause,
		ReadyToTrip:  func(c gobreaker.Counts) bool { return c.ConsecutiveFailures >= failures },
		IsSuccessful: answered,
		// Who stops waiting says nothing about the server.
		IsExcluded: func(err error) bool { return errors.Is(err, context.Canceled) },
		OnStateChange: func(_ string, from, to gobreaker.State) {
			switch {
			case from == gobreaker.StateClosed:
				log.Warn("Redis does not answer; going on without it")
			case to == gobreaker.StateClosed:
				log.Info("Redis answers again")
			}
		},
	})}
}

// answered tells whether the server answered: an error of its own is an answer too.
func answered(err error) bool {
	var reply redis.Error
	return err == nil || errors.As(err, &reply)
}

// DialHook implements redis.Hook.
func (b breaker) DialHook(next redis.DialHook) redis.DialHook { return next }

// ProcessHook implements redis.Hook.
func (b breaker) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		return b.run(ctx, func(ctx context.Context) error { return next(ctx, cmd) }, cmd)
	}
}

// ProcessPipelineHook implements redis.Hook.
func (b breaker) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		return b.run(ctx, func(ctx context.Context) error { return next(ctx, cmds) }, cmds...)
	}
}

// within marks the context of a command. The library greets a server by commands of its own, within the one that needs the
// connection: they are part of it.
type within struct{}

func (b breaker) run(ctx context.Context, commands func(context.Context) error, cmds ...redis.Cmder) error {
	if ctx.Value(within{}) != nil {
		return commands(ctx)
	}
	_, err := b.circuit.Execute(func() (any, error) { return nil, commands(context.WithValue(ctx, within{}, true)) })
	if errors.Is(err, gobreaker.ErrOpenState) || errors.Is(err, gobreaker.ErrTooManyRequests) {
		err = fmt.Errorf("redis has not answered for a while: %w", err)
		for _, cmd := range cmds {
			cmd.SetErr(err)
		}
	}
	return err
}
