package broker

import (
	"net/http"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	eventingv1 "knative.dev/eventing/pkg/apis/eventing/v1"
)

// TestOneTrace: ingress, delivery and subscriber stand in the trace that the producer began, and the subscriber's parent
// is the delivery's span.
func TestOneTrace(t *testing.T) {
	t.Parallel()
	const traceID = "4bf92f3577b34da6a3ce929d0e0e4736"
	spans := tracetest.NewSpanRecorder()
	provider := trace.NewTracerProvider(trace.WithSpanProcessor(spans))
	parent := make(chan string, 1)
	x := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { parent <- r.Header.Get("Traceparent") })
	s := open(t, newBroker(nil), []*eventingv1.Trigger{newTestTrigger("x")}, Options{Traces: provider, Transport: services(map[string]http.Handler{"x": x})})
	w := post(s, testBroker, "", "ce-specversion", "1.0", "ce-type", "t", "ce-source", "/s", "ce-id", "1", "traceparent", "00-"+traceID+"-00f067aa0ba902b7-01")
	if w.Code != http.StatusAccepted {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	got := strings.Split(<-parent, "-")
	settled(t, s)
	ended := map[string]trace.ReadOnlySpan{}
	for _, span := range spans.Ended() {
		ended[span.Name()] = span
		if span.SpanContext().TraceID().String() != traceID {
			t.Errorf("span %s is of trace %s", span.Name(), span.SpanContext().TraceID())
		}
	}
	ingress, delivery := ended["broker ns/default"], ended["trigger ns/x"]
	if ingress == nil || delivery == nil || delivery.Parent().SpanID() != ingress.SpanContext().SpanID() {
		t.Fatalf("the spans are %v", ended)
	}
	if len(got) != 4 || got[1] != traceID || got[2] != delivery.SpanContext().SpanID().String() {
		t.Errorf("the subscriber's parent is %v", got)
	}
}
