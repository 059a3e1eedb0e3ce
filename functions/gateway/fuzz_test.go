package gateway_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"

	"github.com/moneyprinter/moneyprinter/functions/gateway"
	"github.com/moneyprinter/moneyprinter/shared/blob/folder"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/orchestration/orchestrationtest"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// fuzzed is a gateway of an empty database that keeps the last event it sends.
func fuzzed(f *testing.F) (g *gateway.Function, store *orchestration.Store, last *cloudevents.Event) {
	f.Helper()
	store, last = orchestrationtest.Open(f), new(cloudevents.Event)
	blobs, err := folder.New(f.TempDir())
	if err != nil {
		f.Fatal(err)
	}
	return gateway.NewWith(gateway.Parts{
		Store: store, Blobs: blobs, Log: slog.New(slog.DiscardHandler), Stream: "http://stream", Workflow: recorder{Store: store},
		Broker: event.SenderFunc(func(_ context.Context, e cloudevents.Event) error { *last = e; return nil }),
		Limits: gateway.Limits{Writes: 1 << 30, Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}},
	}), store, last
}

// FuzzCreate posts any body. It is answered with the envelope: either the video is kept and its event can be sent and
// read, or the failure is the request's fault.
func FuzzCreate(f *testing.F) {
	g, store, last := fuzzed(f)
	f.Add([]byte(`{"video_subject":" The sea ","video_aspect":"16:9","unknown":1}`), "")
	f.Add([]byte(`{"video_script":"{\\fs200}\u0000\u202e%s'\"\\N","video_terms":["a\u0000"],"base":"\u0000"}`), "10.1.1.1, 2001:db8::1%eth0")
	f.Add([]byte(`{"video_subject":"x","video_subject":5}`), "::ffff:10.0.0.1")
	f.Add([]byte(`[`), ",,")
	f.Add([]byte(``), "")
	f.Fuzz(func(t *testing.T, body []byte, forwarded string) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/v1/videos", strings.NewReader(string(body)))
		r.Header.Set("X-Forwarded-For", forwarded)
		r.RemoteAddr = "10.0.0.1:1"
		w := httptest.NewRecorder()
		g.Handle(w, r)
		answer := envelopeOf(t, w)
		if w.Code != http.StatusOK {
			if w.Code != http.StatusBadRequest && w.Code != http.StatusRequestEntityTooLarge {
				t.Errorf("%q is answered with %d: %s", body, w.Code, w.Body)
			}
			return
		}
		var c created
		if err := json.Unmarshal(answer, &c); err != nil {
			t.Fatal(err)
		}
		if v, err := store.Get(t.Context(), orchestration.LocalOwner, c.ID); err != nil || v.State != orchestration.Queued {
			t.Fatalf("the request is not kept: %+v, %v", v, err)
		}
		if err := event.Admit(last); err != nil || last.Subject() != c.ID {
			t.Fatalf("what is sent is no event: %v\n%s", err, last)
		}
		var request event.VideoRequest
		if err := last.DataAs(&request); err != nil {
			t.Fatal(err)
		}
		if _, err := video.Decode(request.Params); err != nil {
			t.Errorf("the workflow refuses what the gateway took: %v\n%s", err, request.Params)
		}
	})
}

// FuzzRoutes sends any method, path and query: an envelope, a redirect to the stream, and never an error of ours.
func FuzzRoutes(f *testing.F) {
	g, store, _ := fuzzed(f)
	orchestrationtest.Put(f, store, orchestration.Video{ID: "done", State: orchestration.Completed})
	for _, s := range [][3]string{
		{"GET", "/api/v1/videos", "page=2&page_size=100"}, {"GET", "/api/v1/videos", "page=-1"}, {"GET", "/api/v1/videos/done", ""},
		{"GET", "/api/v1/videos/../../etc/passwd", ""}, {"GET", "/api/v1/videos/done/files/../../x", "download"}, {"GET", "/api/v1/videos/\x00%00", ""},
		{"DELETE", "/api/v1/videos/\xff", ""}, {"POST", "/api/v1/videos/done/cancel", ""}, {"GET", "/api/v1/videos/a b\r\n/events", "after=\r\n"}, {"PATCH", "//", "%zz"},
		{"GET", "/api/v1/videos/./events", ""}, {"HEAD", "/", ""},
	} {
		f.Add(s[0], s[1], s[2])
	}
	f.Fuzz(func(t *testing.T, method, path, query string) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		// The server takes only methods that are tokens (RFC 9110, section 9.1), and paths that begin so.
		if method == "" || strings.Trim(method, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" || !strings.HasPrefix(path, "/") {
			return
		}
		r.Method, r.URL = method, &url.URL{Path: path, RawQuery: query}
		w := httptest.NewRecorder()
		g.Handle(w, r)
		if location := w.Header().Get("Location"); location != "" && !strings.HasPrefix(location, "/") && !strings.HasPrefix(location, "http://stream/") {
			t.Errorf("%s %q leads to %q", method, path, location)
		}
		if w.Code == http.StatusTemporaryRedirect || w.Code == http.StatusMovedPermanently || w.Code == http.StatusPermanentRedirect {
			return
		}
		if envelopeOf(t, w); w.Code >= 500 {
			t.Errorf("%s %q?%q is answered with %d: %s", method, path, query, w.Code, w.Body)
		}
	})
}

// envelopeOf checks the envelope of an answer and returns its data.
func envelopeOf(t *testing.T, w *httptest.ResponseRecorder) json.RawMessage {
	t.Helper()
	var e struct {
		Status  int
		Message string
		Data    json.RawMessage
	}
	if err := json.Unmarshal(w.Body.Bytes(), &e); err != nil || e.Status != w.Code || e.Message == "" || !utf8.Valid(w.Body.Bytes()) {
		t.Fatalf("the answer %d is no envelope: %v\n%s", w.Code, err, w.Body)
	}
	if w.Code == http.StatusOK {
		return e.Data
	}
	var why failure.Failure
	if err := json.Unmarshal(e.Data, &why); err != nil || why.Code == "" || why.Message == "" {
		t.Fatalf("the failure says nothing: %v\n%s", err, w.Body)
	}
	return e.Data
}
