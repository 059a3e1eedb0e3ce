package redis

import "sync"

// topics are those that are wanted; many may change them at once.
type topics struct {
	mu     sync.Mutex
	wanted map[topic]struct{}
	// changed has a value when wanted has changed.
	changed chan struct{}
}

func newTopics() *topics {
	return &topics{wanted: map[topic]struct{}{}, changed: make(chan struct{}, 1)}
}

// want begins or ends to want a topic.
func (t *topics) want(what topic, yes bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if yes {
		t.wanted[what] = struct{}{}
	} else {
		delete(t.wanted, what)
	}
	select {
	case t.changed <- struct{}{}:
	default:
	}
}

// update brings have to what is wanted and returns what that adds and takes away.
func (t *topics) update(have map[topic]struct{}) (more, fewer []topic) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for what := range t.wanted {
		if _, ok := have[what]; !ok {
			have[what] = struct{}{}
			more = append(more, what)
		}
	}
	for what := range have {
		if _, ok := t.wanted[what]; !ok {
			delete(have, what)
			fewer = append(fewer, what)
		}
	}
	return more, fewer
}
