package event_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"

	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

const trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

func TestHTTPSender(t *testing.T) {
	t.Parallel()
	for status, taken := range map[int]bool{200: true, 202: true, 204: true, 400: false, 404: false, 500: false, 503: false} {
		var header http.Header
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			header = r.Header
			w.WriteHeader(status)
		}))
		place := event.Place{Video: "v", Step: steps.Speech, Index: 3, Attempt: 2}
		e, err := event.NewStep(event.Completed(steps.Speech), event.Source("speech"), place, event.StepCompleted{Key: "k"})
		if err != nil {
			t.Fatal(err)
		}
		e.SetExtension(event.TraceParentExtension, trace)
		err = event.HTTPSender{URL: server.URL}.Send(t.Context(), e)
		server.Close()
		if (err == nil) != taken {
			t.Errorf("status %d: %v", status, err)
		}
		for name, want := range map[string]string{"Ce-Id": "v/speech/3/2", "Ce-Type": "moneyprinter.speech.completed", "Ce-Subject": "v", "Ce-Attempt": "2", "Ce-Traceparent": trace, "Traceparent": trace} {
			if got := header.Get(name); got != want {
				t.Errorf("header %s is %q, want %q", name, got, want)
			}
		}
	}
	if err := (event.HTTPSender{URL: "http://127.0.0.1:1"}).Send(t.Context(), mustEvent(t)); err == nil {
		t.Error("nobody listens, and the event was taken")
	}
}

func TestPlace(t *testing.T) {
	t.Parallel()
	place := event.Place{Video: "v", Step: steps.Segment, Index: 7, Attempt: 1}
	if got, err := event.ParsePlace(place.ID()); err != nil || got != place {
		t.Errorf("ParsePlace(%q) = %+v, %v", place.ID(), got, err)
	}
	for _, id := range []string{"", "v", "v/segment", "v/segment/7", "v/segment/7/0", "v/segment/-1/1", "v/segment/x/1", "v/segment/7/1/2", "/segment/7/1", "v//7/1", strings.Repeat("/", 3)} {
		if got, err := event.ParsePlace(id); err == nil {
			t.Errorf("ParsePlace(%q) = %+v", id, got)
		}
	}
}

func mustEvent(t *testing.T) cloudevents.Event {
	t.Helper()
	e, err := event.New(event.SweepDue, "/test", "1", "v", nil)
	if err != nil {
		t.Fatal(err)
	}
	return e
}
