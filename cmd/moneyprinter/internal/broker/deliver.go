package broker

import (
	"context"
	"net/http"
	"net/url"
	"time"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"
	"github.com/nats-io/nats.go/jetstream"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
	knbroker "knative.dev/eventing/pkg/broker"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/manifest"
)

// handle makes one attempt at a delivery and settles its message.
func (t *trigger) handle(msg jetstream.Msg) {
	d, err := decodeEnvelope(msg.Data())
	if err != nil {
		t.server.o.Log.Error("a delivery in the store is unreadable and dropped", "trigger", t.key, "err", err)
		t.settle(msg.Term)
		return
	}
	if wait := time.Until(d.NotBefore); wait > 0 {
		t.settle(func() error { return msg.NakWithDelay(wait) })
		return
	}
	t.server.held.add(msg)
	defer t.server.held.remove(msg)
	next := t.attempt(t.server.delivering, d)
	if t.server.delivering.Err() != nil {
		// Broken off by Close: the message stays, and whoever opens the store next delivers it.
		return
	}
	if next == nil {
		t.settle(msg.Ack)
		return
	}
	// The next attempt is a new message, for its count must outlive the process. Dying between the two lines leaves both.
	data, err := next.encode()
	if err == nil {
		err = t.server.store.put(t.server.delivering, []string{t.key}, [][]byte{data})
	}
	if err != nil {
		t.server.o.Log.Error("a retry cannot be kept; the attempt is repeated", "trigger", t.key, "err", err)
		t.settle(func() error { return msg.NakWithDelay(time.Second) })
		return
	}
	t.settle(msg.Ack)
}

func (t *trigger) settle(how func() error) {
	if err := how(); err != nil {
		t.server.o.Log.Warn("a delivery cannot be settled; it will be repeated", "trigger", t.key, "err", err)
	}
}

// attempt delivers once, to the subscriber or to the dead letter sink. It returns nil when the delivery is over, or what
// is to be tried next.
func (t *trigger) attempt(ctx context.Context, d *envelope) *envelope {
	e, err := d.event()
	if err != nil {
		t.server.o.Log.Error("an event in the store is invalid and dropped", "trigger", t.key, "err", err)
		return nil
	}
	ctx, span := t.server.tracer.Start(w3c.Extract(ctx, propagation.HeaderCarrier(d.Header)), "trigger "+t.key,
		trace.WithSpanKind(trace.SpanKindProducer), trace.WithAttributes(
			attribute.String("cloudevents.event_id", e.ID()), attribute.String("cloudevents.event_type", e.Type()),
			attribute.Int("attempt", d.Failed+1), attribute.Bool("deadletter", d.Dead != nil)))
	defer span.End()
	header := d.Header.Clone()
	if header == nil {
		header = http.Header{}
	}
	w3c.Inject(ctx, propagation.HeaderCarrier(header))
	if d.Dead != nil {
		return t.deadLetterOnce(ctx, d, e, header)
	}

	ttl, _ := knbroker.GetTTL(e.Context)
	sent := e.Clone()
	_ = knbroker.DeleteTTL(sent.Context)
	r := t.send(ctx, t.subscriber, sent, header, t.format)
	dest := t.subscriber
	if r.ok() {
		reply := r.reply()
		if r.ok() {
			if reply == nil {
				return nil
			}
			if r = t.forward(ctx, *reply, ttl, r.resp.Header); r.ok() {
				return nil
			}
			// The retries of a reply are spent; the subscriber is not asked again.
			return t.giveUp(ctx, d, e, header, manifest.BrokerAddress(t.broker), r)
		}
	}
	span.SetStatus(codes.Error, string(r.data()))
	if ctx.Err() != nil {
		return nil
	}
	if again, _ := t.retry.CheckRetry(ctx, r.resp, r.err); again && d.Failed < t.retry.RetryMax {
		return d.later(t.backoff(d.Failed, r.resp))
	}
	return t.giveUp(ctx, d, e, header, dest, r)
}

// forward sends a reply through the ingress, with the retries of the delivery.
func (t *trigger) forward(ctx context.Context, reply cloudevents.Event, ttl int32, header http.Header) result {
	reply.SetExtension(knbroker.TTLAttribute, ttl)
	for i := 0; ; i++ {
		err := t.server.accept(ctx, t.broker, reply, header)
		r := result{resp: &http.Response{StatusCode: status(err)}}
		if r.ok() {
			return r
		}
		again, _ := t.retry.CheckRetry(ctx, r.resp, nil)
		if !again || i >= t.retry.RetryMax || !pause(ctx, t.backoff(i, r.resp)) {
			t.server.o.Log.Warn("a reply cannot be forwarded", "trigger", t.key, "type", reply.Type(), "id", reply.ID(), "err", err)
			return r
		}
	}
}

// giveUp hands the event to the dead letter sink, where there is one.
func (t *trigger) giveUp(ctx context.Context, d *envelope, e cloudevents.Event, header http.Header, dest *url.URL, r result) *envelope {
	if ctx.Err() != nil {
		return nil
	}
	if t.deadLetter == nil {
		t.server.o.Log.Error("an event is lost: it cannot be delivered and there is no dead letter sink",
			"trigger", t.key, "to", dest.String(), "type", e.Type(), "id", e.ID(), "code", r.code())
		return nil
	}
	dead := *d
	dead.Failed, dead.Dead = 0, newDeadLetter(dest, r)
	return t.deadLetterOnce(ctx, &dead, e, header)
}

// later is the delivery after one more failure.
func (d *envelope) later(wait time.Duration) *envelope {
	next := *d
	next.Failed++
	next.NotBefore = time.Now().Add(wait)
	return &next
}
