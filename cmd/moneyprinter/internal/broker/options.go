package broker

import (
	"log/slog"
	"net/http"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/trace"
	eventingv1 "knative.dev/eventing/pkg/apis/eventing/v1"
)

// Options configure a Server.
type Options struct {
	// Dir is the folder of the JetStream store. It is made when it is missing and must belong to one process at a time.
	Dir string
	// Transport carries events to subscribers; nil is http.DefaultTransport. A Network calls handlers of this process.
	Transport http.RoundTripper
	// Concurrency says how many deliveries of a trigger run at once; nil is DefaultConcurrency for each.
	Concurrency func(*eventingv1.Trigger) int
	// MaxEvent is the largest event in bytes that the ingress takes and the largest reply; 0 is 1 MiB, as a JobSink's Secret holds.
	MaxEvent int64
	// MaxStore is how many bytes of undelivered events are kept; more are refused with 500. 0 is 4 GiB.
	MaxStore int64
	// MaxTTL is how many replies in a row an event may cause before it is refused; 0 is Knative's 255.
	MaxTTL int32
	// SyncInterval is how often the store is fsynced, against loss of power. The death of the process alone loses nothing. 0 is a second.
	SyncInterval time.Duration
	// Log takes what is worth a line; nil is slog.Default.
	Log *slog.Logger
	// Traces makes the spans; nil is OpenTelemetry's global provider.
	Traces trace.TracerProvider
}

// DefaultConcurrency is how many deliveries of one trigger run at once.
const DefaultConcurrency = 16

func (o Options) withDefaults() Options {
	if o.Transport == nil {
		o.Transport = http.DefaultTransport
	}
	if o.Concurrency == nil {
		o.Concurrency = func(*eventingv1.Trigger) int { return DefaultConcurrency }
	}
	if o.MaxEvent == 0 {
		o.MaxEvent = 1 << 20
	}
	if o.MaxStore == 0 {
		o.MaxStore = 4 << 30
	}
	if o.MaxTTL == 0 {
		o.MaxTTL = 255
	}
	if o.SyncInterval == 0 {
		o.SyncInterval = time.Second
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Traces == nil {
		o.Traces = otel.GetTracerProvider()
	}
	return o
}
