// Package stream sends a video's history and progress as server-sent events (the HTML standard's text/event-stream):
//
//	id: 7
//	event: task.completed
//	data: {"seq":7,"at":"…","kind":"task.completed","step":"segment","index":2,…}
//
//	event: progress
//	data: {"state":"running","progress":0.42,"steps":[{"name":"script","total":1,"done":1,"completed":1},…]}
//
// A history entry has the id by which a client resumes, in Last-Event-ID or ?after=; progress has none, since it is news
// and no state. The stream ends after the video's last entry; a client that comes back then gets 204, which tells an
// EventSource to stay away.
package stream

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/cache"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/orchestration/cached"
	"github.com/moneyprinter/moneyprinter/shared/progress"
	"github.com/moneyprinter/moneyprinter/shared/readiness"
	"github.com/moneyprinter/moneyprinter/shared/watch"
)

// Parts are what the stream needs from where it runs.
type Parts struct {
	Store *orchestration.Store
	// News come at once; where it is nil the database is asked.
	News progress.Watcher
	// Cache has completed videos; where it is nil they are read from the database each time. It is the gateway's, which
	// drops what is deleted.
	Cache cache.Cache
	// Stopping is closed when the process is asked to end: streams end too, and their clients come back to another.
	Stopping <-chan struct{}
	// Owner tells whose request it is; nil is orchestration.LocalOwner.
	Owner func(*http.Request) string
	// Log is the service's log; nil is slog.Default.
	Log *slog.Logger
	// Poll and Heartbeat are watch.Options' Poll and Idle; 0 is their default.
	Poll, Heartbeat time.Duration
}

// Function is the stream.
type Function struct {
	probe   *readiness.Probe
	parts   Parts
	videos  watch.Source
	handler *http.ServeMux
}

// NewWith makes the stream of its parts.
func NewWith(p Parts) *Function {
	if p.Owner == nil {
		p.Owner = func(*http.Request) string { return orchestration.LocalOwner }
	}
	if p.Log == nil {
		p.Log = slog.Default()
	}
	f := &Function{probe: readiness.New(p.Store.Ready), parts: p, videos: p.Store, handler: http.NewServeMux()}
	if p.Cache != nil {
		f.videos = cached.New(p.Store, p.Cache, p.Log)
	}
	f.handler.HandleFunc("GET /api/v1/videos/{id}/events", f.events)
	return f
}

// Handle answers a request.
func (f *Function) Handle(w http.ResponseWriter, r *http.Request) { f.handler.ServeHTTP(w, r) }

func (f *Function) events(w http.ResponseWriter, r *http.Request) {
	after, err := lastEventID(r)
	if err != nil {
		f.fail(w, r, err)
		return
	}
	ctx, end := context.WithCancel(r.Context())
	defer end()
	go func() {
		select {
		case <-f.parts.Stopping:
			end()
		case <-ctx.Done():
		}
	}()
	out := &writer{w: w, rc: http.NewResponseController(w)}
	for u, err := range watch.Video(ctx, f.videos, f.parts.Owner(r), r.PathValue("id"), watch.Options{
		After: after, News: f.parts.News, Poll: f.parts.Poll, Idle: f.parts.Heartbeat,
	}) {
		switch {
		case err != nil && !out.started:
			f.fail(w, r, err)
			return
		case err != nil:
			// The client left, or it comes back by itself and resumes.
			return
		case !out.started && u.Snapshot.State.Ended() && len(u.Entries) == 0:
			w.WriteHeader(http.StatusNoContent)
			return
		}
		if err := out.update(u); err != nil {
			f.parts.Log.DebugContext(r.Context(), "the client went away", "error", err)
			return
		}
	}
}

// lastEventID is the number of the entry after which the client wants to go on.
func lastEventID(r *http.Request) (int64, error) {
	s := r.Header.Get("Last-Event-ID")
	if s == "" {
		s = r.URL.Query().Get("after")
	}
	if s == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0, failure.New(failure.InvalidInput, "Last-Event-ID and after are the number of a history entry")
	}
	return n, nil
}

// fail answers before the stream has begun, in the gateway's envelope.
func (f *Function) fail(w http.ResponseWriter, r *http.Request, err error) {
	var why *failure.Failure
	switch {
	case errors.Is(err, orchestration.ErrNotFound):
		why = failure.New(failure.NotFound, "there is no such video", failure.Step("stream"))
	case !errors.As(err, &why):
		f.parts.Log.ErrorContext(r.Context(), "the stream failed", "path", r.URL.Path, "error", err)
		why = failure.New(failure.Unavailable, "a part of the service does not answer", failure.Step("stream"))
	}
	status := why.Code.HTTPStatus()
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"status": status, "message": why.Message, "data": why})
}
