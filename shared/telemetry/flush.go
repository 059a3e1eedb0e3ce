package telemetry

import (
	"context"

	"go.opentelemetry.io/otel"
)

// Flush sends the spans that wait to be exported: a process that is about to end would take them along.
func Flush(ctx context.Context) error {
	if p, ok := otel.GetTracerProvider().(interface {
		ForceFlush(context.Context) error
	}); ok {
		return p.ForceFlush(ctx)
	}
	return nil
}
