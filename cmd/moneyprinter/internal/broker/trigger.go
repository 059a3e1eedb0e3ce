package broker

import (
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	duckv1 "knative.dev/eventing/pkg/apis/duck/v1"
	eventingv1 "knative.dev/eventing/pkg/apis/eventing/v1"
	"knative.dev/eventing/pkg/kncloudevents"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/manifest"
)

// trigger is a Trigger made ready to run.
type trigger struct {
	server *Server
	// key is <namespace>/<name>.
	key, namespace, name string
	broker               string
	filter               filter
	retry                kncloudevents.RetryConfig
	format               *duckv1.FormatType
	subscriber           *url.URL
	// deadLetter is nil where there is none: then what cannot be delivered is lost, as with Knative.
	deadLetter *url.URL
	client     *http.Client
	consumer   jetstream.Consumer
	slots      chan struct{}
}

func (s *Server) newTrigger(t *eventingv1.Trigger, b *eventingv1.Broker) (*trigger, error) {
	x := &trigger{
		server: s, key: t.Namespace + "/" + t.Name, namespace: t.Namespace, name: t.Name, broker: b.Namespace + "/" + b.Name,
		slots: make(chan struct{}, max(1, s.o.Concurrency(t))),
	}
	var err error
	if x.subscriber, err = manifest.Address(t.Spec.Subscriber, t.Namespace); err != nil {
		return nil, fmt.Errorf("trigger %s: subscriber: %w", x.key, err)
	}
	// A trigger's delivery replaces the broker's as a whole, but for the dead letter sink.
	spec := duckv1.DeliverySpec{}
	if b.Spec.Delivery != nil {
		spec = *b.Spec.Delivery
	}
	sink := spec.DeadLetterSink
	if d := t.Spec.Delivery; d != nil {
		spec = *d
		if d.DeadLetterSink != nil {
			sink = d.DeadLetterSink
		}
	}
	if sink != nil {
		if x.deadLetter, err = manifest.Address(*sink, t.Namespace); err != nil {
			return nil, fmt.Errorf("trigger %s: deadLetterSink: %w", x.key, err)
		}
	}
	if x.retry, err = kncloudevents.RetryConfigFromDeliverySpec(spec); err != nil {
		return nil, fmt.Errorf("trigger %s: %w", x.key, err)
	}
	x.format = spec.Format
	x.client = &http.Client{Transport: s.o.Transport, Timeout: x.retry.RequestTimeout}
	x.filter = newFilter(t, s.o.Log)
	return x, nil
}

// backoff is how long to wait after the failed attempt of a number from 0: Knative's backoff, or longer where the answer
// asks for it and the delivery allows it (retryAfterMax).
func (t *trigger) backoff(attempt int, resp *http.Response) time.Duration {
	wait := t.retry.Backoff(attempt, resp)
	most := t.retry.RetryAfterMaxDuration
	if most == nil || resp == nil || resp.StatusCode != http.StatusTooManyRequests && resp.StatusCode != http.StatusServiceUnavailable {
		return wait
	}
	return max(wait, min(retryAfter(resp), *most))
}

// retryAfter reads Retry-After: seconds or a date (RFC 9110, section 10.2.3).
func retryAfter(resp *http.Response) time.Duration {
	value := resp.Header.Get("Retry-After")
	if seconds, err := time.ParseDuration(value + "s"); err == nil {
		return seconds
	}
	if at, err := http.ParseTime(value); err == nil {
		return time.Until(at)
	}
	return 0
}
