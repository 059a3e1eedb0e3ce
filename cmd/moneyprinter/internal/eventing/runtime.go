// Package eventing is Knative Eventing in one process: it reads the manifests that a cluster gets and runs their brokers,
// triggers, job sinks and ping sources around functions that are handlers of this process.
package eventing

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/cloudevents/sdk-go/v2/binding"
	cloudevents "github.com/cloudevents/sdk-go/v2/event"
	cehttp "github.com/cloudevents/sdk-go/v2/protocol/http"
	eventingv1 "knative.dev/eventing/pkg/apis/eventing/v1"
	sourcesv1 "knative.dev/eventing/pkg/apis/sources/v1"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/broker"
	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/jobsink"
	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/manifest"
	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/pingsource"
)

// Runtime is the running manifests.
type Runtime struct {
	o       Options
	brokers *broker.Server
	jobs    *jobsink.Server
	sources []*pingsource.Source
	client  *http.Client

	stopSources context.CancelFunc
	ticking     sync.WaitGroup
}

// Start reads the manifests and runs them, and goes on with what an earlier process left in DataDir. An invalid
// manifest is a failure.Failure that lists every problem with file, line and reason.
func Start(ctx context.Context, o Options) (*Runtime, error) {
	o = o.withDefaults()
	set, err := manifest.Load(o.Manifests, slices.Collect(maps.Keys(o.Functions)))
	if err != nil {
		return nil, err
	}
	r := &Runtime{o: o}
	// Deliveries begin while Open still runs: the handlers behind these hosts must wait for what Start has yet to make.
	ready := make(chan struct{})
	hosts := map[string]http.Handler{
		manifest.BrokerHost:  afterwards(ready, func() http.Handler { return r.brokers }),
		manifest.JobSinkHost: afterwards(ready, func() http.Handler { return r.jobs }),
	}
	for name, h := range o.Functions {
		hosts[manifest.ServiceHost(o.Namespace, name)] = h
	}
	network := broker.NewNetwork(hosts, nil)
	r.client = &http.Client{Transport: network}
	r.jobs, err = jobsink.Open(set.JobSinks, jobsink.Options{
		Dir: filepath.Join(o.DataDir, "jobs"), Command: o.JobCommand, Ingress: o.URL + "/broker", Env: o.JobEnv,
		MilliCPU: o.MilliCPU, Memory: o.Memory, Output: o.JobOutput, OnFailed: o.OnJobFailed, Log: o.Log,
	})
	if err != nil {
		return nil, err
	}
	r.brokers, err = broker.Open(ctx, set.Brokers, set.Triggers, broker.Options{
		Dir: filepath.Join(o.DataDir, "broker"), Transport: network, Log: o.Log, Traces: o.Traces,
		Concurrency: func(t *eventingv1.Trigger) int {
			if n, ok := o.Concurrency[t.Name]; ok {
				return n
			}
			return broker.DefaultConcurrency
		},
	})
	if err != nil {
		r.jobs.Close()
		return nil, err
	}
	close(ready)
	if err := r.startSources(set.PingSources); err != nil {
		return nil, fmt.Errorf("%w (%v)", err, r.Close(ctx))
	}
	return r, nil
}

func (r *Runtime) startSources(sources []*sourcesv1.PingSource) error {
	ctx, cancel := context.WithCancel(context.Background())
	r.stopSources = cancel
	for _, p := range sources {
		sink, err := manifest.Address(p.Spec.Sink, p.Namespace)
		if err != nil {
			return fmt.Errorf("pingsource %s/%s: sink: %w", p.Namespace, p.Name, err)
		}
		s, err := pingsource.New(p, func(ctx context.Context, e cloudevents.Event) error { return r.post(ctx, sink, e) }, r.o.Log)
		if err != nil {
			return err
		}
		r.sources = append(r.sources, s)
		r.ticking.Go(func() { s.Run(ctx) })
	}
	return nil
}

// Handler serves the brokers' ingress under /broker/ and the job sinks under /jobsink/.
func (r *Runtime) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/broker/", http.StripPrefix("/broker", r.brokers))
	mux.Handle("/jobsink/", http.StripPrefix("/jobsink", r.jobs))
	return mux
}

// Send takes an event for the broker. A nil error means that its deliveries are kept.
func (r *Runtime) Send(ctx context.Context, e cloudevents.Event) error {
	return r.brokers.Accept(ctx, r.o.Namespace, r.o.Broker, e)
}

// Fire makes every PingSource send its event now.
func (r *Runtime) Fire(ctx context.Context) error {
	for _, s := range r.sources {
		if err := s.Fire(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Client calls functions, brokers and job sinks by the URLs that they have in a cluster, in process, and everything else
// by the network.
func (r *Runtime) Client() *http.Client { return r.client }

// Jobs are the job sinks, to cancel a Job.
func (r *Runtime) Jobs() *jobsink.Server { return r.jobs }

// Pending returns how many deliveries are not done, those that wait for a retry included.
func (r *Runtime) Pending(ctx context.Context) (uint64, error) { return r.brokers.Pending(ctx) }

// Close stops the sources, lets deliveries under way end until ctx does, and ends the Jobs. What had not ended goes on
// after the next Start.
func (r *Runtime) Close(ctx context.Context) error {
	r.stopSources()
	r.ticking.Wait()
	err := r.brokers.Close(ctx)
	r.jobs.Close()
	return err
}

// post sends an event to a URL and wants a 2xx.
func (r *Runtime) post(ctx context.Context, to *url.URL, e cloudevents.Event) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to.String(), nil)
	if err != nil {
		return err
	}
	if err := cehttp.WriteRequest(ctx, binding.ToMessage(&e), req); err != nil {
		return err
	}
	resp, err := r.client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode/100 != 2 {
		var reason bytes.Buffer
		_, _ = io.CopyN(&reason, resp.Body, 200)
		return fmt.Errorf("%s answers %s: %s", to, resp.Status, strings.TrimSpace(reason.String()))
	}
	return nil
}

// afterwards is a handler that is known once ready is closed.
func afterwards(ready <-chan struct{}, handler func() http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-ready:
			handler().ServeHTTP(w, r)
		case <-r.Context().Done():
		}
	})
}
