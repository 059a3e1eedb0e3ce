package progress

import (
	"context"
	"sync"
)

// Hub is a Bus within a process.
type Hub struct {
	mu       sync.Mutex
	watchers map[string]map[*Watch]struct{}
	watched  func(video string, yes bool)
}

var _ Bus = (*Hub)(nil)

// NewHub makes a hub.
func NewHub() *Hub { return NewFedHub(func(string, bool) {}) }

// NewFedHub makes a hub that is fed from elsewhere: watched is told when the first watch of a video begins and when the last
// one ends. It must neither block nor call the hub.
func NewFedHub(watched func(video string, yes bool)) *Hub {
	return &Hub{watchers: map[string]map[*Watch]struct{}{}, watched: watched}
}

// Watch implements Watcher.
func (h *Hub) Watch(video string) *Watch {
	w := &Watch{Reports: make(chan Report, 64), Changed: make(chan struct{}, 1)}
	w.close = sync.OnceFunc(func() { h.forget(video, w) })
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.watchers[video] == nil {
		h.watchers[video] = map[*Watch]struct{}{}
		h.watched(video, true)
	}
	h.watchers[video][w] = struct{}{}
	return w
}

func (h *Hub) forget(video string, w *Watch) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.watchers[video], w)
	if len(h.watchers[video]) == 0 {
		delete(h.watchers, video)
		h.watched(video, false)
	}
}

// Publish implements Publisher.
func (h *Hub) Publish(_ context.Context, r Report) {
	h.each(r.Video, func(w *Watch) {
		select {
		case w.Reports <- r:
		default:
		}
	})
}

// Changed implements Bus.
func (h *Hub) Changed(video string) {
	h.each(video, func(w *Watch) {
		select {
		case w.Changed <- struct{}{}:
		default:
		}
	})
}

// each calls f for the watches of a video and those of every video.
func (h *Hub) each(video string, f func(*Watch)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for w := range h.watchers[video] {
		f(w)
	}
	if video == "" {
		return
	}
	for w := range h.watchers[""] {
		f(w)
	}
}
