package redis

import (
	"context"
	"log/slog"
	"sync"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

// reconnectPause lies between two connections.
const reconnectPause = 500 * time.Millisecond

// subscription keeps one connection subscribed to what is wanted, from the first time that something is.
type subscription struct {
	client  goredis.UniversalClient
	log     *slog.Logger
	deliver func(received any)
	topics  *topics

	begin sync.Once
	ctx   context.Context
	end   context.CancelFunc
	done  sync.WaitGroup
}

func newSubscription(client goredis.UniversalClient, log *slog.Logger, deliver func(any)) *subscription {
	s := &subscription{client: client, log: log, deliver: deliver, topics: newTopics()}
	s.ctx, s.end = context.WithCancel(context.Background())
	return s
}

// want begins or ends to want a topic. It does not wait for the server.
func (s *subscription) want(what topic, yes bool) {
	s.topics.want(what, yes)
	s.begin.Do(func() { s.done.Go(s.run) })
}

// run makes a connection whenever there is none.
func (s *subscription) run() {
	lost := false
	for {
		c := connection{pubsub: s.client.Subscribe(s.ctx), topics: s.topics}
		err := c.run(s.ctx, func(received any) {
			if lost {
				s.log.Info("the subscription to progress is back")
			}
			lost = false
			s.deliver(received)
		})
		if s.ctx.Err() != nil {
			return
		}
		if !lost {
			s.log.Warn("the subscription to progress is lost; watchers ask the database meanwhile", "error", err)
		}
		lost = true
		select {
		case <-time.After(reconnectPause):
		case <-s.ctx.Done():
			return
		}
	}
}

func (s *subscription) close() {
	s.end()
	s.done.Wait()
}
