package broker

import (
	"bytes"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	eventingv1 "knative.dev/eventing/pkg/apis/eventing/v1"

	"github.com/moneyprinter/moneyprinter/shared/event"
)

// FuzzReadEvent sends any request to the ingress. What it takes is kept whole: the store's form gives the same event again,
// and it can be sent on.
func FuzzReadEvent(f *testing.F) {
	f.Add("application/cloudevents+json", "", []byte(`{"specversion":"1.0","type":"t","source":"/s","id":"1","subject":"v","time":"2026-01-31T12:00:00.5+01:00","datacontenttype":"text/plain","data":"a","n":5,"b":true}`))
	f.Add("application/cloudevents+json", "", []byte(`{"specversion":"1.0","type":"t","source":"/s","id":"1","data_base64":"AAECAw==","x":"\u0000"}`))
	f.Add("application/cloudevents+json", "", []byte(`{"specversion":"0.3","type":"t","source":"/s","id":"1","data":{"a":1},"schemaurl":"urn:x"}`))
	f.Add("application/cloudevents-batch+json", "", []byte(`[]`))
	f.Add("application/json", "v/speech/0/1", []byte("{\n}"))
	f.Add("application/json", "a\xffb", []byte(`{"cut`))
	f.Add("/", "1", []byte("\n"))
	f.Fuzz(func(t *testing.T, contentType, id string, body []byte) {
		header := http.Header{"Content-Type": {contentType}}
		if id != "" {
			header.Set("Ce-Specversion", "1.0")
			header.Set("Ce-Type", "t")
			header.Set("Ce-Source", "/s")
			header.Set("Ce-Id", id)
			header.Set("Ce-Extension", id)
		}
		e, err := readEvent(bytes.NewReader(body), header)
		if err != nil {
			return
		}
		sealed, err := seal(*e)
		if err != nil {
			t.Fatal(err)
		}
		sealed.Header = http.Header{"Traceparent": {"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}}
		b, err := sealed.encode()
		if err != nil {
			t.Fatal(err)
		}
		opened, err := decodeEnvelope(b)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(sealed.Attributes, opened.Attributes); d != "" {
			t.Errorf("the store changes attributes (-before +after):\n%s", d)
		}
		if !bytes.Equal(sealed.data, opened.data) {
			t.Errorf("the store changes the data %q to %q", sealed.data, opened.data)
		}
		again, err := opened.event()
		if err != nil {
			t.Fatalf("what is kept is no event: %v\n%s", err, b)
		}
		if err := event.Admit(&again); err != nil {
			t.Errorf("what is kept is refused: %v\n%s", err, b)
		}
		// The SDK takes white space at the ends of an id for none, as HTTP does.
		if again.ID() != strings.TrimSpace(e.ID()) || again.Type() != strings.TrimSpace(e.Type()) || again.Source() != strings.TrimSpace(e.Source()) || again.Subject() != strings.TrimSpace(e.Subject()) || !again.Time().Equal(e.Time()) {
			t.Errorf("%s\nbecame\n%s", e, again)
		}
	})
}

// FuzzEnvelope reads any bytes as a kept delivery, as after a crash in the middle of a write: an error, no panic.
func FuzzEnvelope(f *testing.F) {
	f.Add([]byte(`{"attributes":{"specversion":"1.0","type":"t","source":"/s","id":"1"},"failed":3,"dead":{"dest":"http://x","code":503,"data":"x"}}` + "\n{}"))
	f.Add([]byte(`{"attributes":null}` + "\n"))
	f.Add([]byte("null\n"))
	f.Add([]byte(`{"attributes":{"specversion":"9"}}` + "\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := decodeEnvelope(b)
		if err != nil {
			return
		}
		if out, err := e.event(); err == nil && out.ID() == "" {
			t.Errorf("an event without an id: %s", b)
		}
	})
}

// FuzzFilter matches any event by any expression of CESQL: it matches or not, and what is no boolean does not.
func FuzzFilter(f *testing.F) {
	f.Add("type = 'moneyprinter.speech.requested' AND attempt > 1", "moneyprinter.speech.requested", "2")
	f.Add("id", "t", "true")
	f.Add("LENGTH(subject) / 0 = 1", "t", "x")
	f.Add("subject LIKE '%_%' OR NOT EXISTS x", "t", "%")
	f.Add("((((", "t", "")
	f.Fuzz(func(t *testing.T, expression, kind, subject string) {
		if len(expression) > 200 {
			return // the grammar's parser takes long for deep nesting, and expressions are an operator's
		}
		if eventingv1.ValidateCESQLExpression(t.Context(), expression) != nil {
			return // no trigger with it is loaded: what the parser panics on is a problem of its manifest
		}
		e, err := event.New(event.Type(kind), "/s", "1", subject, nil)
		if err != nil {
			return
		}
		trigger := &eventingv1.Trigger{}
		trigger.Spec.Filters = []eventingv1.SubscriptionsAPIFilter{{CESQL: expression}}
		log := slog.New(slog.DiscardHandler)
		first := newFilter(trigger, log).match(e)
		if again := newFilter(trigger, log).match(e); again != first {
			t.Errorf("%q matches once %v and once %v", expression, first, again)
		}
	})
}
