package gateway_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"
	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/functions/gateway"
	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/blob/folder"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/orchestration/orchestrationtest"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// testBundle is a gateway with its parts.
type testBundle struct {
	store  *orchestration.Store
	blobs  *folder.Store
	sent   []cloudevents.Event
	refuse error
	url    string
}

func setup(t *testing.T) *testBundle {
	t.Helper()
	return setupWith(t, func(s *folder.Store) blob.Store { return s })
}

// setupWith makes a gateway whose store of blobs is what it makes of the bundle's folder.
func setupWith(t *testing.T, store func(*folder.Store) blob.Store) *testBundle {
	t.Helper()
	b := &testBundle{store: orchestrationtest.Open(t)}
	var err error
	if b.blobs, err = folder.New(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	f := gateway.NewWith(gateway.Parts{
		Store: b.store, Blobs: store(b.blobs), Log: slog.New(slog.DiscardHandler),
		Broker: event.SenderFunc(func(_ context.Context, e cloudevents.Event) error {
			b.sent = append(b.sent, e)
			return b.refuse
		}),
		Workflow: recorder{Store: b.store},
	})
	server := httptest.NewServer(http.HandlerFunc(f.Handle))
	t.Cleanup(server.Close)
	b.url = server.URL
	return b
}

// answer is a response, read.
type answer struct {
	code   int
	header http.Header
	body   string
}

// client follows no redirect.
var client = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// do sends a request; headers are names and values in turn.
func (b *testBundle) do(t *testing.T, method, path, body string, headers ...string) answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, b.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{resp.StatusCode, resp.Header, string(got)}
}

// data decodes an envelope of the status wanted and returns its data.
func data[T any](t *testing.T, a answer, status int) T {
	t.Helper()
	var e struct {
		Status  int    `json:"status"`
		Message string `json:"message"`
		Data    T      `json:"data"`
	}
	if err := json.Unmarshal([]byte(a.body), &e); err != nil {
		t.Fatalf("%v in %s", err, a.body)
	}
	if a.code != status || e.Status != status || e.Message == "" {
		t.Fatalf("status %d, want %d: %s", a.code, status, a.body)
	}
	return e.Data
}

type created struct {
	TaskID string `json:"task_id"`
	ID     string `json:"id"`
	State  string `json:"state"`
	Links  struct{ Self, Events string }
}

func TestARequestIsKeptAndSent(t *testing.T) {
	t.Parallel()
	for name, refuse := range map[string]error{"the broker takes it": nil, "the broker is away": errors.New("away")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.refuse = refuse
			parent := "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
			c := data[created](t, b.do(t, "POST", "/api/v1/videos", `{"video_subject":" The sea ","video_aspect":"16:9","unknown":1}`, "Traceparent", parent), 200)
			if c.ID == "" || c.ID != c.TaskID || c.State != "queued" || c.Links.Self != "/api/v1/videos/"+c.ID {
				t.Fatalf("%+v", c)
			}
			v, err := b.store.Get(t.Context(), orchestration.LocalOwner, c.ID)
			if err != nil || v.State != orchestration.Queued {
				t.Fatalf("the request is not kept: %+v, %v", v, err)
			}
			if len(b.sent) != 1 || b.sent[0].Subject() != c.ID || b.sent[0].Type() != string(event.VideoRequested) {
				t.Fatalf("sent %v", b.sent)
			}
			var request event.VideoRequest
			var params struct {
				Subject string `json:"video_subject"`
				Aspect  string `json:"video_aspect"`
				FPS     int    `json:"video_fps"`
			}
			if err := errors.Join(b.sent[0].DataAs(&request), json.Unmarshal(request.Params, &params)); err != nil {
				t.Fatal(err)
			}
			if request.Owner != orchestration.LocalOwner || params.Subject != "The sea" || params.Aspect != "16:9" || params.FPS != 30 {
				t.Fatalf("%s", b.sent[0].Data())
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	b := setup(t)
	orchestrationtest.Put(t, b.store, orchestration.Video{ID: "running", State: orchestration.Running})
	orchestrationtest.Put(t, b.store, orchestration.Video{ID: "done", State: orchestration.Completed})
	orchestrationtest.Put(t, b.store, orchestration.Video{ID: "foreign", Owner: "somebody", State: orchestration.Completed})
	for _, c := range []struct {
		name, method, path, body string
		headers                  []string
		status                   int
		code                     failure.Code
	}{
		{"no subject", "POST", "/api/v1/videos", `{}`, nil, 400, failure.InvalidInput},
		{"no body", "POST", "/api/v1/videos", ``, nil, 400, failure.InvalidInput},
		{"no JSON", "POST", "/api/v1/videos", `video_subject=x`, nil, 400, failure.InvalidInput},
		{"a wrong type", "POST", "/api/v1/videos", `{"video_subject":5}`, nil, 400, failure.InvalidInput},
		{"a wrong aspect", "POST", "/api/v1/videos", `{"video_subject":"x","video_aspect":"3:2"}`, nil, 400, failure.InvalidInput},
		{"a script that is too long", "POST", "/api/v1/videos", `{"video_script":"` + strings.Repeat("a ", 20_000) + `"}`, nil, 413, failure.TooLarge},
		{"a body that is too large", "POST", "/api/v1/videos", `{"video_script":"` + strings.Repeat("a", gateway.MaxBody) + `"}`, nil, 413, failure.TooLarge},
		{"another site's page", "POST", "/api/v1/videos", `{"video_subject":"x"}`, []string{"Sec-Fetch-Site", "cross-site"}, 403, failure.Unauthorized},
		{"an unknown video", "GET", "/api/v1/videos/none", "", nil, 404, failure.NotFound},
		{"a foreign video", "GET", "/api/v1/videos/foreign", "", nil, 404, failure.NotFound},
		{"a foreign video's file", "GET", "/api/v1/videos/foreign/files/a.mp4", "", nil, 404, failure.NotFound},
		{"deleting a foreign video", "DELETE", "/api/v1/videos/foreign", "", nil, 404, failure.NotFound},
		{"deleting a running video", "DELETE", "/api/v1/videos/running", "", nil, 409, failure.Conflict},
		{"cancelling an ended video", "POST", "/api/v1/videos/done/cancel", "", nil, 409, failure.Conflict},
		{"an unknown file", "GET", "/api/v1/videos/done/files/none.mp4", "", nil, 404, failure.NotFound},
		{"page 0", "GET", "/api/v1/videos?page=0", "", nil, 400, failure.InvalidInput},
		{"a page too large", "GET", "/api/v1/videos?page_size=101", "", nil, 400, failure.InvalidInput},
		{"an unknown path", "GET", "/api/v2", "", nil, 404, failure.NotFound},
		{"a method that is not taken", "PUT", "/api/v1/videos", "", nil, 405, failure.InvalidInput},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := data[failure.Failure](t, b.do(t, c.method, c.path, c.body, c.headers...), c.status)
			refuses := "gateway"
			switch c.name {
			case "deleting a foreign video", "deleting a running video", "cancelling an ended video":
				refuses = "workflow" // it alone changes videos
			}
			if got.Code != c.code || got.Step != refuses {
				t.Fatalf("%+v", got)
			}
		})
	}
	if len(b.sent) != 0 {
		t.Fatalf("refused requests sent %v", b.sent)
	}
}

func TestListGetDelete(t *testing.T) {
	t.Parallel()
	b := setup(t)
	at := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	started, finished := at, at.Add(1500*time.Millisecond)
	for i, id := range []string{"first", "second", "third"} {
		orchestrationtest.Put(t, b.store, orchestration.Video{ID: id, State: orchestration.Completed, CreatedAt: at.Add(time.Duration(i) * time.Minute)})
	}
	orchestrationtest.Put(t, b.store, orchestration.Video{ID: "bad", State: orchestration.Failed, CreatedAt: at.Add(-time.Hour), Failure: failure.New(failure.UnknownVoice, "no such voice", failure.Hint("choose another")),
		Steps: []orchestration.Stage{{Name: steps.Speech, Total: 3, Done: 2, Tasks: []orchestration.Task{
			{Index: 0, State: "completed", Attempt: 1, Reused: true, Started: &started, Finished: &finished},
			{Index: 1, State: "completed", Attempt: 2, Started: &started, Finished: &finished},
			{Index: 2, State: "failed", Attempt: 1},
		}}}})

	type list struct {
		Videos      []struct{ ID string }
		Total, Page int
	}
	l := data[list](t, b.do(t, "GET", "/api/v1/videos?page=2&page_size=2", ""), 200)
	if diff := cmp.Diff(list{Videos: []struct{ ID string }{{"first"}, {"bad"}}, Total: 4, Page: 2}, l); diff != "" {
		t.Fatal(diff)
	}

	type view struct {
		State   string
		Failure failure.Failure
		Steps   []struct {
			Name                    string
			Total, Reused, Attempts int
			Seconds                 float64
		}
	}
	v := data[view](t, b.do(t, "GET", "/api/v1/videos/bad", ""), 200)
	if v.State != "failed" || v.Failure.Code != failure.UnknownVoice || v.Failure.Hint == "" || len(v.Steps) != 1 {
		t.Fatalf("%+v", v)
	}
	if s := v.Steps[0]; s.Total != 3 || s.Reused != 1 || s.Attempts != 4 || s.Seconds != 1.5 {
		t.Fatalf("%+v", s)
	}

	data[any](t, b.do(t, "DELETE", "/api/v1/videos/bad", ""), 200)
	data[failure.Failure](t, b.do(t, "GET", "/api/v1/videos/bad", ""), 404)
	data[failure.Failure](t, b.do(t, "DELETE", "/api/v1/videos/bad", ""), 404)
	data[view](t, b.do(t, "GET", "/api/v1/videos/first", ""), 200)
}

func TestFilesAreSentInRanges(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref, err := b.blobs.Put(t.Context(), strings.NewReader("0123456789"), "video/mp4")
	if err != nil {
		t.Fatal(err)
	}
	gone := blob.Ref{Digest: blob.DigestOf([]byte("gone")), MediaType: "text/vtt"}
	orchestrationtest.Put(t, b.store, orchestration.Video{ID: "v", State: orchestration.Completed, Output: []steps.AssembleOutput{{Files: []steps.File{
		{Role: "video", Name: "海.mp4", Blob: ref}, {Role: "vtt", Name: "gone.vtt", Blob: gone},
	}}}})
	const path = "/api/v1/videos/v/files/%E6%B5%B7.mp4"
	etag := `"` + string(ref.Digest) + `"`
	for _, c := range []struct {
		name, method, path string
		headers            []string
		status             int
		body               string
		want               map[string]string
	}{
		{"whole", "GET", path, nil, 200, "0123456789", map[string]string{"Content-Type": "video/mp4", "Content-Length": "10", "Accept-Ranges": "bytes", "Etag": etag, "X-Content-Type-Options": "nosniff", "Content-Disposition": "inline; filename*=utf-8''%E6%B5%B7.mp4"}},
		{"as a download", "GET", path + "?download", nil, 200, "0123456789", map[string]string{"Content-Disposition": "attachment; filename*=utf-8''%E6%B5%B7.mp4"}},
		{"head", "HEAD", path, nil, 200, "", map[string]string{"Content-Length": "10", "Etag": etag}},
		{"a range", "GET", path, []string{"Range", "bytes=2-4"}, 206, "234", map[string]string{"Content-Range": "bytes 2-4/10"}},
		{"the end", "GET", path, []string{"Range", "bytes=-3"}, 206, "789", map[string]string{"Content-Range": "bytes 7-9/10"}},
		{"a range of the bytes it knows", "GET", path, []string{"Range", "bytes=5-", "If-Range", etag}, 206, "56789", nil},
		{"a range of other bytes", "GET", path, []string{"Range", "bytes=5-", "If-Range", `"other"`}, 200, "0123456789", nil},
		{"beyond the end", "GET", path, []string{"Range", "bytes=10-"}, 416, "invalid range: failed to overlap\n", map[string]string{"Content-Range": "bytes */10"}},
		{"unchanged", "GET", path, []string{"If-None-Match", etag}, 304, "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := b.do(t, c.method, c.path, "", c.headers...)
			if got.code != c.status || got.body != c.body {
				t.Fatalf("%d %q, want %d %q", got.code, got.body, c.status, c.body)
			}
			for name, want := range c.want {
				if h := got.header.Get(name); h != want {
					t.Errorf("%s: %q, want %q", name, h, want)
				}
			}
		})
	}
	if f := data[failure.Failure](t, b.do(t, "GET", "/api/v1/videos/v/files/gone.vtt", ""), 404); f.Hint == "" {
		t.Fatalf("%+v", f)
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, path := range []string{"/", "/health", "/health/live", "/health/ready"} {
		data[map[string]any](t, b.do(t, "GET", path, ""), 200)
	}
	if err := b.store.DB.Close(); err != nil {
		t.Fatal(err)
	}
	data[map[string]any](t, b.do(t, "GET", "/health/live", ""), 200)
	for _, path := range []string{"/health", "/health/ready", "/api/v1/videos"} {
		if f := data[failure.Failure](t, b.do(t, "GET", path, ""), 503); strings.Contains(f.Message, "sql") {
			t.Fatalf("the answer tells of our inside: %s", f.Message)
		}
	}
}
