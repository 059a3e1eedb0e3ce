package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"

	"github.com/moneyprinter/moneyprinter/shared/event"
)

// recorder keeps the first event that each function gets.
type recorder struct {
	mu     sync.Mutex
	events map[string]cloudevents.Event
	// ended gets how the video ended.
	ended chan cloudevents.Event
}

func newRecorder() *recorder {
	return &recorder{events: map[string]cloudevents.Event{}, ended: make(chan cloudevents.Event, 1)}
}

// ServeHTTP takes an event from the broker.
func (r *recorder) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	e, err := event.FromRequest(request)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	switch event.Type(e.Type()) {
	case event.VideoRequested:
		r.keep("workflow", e)
	case event.VideoCompleted, event.VideoFailed:
		select {
		case r.ended <- e:
		default:
		}
	default:
		if step, ok := strings.CutSuffix(strings.TrimPrefix(e.Type(), "moneyprinter."), ".requested"); ok {
			r.keep(step, e)
			// What could not be delivered may be any event.
			r.keep("deadletter", e)
		}
	}
	w.WriteHeader(http.StatusNoContent)
}

// keep keeps an event unless there is one already.
func (r *recorder) keep(function string, e cloudevents.Event) {
	if _, ok := r.events[function]; !ok {
		r.events[function] = e
	}
}

// wait waits for the video.
func (r *recorder) wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case e := <-r.ended:
		if event.Type(e.Type()) != event.VideoCompleted {
			return fmt.Errorf("the video failed: %s", e.Data())
		}
		return nil
	}
}

// write writes the events.
func (r *recorder) write(out string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.events) == 0 {
		return errors.New("no event came")
	}
	for function, e := range r.events {
		dir := filepath.Join(out, function)
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
		for name, content := range map[string]string{"id": e.ID(), "type": e.Type(), "source": e.Source(), "data.json": indent(e.Data())} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(content+"\n"), 0o644); err != nil {
				return err
			}
		}
	}
	return nil
}

// indent makes JSON readable.
func indent(b []byte) string {
	var out bytes.Buffer
	if err := json.Indent(&out, b, "", "  "); err != nil {
		return string(b)
	}
	return out.String()
}
