// Package telemetry sets up OpenTelemetry and structured logs. Spans always have ids, so that a video is one trace and
// logs can be joined to it; they are exported where the standard OTEL_* variables say so.
package telemetry

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"strings"

	"go.opentelemetry.io/contrib/exporters/autoexport"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// Start makes the global tracer provider of a service. The function that it returns flushes and stops it.
//
// Nothing is exported unless OTEL_TRACES_EXPORTER or an OTEL_EXPORTER_OTLP_* endpoint is set.
func Start(ctx context.Context, service string) (stop func(context.Context) error, err error) {
	options := []sdktrace.TracerProviderOption{}
	attributes, err := resource.New(ctx, resource.WithAttributes(attribute.String("service.name", service)), resource.WithFromEnv(), resource.WithTelemetrySDK())
	if err != nil && !errors.Is(err, resource.ErrPartialResource) {
		return nil, err
	}
	options = append(options, sdktrace.WithResource(attributes))
	if exporting() {
		exporter, err := autoexport.NewSpanExporter(ctx)
		if err != nil {
			return nil, err
		}
		options = append(options, sdktrace.WithBatcher(exporter))
	}
	provider := sdktrace.NewTracerProvider(options...)
	otel.SetTracerProvider(provider)
	otel.SetTextMapPropagator(propagation.NewCompositeTextMapPropagator(propagation.TraceContext{}, propagation.Baggage{}))
	return provider.Shutdown, nil
}

func exporting() bool {
	if strings.EqualFold(os.Getenv("OTEL_SDK_DISABLED"), "true") {
		return false
	}
	for _, name := range []string{"OTEL_TRACES_EXPORTER", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"} {
		if os.Getenv(name) != "" {
			return true
		}
	}
	return false
}

// Tracer is the tracer of our spans.
func Tracer() trace.Tracer { return otel.Tracer("github.com/moneyprinter/moneyprinter") }

// WithParent returns a context whose next span is a child of traceParent, a W3C traceparent. An invalid one changes nothing.
func WithParent(ctx context.Context, traceParent string) context.Context {
	return propagation.TraceContext{}.Extract(ctx, propagation.MapCarrier{"traceparent": traceParent})
}

// TraceParent returns the context's span as a W3C traceparent, "" where there is none.
func TraceParent(ctx context.Context) string {
	carrier := propagation.MapCarrier{}
	propagation.TraceContext{}.Inject(ctx, carrier)
	return carrier["traceparent"]
}

// Logger returns a logger that adds the trace's ids to each line.
func Logger(h slog.Handler) *slog.Logger { return slog.New(tracing{h}) }

// tracing is a slog.Handler that adds trace_id and span_id.
type tracing struct{ slog.Handler }

func (h tracing) Handle(ctx context.Context, r slog.Record) error {
	if s := trace.SpanContextFromContext(ctx); s.IsValid() {
		r = r.Clone()
		r.AddAttrs(slog.String("trace_id", s.TraceID().String()), slog.String("span_id", s.SpanID().String()))
	}
	return h.Handler.Handle(ctx, r)
}

func (h tracing) WithAttrs(a []slog.Attr) slog.Handler { return tracing{h.Handler.WithAttrs(a)} }
func (h tracing) WithGroup(name string) slog.Handler   { return tracing{h.Handler.WithGroup(name)} }
