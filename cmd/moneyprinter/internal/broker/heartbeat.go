package broker

import (
	"sync"

	"github.com/nats-io/nats.go/jetstream"
)

// held is the deliveries under way.
type held struct {
	mu   sync.Mutex
	msgs map[jetstream.Msg]struct{}
}

func (h *held) add(m jetstream.Msg) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.msgs == nil {
		h.msgs = map[jetstream.Msg]struct{}{}
	}
	h.msgs[m] = struct{}{}
}

func (h *held) remove(m jetstream.Msg) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.msgs, m)
}

func (h *held) all() []jetstream.Msg {
	h.mu.Lock()
	defer h.mu.Unlock()
	msgs := make([]jetstream.Msg, 0, len(h.msgs))
	for m := range h.msgs {
		msgs = append(msgs, m)
	}
	return msgs
}

// heartbeat tells the store that the deliveries under way are.
func (s *Server) heartbeat() {
	for pause(s.delivering, ackWait/3) {
		msgs := s.held.all()
		for _, m := range msgs {
			if err := m.InProgress(); err != nil {
				s.o.Log.Warn("a delivery's heartbeat failed", "err", err)
			}
		}
	}
}
