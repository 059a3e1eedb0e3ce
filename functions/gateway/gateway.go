// Package gateway is the HTTP API: create, list, see, cancel, retry, pause and delete videos, and download their files; and for
// operators the load, holds and dead letters.
//
// Every answer but a file is the original's envelope {"status", "message", "data"}, where status repeats the HTTP status;
// an error's data is a failure document. Videos are made by the workflow: the gateway writes the request and reads views.
package gateway

import (
	"log/slog"
	"net/http"
	"sync/atomic"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/cache"
	"github.com/moneyprinter/moneyprinter/shared/control"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/orchestration/cached"
	"github.com/moneyprinter/moneyprinter/shared/ratelimit"
	"github.com/moneyprinter/moneyprinter/shared/readiness"
)

// MaxBody is the largest request body in bytes.
const MaxBody = 1 << 20

// Parts are what the gateway needs from where it runs.
type Parts struct {
	Store *orchestration.Store
	// Broker takes moneyprinter.video.requested, and moneyprinter.sweep.due.
	Broker event.Sender
	Blobs  blob.Store
	// Cache has completed videos; where it is nil they are read from the database each time.
	Cache cache.Cache
	// Limits bounds what a client may ask for, counted by Limiter, which is in memory where it is nil.
	Limits  Limits
	Limiter ratelimit.Limiter
	// Workflow changes videos; where it is nil there are no routes that do.
	Workflow control.Workflow
	// Operator serves what concerns every owner: the load, holds and dead letters. Whoever reaches the gateway may use it.
	Operator bool
	// Stream is where clients reach live views; where it is empty there is no route for them here.
	Stream string
	// Owner tells whose request it is; nil is orchestration.LocalOwner.
	Owner func(*http.Request) string
	// Log is the service's log; nil is slog.Default.
	Log *slog.Logger
}

// Function is the gateway.
type Function struct {
	probe   *readiness.Probe
	parts   Parts
	videos  videos
	handler http.Handler
	// reminded is when this process reminded the workflow last, in milliseconds since 1970.
	reminded atomic.Int64
}

// NewWith makes the gateway of its parts.
func NewWith(p Parts) *Function {
	if p.Owner == nil {
		p.Owner = func(*http.Request) string { return orchestration.LocalOwner }
	}
	if p.Log == nil {
		p.Log = slog.Default()
	}
	if p.Limiter == nil {
		p.Limiter = ratelimit.NewMemory(limitedClients, nil)
	}
	f := &Function{probe: readiness.New(p.Store.Ready), parts: p, videos: uncached{p.Store}}
	if p.Cache != nil {
		f.videos = cached.New(p.Store, p.Cache, p.Log)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", f.greet)
	mux.HandleFunc("POST /api/v1/videos", f.create)
	mux.HandleFunc("GET /api/v1/videos", f.list)
	mux.HandleFunc("GET /api/v1/videos/{id}", f.get)
	mux.HandleFunc("GET /api/v1/videos/{id}/files/{name}", f.file)
	if p.Stream != "" {
		mux.HandleFunc("GET /api/v1/videos/{id}/events", f.events)
	}
	if p.Workflow != nil {
		mux.HandleFunc("POST /api/v1/videos/{id}/cancel", f.change(p.Workflow.Cancel))
		mux.HandleFunc("POST /api/v1/videos/{id}/retry", f.forgetting(f.change(p.Workflow.Retry)))
		mux.HandleFunc("POST /api/v1/videos/{id}/pause", f.change(p.Workflow.Pause))
		mux.HandleFunc("POST /api/v1/videos/{id}/resume", f.change(p.Workflow.Resume))
		mux.HandleFunc("DELETE /api/v1/videos/{id}", f.forgetting(f.delete))
	}
	if p.Workflow != nil && p.Operator {
		f.operate(mux, p.Workflow)
	}
	mux.HandleFunc("GET /health", f.ready)
	mux.HandleFunc("GET /health/live", f.live)
	mux.HandleFunc("GET /health/ready", f.ready)

	// A page of another site, opened in a browser on this machine, must not make or delete videos.
	sameOrigin := http.NewCrossOriginProtection()
	sameOrigin.SetDenyHandler(http.HandlerFunc(f.crossOrigin))
	f.handler = sameOrigin.Handler(f.limited(f.routed(mux)))
	return f
}

// Handle answers a request.
func (f *Function) Handle(w http.ResponseWriter, r *http.Request) { f.handler.ServeHTTP(w, r) }
