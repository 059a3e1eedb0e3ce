package broker

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/url"

	"github.com/cloudevents/sdk-go/v2/binding"
	cloudevents "github.com/cloudevents/sdk-go/v2/event"
	"knative.dev/eventing/pkg/kncloudevents/attributes"
)

// newDeadLetter describes a failure as Knative's dispatcher does: the sink that failed, its status (500 where there was
// none) and the beginning of its answer in base64.
func newDeadLetter(dest *url.URL, r result) *deadLetter {
	data := base64.StdEncoding.EncodeToString(r.data())
	return &deadLetter{Dest: dest.String(), Code: r.code(), Data: data[:min(len(data), attributes.KnativeErrorDataExtensionMaxLength)]}
}

// deadLetterOnce makes one attempt at the dead letter sink. Its answer matters by its status alone.
func (t *trigger) deadLetterOnce(ctx context.Context, d *envelope, e cloudevents.Event, header http.Header) *envelope {
	if t.deadLetter == nil {
		t.server.o.Log.Error("an event is lost: its trigger has no dead letter sink any more", "trigger", t.key, "type", e.Type(), "id", e.ID())
		return nil
	}
	dest, err := url.Parse(d.Dead.Dest)
	if err != nil {
		dest = t.subscriber
	}
	sent := e.Clone()
	marked, err := binding.ToEvent(ctx, binding.ToMessage(&sent), attributes.KnativeErrorTransformers(*dest, d.Dead.Code, d.Dead.Data)...)
	if err != nil {
		t.server.o.Log.Error("an event is lost: it cannot be marked as dead", "trigger", t.key, "type", e.Type(), "id", e.ID(), "err", err)
		return nil
	}
	r := t.send(ctx, t.deadLetter, *marked, header, t.format)
	if r.ok() || ctx.Err() != nil {
		return nil
	}
	if again, _ := t.retry.CheckRetry(ctx, r.resp, r.err); again && d.Failed < t.retry.RetryMax {
		return d.later(t.backoff(d.Failed, r.resp))
	}
	t.server.o.Log.Error("an event is lost: neither its subscriber nor the dead letter sink takes it",
		"trigger", t.key, "to", d.Dead.Dest, "type", e.Type(), "id", e.ID(), "code", r.code())
	return nil
}
