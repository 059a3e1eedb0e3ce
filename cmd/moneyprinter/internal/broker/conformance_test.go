package broker

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"
	"github.com/google/go-cmp/cmp"
	eventingv1 "knative.dev/eventing/pkg/apis/eventing/v1"
)

// The cases of these tests are those of the CloudEvents project's conformance repository (github.com/cloudevents/conformance,
// features/http-protocol-binding.feature and format/json), in our own words and data.

const (
	structured = "application/cloudevents+json"
	batch      = "application/cloudevents-batch+json"
)

// sinkAll is a broker whose one trigger passes every event on.
func sinkAll(t *testing.T) (*Server, subscriber) {
	all := make(subscriber, 10)
	return open(t, newBroker(nil), []*eventingv1.Trigger{newTestTrigger("all")}, Options{Transport: services(map[string]http.Handler{"all": all})}), all
}

// attributes are those of the event but for what the broker adds.
func attributesOf(t *testing.T, e cloudevents.Event) map[string]string {
	t.Helper()
	sealed, err := seal(e)
	if err != nil {
		t.Fatal(err)
	}
	delete(sealed.Attributes, "knativearrivaltime")
	return sealed.Attributes
}

func TestConformanceHTTPBinding(t *testing.T) {
	t.Parallel()
	s, all := sinkAll(t)
	const data = "{\n  \"greeting\": \"Hello\"\n}"
	want := map[string]string{"specversion": "1.0", "type": "org.example.made", "time": "2021-06-07T08:09:10Z", "id": "42-a", "source": "/here/there"}
	for _, contentType := range []string{"application/json", "application/json; charset=utf-8"} {
		t.Run("binary "+contentType, func(t *testing.T) {
			w := post(s, testBroker, data, "ce-specversion", "1.0", "ce-type", "org.example.made", "ce-time", "2021-06-07T08:09:10Z",
				"ce-id", "42-a", "ce-source", "/here/there", "Content-Type", contentType)
			if w.Code != http.StatusAccepted {
				t.Fatalf("%d %s", w.Code, w.Body)
			}
			got := all.next(t)
			expected := maps.Clone(want)
			expected["datacontenttype"] = contentType
			if diff := cmp.Diff(expected, attributesOf(t, got)); diff != "" || string(got.Data()) != data {
				t.Errorf("attributes (-want +got):\n%s\ndata %q", diff, got.Data())
			}
		})
	}
	for _, contentType := range []string{structured, structured + "; charset=utf-8", strings.ToUpper(structured[:1]) + structured[1:]} {
		t.Run("structured "+contentType, func(t *testing.T) {
			body := map[string]any{"data": json.RawMessage(data), "datacontenttype": "application/json"}
			for k, v := range want {
				body[k] = v
			}
			b, _ := json.Marshal(body)
			if w := post(s, testBroker, string(b), "Content-Type", contentType); w.Code != http.StatusAccepted {
				t.Fatalf("%d %s", w.Code, w.Body)
			}
			got := all.next(t)
			expected := maps.Clone(want)
			expected["datacontenttype"] = "application/json"
			var message map[string]string
			if err := json.Unmarshal(got.Data(), &message); err != nil || message["greeting"] != "Hello" {
				t.Errorf("data %q", got.Data())
			}
			if diff := cmp.Diff(expected, attributesOf(t, got)); diff != "" {
				t.Errorf("attributes (-want +got):\n%s", diff)
			}
		})
	}
}

// with is the smallest event with changes; nil removes an attribute.
func with(changes map[string]any) map[string]any {
	e := map[string]any{"specversion": "1.0", "id": "small", "type": "org.example.test", "source": "https://example.org"}
	for k, v := range changes {
		if e[k] = v; v == missing {
			delete(e, k)
		}
	}
	return e
}

const missing = "\x00missing"

var validEvents = map[string]struct {
	change map[string]any
	// want are the attributes that must arrive, besides the smallest event's; data the data.
	want map[string]string
	data string
}{
	"smallest":                    {},
	"null for what is optional":   {change: map[string]any{"datacontenttype": nil, "dataschema": nil, "subject": nil, "time": nil}},
	"all core attributes":         {change: map[string]any{"datacontenttype": "text/plain", "dataschema": "https://example.org/schema", "subject": "s", "time": "2021-06-07T08:09:10Z"}, want: map[string]string{"datacontenttype": "text/plain", "dataschema": "https://example.org/schema", "subject": "s", "time": "2021-06-07T08:09:10Z"}},
	"time with nanoseconds":       {change: map[string]any{"time": "2021-06-07T08:09:10.000000000Z"}, want: map[string]string{"time": "2021-06-07T08:09:10Z"}},
	"time east of Greenwich":      {change: map[string]any{"time": "2021-06-07T09:09:10+01:00"}, want: map[string]string{"time": "2021-06-07T08:09:10Z"}},
	"time west of Greenwich":      {change: map[string]any{"time": "2021-06-07T07:09:10-01:00"}, want: map[string]string{"time": "2021-06-07T08:09:10Z"}},
	"relative source":             {change: map[string]any{"source": "#part"}, want: map[string]string{"source": "#part"}},
	"text data":                   {change: map[string]any{"datacontenttype": "text/plain", "data": "plain words"}, want: map[string]string{"datacontenttype": "text/plain"}, data: "plain words"},
	"base64 data":                 {change: map[string]any{"datacontenttype": "application/octet-stream", "data_base64": "AAH/"}, want: map[string]string{"datacontenttype": "application/octet-stream"}, data: "\x00\x01\xff"},
	"extensions of all the types": {change: map[string]any{"exti": 10, "extb": true, "exts": "text", "extu": "https://example.org", "extr": "//a/b", "extt": "2023-03-31T15:12:00Z", "extx": "TWE="}, want: map[string]string{"exti": "10", "extb": "true", "exts": "text", "extu": "https://example.org", "extr": "//a/b", "extt": "2023-03-31T15:12:00Z", "extx": "TWE="}},
}

func TestConformanceValidEvents(t *testing.T) {
	t.Parallel()
	s, all := sinkAll(t)
	for name, c := range validEvents {
		body, _ := json.Marshal(with(c.change))
		if w := post(s, testBroker, string(body), "Content-Type", structured); w.Code != http.StatusAccepted {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
			continue
		}
		got := all.next(t)
		want := map[string]string{"specversion": "1.0", "id": "small", "type": "org.example.test", "source": "https://example.org"}
		maps.Copy(want, c.want)
		if diff := cmp.Diff(want, normalTime(t, attributesOf(t, got))); diff != "" || string(got.Data()) != c.data {
			t.Errorf("%s: attributes (-want +got):\n%s\ndata %q, want %q", name, diff, got.Data(), c.data)
		}
	}
}

// normalTime writes the time in UTC, for the same instant has several spellings.
func normalTime(t *testing.T, a map[string]string) map[string]string {
	t.Helper()
	if a["time"] != "" {
		at, err := time.Parse(time.RFC3339Nano, a["time"])
		if err != nil {
			t.Fatal(err)
		}
		a["time"] = at.UTC().Format(time.RFC3339Nano)
	}
	return a
}

var invalidEvents = map[string]map[string]any{
	"no specversion":           {"specversion": missing},
	"no id":                    {"id": missing},
	"no type":                  {"type": missing},
	"no source":                {"source": missing},
	"a time in words":          {"time": "at noon"},
	"a time to the minute":     {"time": "2021-06-07T08:09Z"},
	"an unknown zone":          {"time": "2021-06-07T08:09:10X"},
	"an offset beyond a day":   {"time": "2021-06-07T08:09:10+25:00"},
	"an offset in letters":     {"time": "2021-06-07T08:09:10+xx:00"},
	"an offset of hours alone": {"time": "2021-06-07T08:09:10+05"},
	"empty id":                 {"id": ""},
	"empty type":               {"type": ""},
	"empty source":             {"source": ""},
	"empty specversion":        {"specversion": ""},
	"unknown specversion":      {"specversion": "0.9"},
	"content type, no media":   {"datacontenttype": "xyz"},
	"empty content type":       {"datacontenttype": ""},
	"empty schema":             {"dataschema": ""},
	"empty subject":            {"subject": ""},
	"a number for an id":       {"id": 25},
	"an object for an id":      {"id": map[string]any{"a": "b"}},
	"capitals in a name":       {"MyExtension": "x"},
	"a dot in a name":          {"my.extension": "x"},
	"a fraction and a dot":     {"my.extension": 1.5},
	"an object for a value":    {"myextension": map[string]any{"a": 1}},
	"data twice":               {"data": "text", "data_base64": "e30="},
}

func TestConformanceInvalidEvents(t *testing.T) {
	t.Parallel()
	s, all := sinkAll(t)
	for name, change := range invalidEvents {
		body, _ := json.Marshal(with(change))
		if w := post(s, testBroker, string(body), "Content-Type", structured); w.Code != http.StatusBadRequest || w.Body.Len() == 0 {
			t.Errorf("%s: %d %q, want 400 and a reason", name, w.Code, w.Body)
		}
	}
	if n, err := s.Pending(t.Context()); err != nil || n+uint64(len(all)) != 0 {
		t.Errorf("refused events were delivered: %d kept, %d arrived, %v", n, len(all), err)
	}
}

// TestConformanceBatches: Knative's broker ingress takes no batch, valid or not, and nothing of one; nor does ours.
func TestConformanceBatches(t *testing.T) {
	t.Parallel()
	s, all := sinkAll(t)
	other := with(map[string]any{"id": "other"})
	for name, events := range map[string][]any{
		"empty": {}, "one": {with(nil)}, "one twice": {with(nil), with(nil)}, "two": {with(nil), other},
		"with extensions":         {with(nil), with(validEvents["extensions of all the types"].change)},
		"mixed versions":          {with(nil), with(map[string]any{"specversion": "0.9"})},
		"with an invalid event":   {with(map[string]any{"id": missing})},
		"with what is no object":  {"text", with(nil)},
		"with all the attributes": {with(nil), with(validEvents["all core attributes"].change)},
	} {
		body, _ := json.Marshal(events)
		if w := post(s, testBroker, string(body), "Content-Type", batch); w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d, want 400", name, w.Code)
		}
	}
	if n, err := s.Pending(t.Context()); err != nil || n+uint64(len(all)) != 0 {
		t.Errorf("parts of batches were delivered: %d kept, %d arrived, %v", n, len(all), err)
	}
}

func TestIngressRefusals(t *testing.T) {
	t.Parallel()
	s, all := sinkAll(t)
	event := func(change map[string]any) string { b, _ := json.Marshal(with(change)); return string(b) }
	for name, c := range map[string]struct {
		method, path, contentType, body string
		want                            int
	}{
		"get":               {"GET", testBroker, structured, event(nil), 405},
		"put":               {"PUT", testBroker, structured, event(nil), 405},
		"root":              {"POST", "/", structured, event(nil), 404},
		"namespace alone":   {"POST", "/ns", structured, event(nil), 400},
		"too deep":          {"POST", "/ns/default/x", structured, event(nil), 400},
		"trailing slash":    {"POST", testBroker + "/", structured, event(nil), 202},
		"unknown broker":    {"POST", "/ns/none", structured, event(nil), 404},
		"unknown namespace": {"POST", "/none/default", structured, event(nil), 404},
		"no event":          {"POST", testBroker, "application/json", `{"a":1}`, 400},
		"nothing":           {"POST", testBroker, "", "", 400},
		"structured, empty": {"POST", testBroker, structured, "", 400},
		"structured, text":  {"POST", testBroker, structured, "hello", 400},
		"too long":          {"POST", testBroker, structured, event(map[string]any{"data": strings.Repeat("x", 1<<20)}), 413},
		"TTL used up":       {"POST", testBroker, structured, event(map[string]any{"knativebrokerttl": 1}), 400},
		"TTL left":          {"POST", testBroker, structured, event(map[string]any{"knativebrokerttl": 2}), 202},
	} {
		r := httptest.NewRequest(c.method, c.path, strings.NewReader(c.body))
		r.Header.Set("Content-Type", c.contentType)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != c.want {
			t.Errorf("%s: %d %s, want %d", name, w.Code, w.Body, c.want)
		}
		if w.Code == 202 {
			all.next(t)
		}
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest(http.MethodOptions, testBroker, nil))
	if w.Code != 200 || w.Header().Get("WebHook-Allowed-Origin") != "*" || w.Header().Get("Allow") != "POST, OPTIONS" {
		t.Errorf("OPTIONS: %d %v", w.Code, w.Header())
	}
}
