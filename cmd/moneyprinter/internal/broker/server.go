package broker

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"go.opentelemetry.io/otel/trace"
	eventingv1 "knative.dev/eventing/pkg/apis/eventing/v1"
)

// Server runs a set of brokers and their triggers.
type Server struct {
	o      Options
	tracer trace.Tracer
	store  *store
	// brokers holds the triggers of each broker, by <namespace>/<name>.
	brokers map[string][]*trigger

	// fetching ends when the server stops to take deliveries; delivering when it gives up those under way.
	fetching, delivering     context.Context
	stopFetching, stopAtOnce context.CancelFunc
	workers, heart           sync.WaitGroup
	held                     held

	// door is held for reading while an event from outside is taken in, so that Close waits for it.
	door   sync.RWMutex
	closed bool
}

// Open opens the store and begins to deliver what it still holds. Brokers and triggers must have been validated and
// defaulted; package manifest does both.
func Open(ctx context.Context, brokers []*eventingv1.Broker, triggers []*eventingv1.Trigger, o Options) (*Server, error) {
	o = o.withDefaults()
	s := &Server{o: o, tracer: o.Traces.Tracer("moneyprinter/broker"), brokers: map[string][]*trigger{}}
	named := map[string]*eventingv1.Broker{}
	for _, b := range brokers {
		key := b.Namespace + "/" + b.Name
		named[key], s.brokers[key] = b, nil
	}
	var all []*trigger
	for _, t := range triggers {
		b := named[t.Namespace+"/"+t.Spec.Broker]
		if b == nil {
			return nil, fmt.Errorf("trigger %s/%s: there is no broker %q", t.Namespace, t.Name, t.Spec.Broker)
		}
		x, err := s.newTrigger(t, b)
		if err != nil {
			return nil, err
		}
		s.brokers[x.broker] = append(s.brokers[x.broker], x)
		all = append(all, x)
	}
	var err error
	if s.store, err = openStore(ctx, o); err != nil {
		return nil, err
	}
	for _, t := range all {
		if t.consumer, err = s.store.consumer(ctx, t.key); err != nil {
			s.store.close()
			return nil, fmt.Errorf("trigger %s: %w", t.key, err)
		}
	}
	s.fetching, s.stopFetching = context.WithCancel(context.Background())
	s.delivering, s.stopAtOnce = context.WithCancel(context.Background())
	for _, t := range all {
		s.workers.Go(t.run)
	}
	s.heart.Go(s.heartbeat)
	return s, nil
}

// Close refuses new events, lets deliveries under way end, and closes the store. Deliveries that have not ended when ctx
// does are broken off; the next Open delivers them again.
func (s *Server) Close(ctx context.Context) error {
	s.door.Lock()
	closed := s.closed
	s.closed = true
	s.door.Unlock()
	if closed {
		return errors.New("broker: closed already")
	}
	s.stopFetching()
	done := make(chan struct{})
	go func() {
		s.workers.Wait()
		close(done)
	}()
	var err error
	select {
	case <-done:
	case <-ctx.Done():
		err = ctx.Err()
		s.stopAtOnce()
		<-done
	}
	s.stopAtOnce()
	s.heart.Wait()
	s.store.close()
	return err
}

// Pending returns how many deliveries are not done, those that wait for a retry included.
func (s *Server) Pending(ctx context.Context) (uint64, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	info, err := s.store.stream.Info(ctx)
	if err != nil {
		return 0, err
	}
	return info.State.Msgs, nil
}
