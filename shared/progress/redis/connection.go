package redis

import (
	"context"
	"time"

	goredis "github.com/redis/go-redis/v9"
	"golang.org/x/sync/errgroup"
)

const (
	// pingEvery is how often the server is asked for a sign of life; a connection that is silent for silenceLimit is lost.
	pingEvery, silenceLimit = 5 * time.Second, 15 * time.Second
)

// connection is one connection that subscribes.
type connection struct {
	pubsub *goredis.PubSub
	topics *topics
}

// run connects, subscribes to what is wanted and delivers what comes, until the connection is lost or the context ends.
func (c *connection) run(ctx context.Context, deliver func(received any)) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		defer c.pubsub.Close() // which ends the wait of the other
		return c.keep(ctx)
	})
	g.Go(func() error {
		for {
			received, err := c.pubsub.ReceiveTimeout(ctx, silenceLimit)
			if err != nil {
				return err
			}
			deliver(received)
		}
	})
	return g.Wait()
}

// keep subscribes to what is wanted and asks for signs of life.
func (c *connection) keep(ctx context.Context) error {
	ping := time.NewTicker(pingEvery)
	defer ping.Stop()
	have := map[topic]struct{}{}
	err := c.subscribe(ctx, have)
	for err == nil {
		select {
		case <-ctx.Done():
			err = ctx.Err()
		case <-c.topics.changed:
			err = c.subscribe(ctx, have)
		case <-ping.C:
			err = c.pubsub.Ping(ctx)
		}
	}
	return err
}

// subscribe tells the server how what is wanted differs from what the connection has.
func (c *connection) subscribe(ctx context.Context, have map[topic]struct{}) error {
	more, fewer := c.topics.update(have)
	if err := call(ctx, fewer, c.pubsub.Unsubscribe, c.pubsub.PUnsubscribe); err != nil {
		return err
	}
	return call(ctx, more, c.pubsub.Subscribe, c.pubsub.PSubscribe)
}

// call calls the function for channels and the one for patterns with the topics of its kind, if there are any.
func call(ctx context.Context, topics []topic, channels, patterns func(context.Context, ...string) error) error {
	names := map[bool][]string{}
	for _, t := range topics {
		names[t.pattern] = append(names[t.pattern], t.name)
	}
	if list := names[false]; len(list) > 0 {
		if err := channels(ctx, list...); err != nil {
			return err
		}
	}
	if list := names[true]; len(list) > 0 {
		return patterns(ctx, list...)
	}
	return nil
}
