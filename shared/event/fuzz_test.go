package event_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"

	"github.com/moneyprinter/moneyprinter/shared/event"
)

// FuzzFromRequest sends any body as a binary and as a structured event. What is taken can be kept: it encodes as JSON, which
// decodes to the same event, and its attributes are text that a database takes.
func FuzzFromRequest(f *testing.F) {
	f.Add("application/cloudevents+json", "", "", "", "", []byte(`{"specversion":"1.0","type":"moneyprinter.video.requested","source":"/cli","id":"1","subject":"v","datacontenttype":"application/json","data":{"params":{"video_subject":"The sea"}},"attempt":"2"}`))
	f.Add("application/cloudevents+json", "", "", "", "", []byte(`{"specversion":"1.0","type":"t","source":"/s","id":"1","data_base64":"AAECAw=="}`))
	f.Add("application/cloudevents+json", "", "", "", "", []byte(`{"specversion":"0.3","type":"t","source":"/s","id":"1","datacontentencoding":"base64","data":"AAECAw=="}`))
	f.Add("application/cloudevents+json", "", "", "", "", []byte(`{"specversion":"1.0","type":"t","source":"/s","id":"a\u0000b"}`))
	f.Add("application/cloudevents+json", "", "", "", "", []byte(`{"specversion":"0.3","type":"t","source":"/s","id":"1","datacontenttype":"application/json","datacontentencoding":"base64","data":"eyJhIjoxfQ=="}`))
	f.Add("application/cloudevents-batch+json", "", "", "", "", []byte(`[]`))
	f.Add("application/json", "moneyprinter.speech.requested", "/moneyprinter/functions/workflow", "v/speech/0/1", "v", []byte(`{"owner":"local","version":1}`))
	f.Add("application/json", "t", "/s", "1", "v\xff", []byte(`{"cut`))
	f.Add("text/plain", "t", "/s", "1", "%00", []byte("\xff\x00"))
	f.Fuzz(func(t *testing.T, contentType, kind, source, id, subject string, body []byte) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", bytes.NewReader(body))
		r.Header.Set("Content-Type", contentType)
		for name, value := range map[string]string{"Ce-Type": kind, "Ce-Source": source, "Ce-Id": id, "Ce-Subject": subject} {
			if value != "" {
				r.Header.Set("Ce-Specversion", "1.0")
				r.Header.Set(name, value)
			}
		}
		e, err := event.FromRequest(r)
		if err != nil {
			return
		}
		for _, text := range []string{e.Type(), e.Source(), e.ID(), e.Subject()} {
			if !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) {
				t.Errorf("%q is taken for an attribute", text)
			}
		}
		b, err := json.Marshal(e)
		if err != nil {
			t.Fatalf("the event cannot be kept: %v\n%s", err, e)
		}
		var again cloudevents.Event
		if err := json.Unmarshal(b, &again); err != nil {
			t.Fatalf("the event cannot be read again: %v\n%s", err, b)
		}
		same(t, e, again)

		// So does what is sent on.
		var sent *http.Request
		client := &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			sent = r.Clone(context.Background())
			var b bytes.Buffer
			if r.Body != nil {
				b.ReadFrom(r.Body)
			}
			sent.Body = http.NoBody
			if b.Len() > 0 {
				sent = httptest.NewRequest(http.MethodPost, "/", &b)
				sent.Header = r.Header
			}
			return &http.Response{StatusCode: http.StatusAccepted, Body: http.NoBody}, nil
		})}
		if err := (event.HTTPSender{URL: "http://broker", Client: client}).Send(t.Context(), e); err != nil {
			t.Fatalf("the event cannot be sent: %v\n%s", err, e)
		}
		if again, err = event.FromRequest(sent); err != nil {
			t.Fatalf("what was sent is no event: %v\n%v", err, sent.Header)
		}
		same(t, e, again)
	})
}

// roundTrip is a server that is a function.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// same compares events by what receivers look at.
func same(t *testing.T, want, got cloudevents.Event) {
	t.Helper()
	for name, pair := range map[string][2]string{
		"type": {want.Type(), got.Type()}, "source": {want.Source(), got.Source()}, "id": {want.ID(), got.ID()}, "subject": {want.Subject(), got.Subject()},
		"content type": {want.DataContentType(), got.DataContentType()}, "schema": {want.DataSchema(), got.DataSchema()},
	} {
		// HTTP takes no white space at the ends of a field (RFC 9110, section 5.5).
		if strings.TrimSpace(pair[0]) != strings.TrimSpace(pair[1]) {
			t.Errorf("the %s %q became %q", name, pair[0], pair[1])
		}
	}
	if !bytes.Equal(compact(want.Data()), compact(got.Data())) {
		t.Errorf("the data %q became %q", want.Data(), got.Data())
	}
}

// compact returns JSON without white space, and anything else as it is.
func compact(b []byte) []byte {
	var out bytes.Buffer
	if json.Compact(&out, b) != nil {
		return b
	}
	return out.Bytes()
}

// FuzzParsePlace looks that a place has one id: two spellings of it would be two attempts.
func FuzzParsePlace(f *testing.F) {
	for _, id := range []string{"v/segment/7/1", "v/segment/+7/01", "v//7/1", "v/segment/-0/1", "v/segment/99999999999999999999/1"} {
		f.Add(id)
	}
	f.Fuzz(func(t *testing.T, id string) {
		place, err := event.ParsePlace(id)
		if err == nil && place.ID() != id {
			t.Errorf("ParsePlace(%q).ID() = %q", id, place.ID())
		}
	})
}

// FuzzType splits any type: what is taken apart was put together so.
func FuzzType(f *testing.F) {
	for _, s := range []string{"moneyprinter.speech.requested", "moneyprinter.video.completed", "dev.knative.sources.ping", "moneyprinter.a.b.c"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if about, what, ok := event.Type(s).Split(); ok && "moneyprinter."+about+"."+what != s {
			t.Errorf("Split(%q) = %q, %q", s, about, what)
		}
	})
}

// FuzzDocument reads any data as a request's, with an input of any bytes: an error, and no value half read.
func FuzzDocument(f *testing.F) {
	f.Add([]byte(`{"owner":"local","input":{"inline":{"subject":"The sea"}}}`))
	f.Add([]byte(`{"input":{"ref":{"digest":"sha256:../../etc/passwd"}}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var request event.StepRequest
		if json.Unmarshal(b, &request) != nil || request.Input.Ref != nil {
			return
		}
		var v any
		err := request.Input.Read(t.Context(), nil, &v)
		var syntax *json.SyntaxError
		if err != nil && !errors.As(err, &syntax) {
			t.Errorf("Read(%q) = %v", b, err)
		}
	})
}
