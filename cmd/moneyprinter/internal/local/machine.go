// Package local is the whole platform in one process: the functions behind the Knative manifests that a cluster gets, with
// SQLite for PostgreSQL, a folder for the object store, embedded NATS JetStream for the broker and child processes for Jobs.
package local

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"time"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"
	corev1 "k8s.io/api/core/v1"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/eventing"
	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/jobsink"
	"github.com/moneyprinter/moneyprinter/functions/gateway"
	"github.com/moneyprinter/moneyprinter/functions/stream"
	"github.com/moneyprinter/moneyprinter/functions/workflow"
	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/progress"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// Machine is a running platform.
type Machine struct {
	url      string
	lock     *lock
	state    *state
	store    *orchestration.Store
	hub      *progress.Hub
	workflow *workflow.Function
	gateway  *gateway.Function
	eventing *eventing.Runtime
	// ready is closed once eventing is there.
	ready  chan struct{}
	server *http.Server
	log    interface{ Error(string, ...any) }
}

// Start runs the platform until Close. What an earlier process left unfinished goes on. A data folder in use is a failure
// of code Conflict.
func Start(ctx context.Context, o Options) (_ *Machine, err error) {
	if o, err = o.withDefaults(); err != nil {
		return nil, err
	}
	m := &Machine{hub: progress.NewHub(), ready: make(chan struct{}), log: o.Log}
	if m.lock, err = takeLock(o.Data); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			m.Close(context.WithoutCancel(ctx))
		}
	}()
	listener, err := net.Listen("tcp", o.Listen)
	if err != nil {
		return nil, failure.Wrap(failure.NotConfigured, err, "the address cannot be served: "+err.Error(), failure.Hint("choose another with --listen, such as 127.0.0.1:0 for a free port"))
	}
	defer func() {
		if err != nil {
			listener.Close()
		}
	}()
	m.url = "http://" + listener.Addr().String()
	if err := m.lock.say(m.url); err != nil {
		return nil, err
	}
	if m.state, err = openState(ctx, o.Data, o.Postgres, o.Blobs); err != nil {
		return nil, err
	}
	if err := m.state.prepare(ctx, o); err != nil {
		return nil, err
	}
	if o.Decorate.Blobs != nil {
		m.state.blobs = o.Decorate.Blobs(m.state.blobs)
	}
	if m.store, err = m.state.orchestration(ctx); err != nil {
		return nil, err
	}
	m.store.DB.Around = o.Decorate.Commit
	// The functions send to a broker that needs the functions to start, and what an earlier process left is delivered
	// before the broker is there.
	broker := event.SenderFunc(func(ctx context.Context, e cloudevents.Event) error {
		select {
		case <-m.ready:
			return m.eventing.Send(ctx, e)
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	})
	var sender event.Sender = broker
	if o.Decorate.Broker != nil {
		sender = o.Decorate.Broker(broker)
	}
	functions, err := m.functions(ctx, o, sender)
	if err != nil {
		return nil, err
	}
	m.server = &http.Server{Handler: m.routes(o, broker), ReadHeaderTimeout: 10 * time.Second}
	if m.eventing, err = eventing.Start(ctx, eventing.Options{
		Manifests: both(o.builtIn(), o.Manifests), DataDir: filepath.Join(o.Data, "eventing"), Functions: functions, URL: m.url,
		JobCommand:  func(c corev1.Container) []string { return append(slices.Clone(o.JobCommand), c.Name) },
		JobOutput:   o.JobOutput,
		OnJobFailed: func(r jobsink.Ref, reason string) { closeJob(broker, r, reason, o.Log) },
		JobEnv: []string{
			dataVariable + "=" + o.Data, postgresVariable + "=" + o.Postgres, blobsVariable + "=" + o.Blobs, progressVariable + "=" + m.url + "/internal/progress",
		},
		MilliCPU: int64(o.Parallel) * 1000, Concurrency: o.Concurrency, Log: o.Log,
	}); err != nil {
		return nil, err
	}
	close(m.ready)
	go func() {
		if err := m.server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			m.log.Error("the server ended", "error", err)
		}
	}()
	return m, m.workflow.Recover(ctx)
}

// routes mounts everything that answers over HTTP.
func (m *Machine) routes(o Options, broker event.Sender) http.Handler {
	owner := func(*http.Request) string { return orchestration.LocalOwner }
	m.gateway = gateway.NewWith(gateway.Parts{Store: m.store, Broker: broker, Blobs: m.state.blobs, Workflow: m.workflow, Operator: true, Owner: owner, Log: o.Log})
	live := stream.NewWith(stream.Parts{Store: m.store, News: m.hub, Owner: owner, Log: o.Log})
	mux := http.NewServeMux()
	mux.HandleFunc("/", m.gateway.Handle)
	mux.HandleFunc("GET /api/v1/videos/{id}/events", live.Handle)
	mux.Handle("/internal/progress", progress.Handler(m.hub))
	knative := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { m.eventing.Handler().ServeHTTP(w, r) })
	mux.Handle("/broker/", knative)
	mux.Handle("/jobsink/", knative)
	return mux
}

// URL is where the platform answers.
func (m *Machine) URL() string { return m.url }

// Store is the database of the videos.
func (m *Machine) Store() *orchestration.Store { return m.store }

// Hub has the progress of running steps.
func (m *Machine) Hub() *progress.Hub { return m.hub }

// Blobs is the blob store.
func (m *Machine) Blobs() blob.Store { return m.state.blobs }

// Create asks for a video and returns its id.
func (m *Machine) Create(ctx context.Context, owner string, p video.Params) (id string, err error) {
	return m.gateway.Create(ctx, owner, p)
}

// Import stores a file of the user's and returns the material that names it.
func (m *Machine) Import(ctx context.Context, path string) (video.Material, error) {
	ref, err := blob.PutFile(ctx, m.state.blobs, path, "")
	if err != nil {
		return video.Material{}, fmt.Errorf("import %s: %w", path, err)
	}
	return video.Material{Provider: "local", URL: string(ref.Digest), Name: filepath.Base(path)}, nil
}

// Cancel ends a video that is being made.
func (m *Machine) Cancel(ctx context.Context, owner, id string) error {
	return m.workflow.Cancel(ctx, owner, id)
}

// Close stops the platform: running deliveries and Jobs end within ctx. What is unfinished goes on at the next start.
func (m *Machine) Close(ctx context.Context) error {
	var errs []error
	if m.server != nil {
		stop, cancel := context.WithTimeout(ctx, time.Second)
		if err := m.server.Shutdown(stop); err != nil {
			errs = append(errs, m.server.Close())
		}
		cancel()
	}
	if m.eventing != nil {
		errs = append(errs, m.eventing.Close(ctx))
	}
	if m.state != nil {
		errs = append(errs, m.state.close())
	}
	if m.lock != nil {
		errs = append(errs, m.lock.release())
	}
	return errors.Join(errs...)
}
