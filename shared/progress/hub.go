package progress

import (
	"context"
	"sync"
)

// Hub hands reports, and news of a changed video, to watchers in the same process.
type Hub struct {
	mu       sync.Mutex
	watchers map[string]map[*Watch]struct{}
}

var _ Publisher = (*Hub)(nil)

// NewHub makes a hub.
func NewHub() *Hub { return &Hub{watchers: map[string]map[*Watch]struct{}{}} }

// Watch is a view of one video's progress.
type Watch struct {
	// Reports has the latest reports; a slow reader misses some.
	Reports chan Report
	// Changed has a value whenever the video's recorded state may have changed.
	Changed chan struct{}
	close   func()
}

// Close ends the watch.
func (w *Watch) Close() { w.close() }

// Watch watches a video, or every video where video is empty.
func (h *Hub) Watch(video string) *Watch {
	w := &Watch{Reports: make(chan Report, 64), Changed: make(chan struct{}, 1)}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.watchers[video] == nil {
		h.watchers[video] = map[*Watch]struct{}{}
	}
	h.watchers[video][w] = struct{}{}
	w.close = func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.watchers[video], w)
		if len(h.watchers[video]) == 0 {
			delete(h.watchers, video)
		}
	}
	return w
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

// Changed tells the watchers of a video that its recorded state has changed.
func (h *Hub) Changed(video string) {
	h.each(video, func(w *Watch) {
		select {
		case w.Changed <- struct{}{}:
		default:
		}
	})
}

func (h *Hub) each(video string, f func(*Watch)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, name := range []string{video, ""} {
		for w := range h.watchers[name] {
			f(w)
		}
	}
}
