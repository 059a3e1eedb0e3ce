package redis

import (
	"context"
	"log/slog"
	"sync"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

const (
	// queueSize is how many messages wait at most; a round trip carries batchSize of them.
	queueSize, batchSize = 1024, 128
	// sendTimeout bounds a round trip.
	sendTimeout = time.Second
)

// message is what is published on a channel.
type message struct{ channel, payload string }

// sender publishes messages in their order, apart from those who give them.
type sender struct {
	client goredis.UniversalClient
	log    *slog.Logger
	queue  chan message
	closed chan struct{}
	end    sync.Once
	done   sync.WaitGroup
	// lost tells whether the last batch was lost.
	lost bool
}

func newSender(client goredis.UniversalClient, log *slog.Logger) *sender {
	s := &sender{client: client, log: log, queue: make(chan message, queueSize), closed: make(chan struct{})}
	s.done.Go(s.run)
	return s
}

// send gives a message to the queue, or drops it where the queue is full.
func (s *sender) send(m message) {
	select {
	case s.queue <- m:
	default:
	}
}

func (s *sender) run() {
	for {
		select {
		case m := <-s.queue:
			s.publish(s.batch(m))
		case <-s.closed:
			for rest := s.batch(); len(rest) > 0; rest = s.batch() {
				if s.publish(rest); s.lost {
					return
				}
			}
			return
		}
	}
}

// batch adds what waits in the queue.
func (s *sender) batch(messages ...message) []message {
	for len(messages) < batchSize {
		select {
		case m := <-s.queue:
			messages = append(messages, m)
		default:
			return messages
		}
	}
	return messages
}

func (s *sender) publish(messages []message) {
	ctx, cancel := context.WithTimeout(context.Background(), sendTimeout)
	defer cancel()
	_, err := s.client.Pipelined(ctx, func(p goredis.Pipeliner) error {
		for _, m := range messages {
			// A cluster's client would send it to any node. With the channel for a key all news of a video take one way,
			// and so arrive in their order.
			publish := goredis.NewIntCmd(ctx, "publish", m.channel, m.payload)
			publish.SetFirstKeyPos(1)
			if err := p.Process(ctx, publish); err != nil {
				return err
			}
		}
		return nil
	})
	switch {
	case err != nil && !s.lost:
		s.log.Warn("progress cannot be published; watchers see it late", "error", err)
	case err == nil && s.lost:
		s.log.Info("progress is published again")
	}
	s.lost = err != nil
}

// close sends what is in the queue.
func (s *sender) close() {
	s.end.Do(func() { close(s.closed) })
	s.done.Wait()
}
