package stream_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/functions/stream"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/orchestration/orchestrationtest"
	"github.com/moneyprinter/moneyprinter/shared/progress"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// message is a server-sent event; a comment has only Comment.
type message struct{ ID, Event, Data, Comment string }

// testBundle is a stream with its parts.
type testBundle struct {
	store *orchestration.Store
	news  progress.Bus
	url   string
}

// setup serves a stream.
func setup(t *testing.T, news progress.Bus) *testBundle {
	t.Helper()
	return setupWith(t, news, 0)
}

// setupWith serves a stream by a server that gives an answer so long, 0 being any time; a stream that has nothing to say says so
// after three times that.
func setupWith(t *testing.T, news progress.Bus, writeTimeout time.Duration) *testBundle {
	t.Helper()
	b := &testBundle{store: orchestrationtest.Open(t), news: news}
	f := stream.NewWith(stream.Parts{Store: b.store, News: news, Poll: 10 * time.Millisecond, Heartbeat: 3 * writeTimeout})
	server := httptest.NewUnstartedServer(http.HandlerFunc(f.Handle))
	server.Config.WriteTimeout = writeTimeout
	server.Start()
	t.Cleanup(server.Close)
	b.url = server.URL
	return b
}

// open follows a video after an entry and returns what arrives, until the stream ends.
func (b *testBundle) open(t *testing.T, ctx context.Context, path string, headers ...string) (*http.Response, <-chan message) {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, b.url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { resp.Body.Close() })
	messages := make(chan message, 1000)
	go func() {
		defer close(messages)
		var m message
		for s := bufio.NewScanner(resp.Body); s.Scan(); {
			field, value, _ := strings.Cut(s.Text(), ": ")
			switch {
			case s.Text() == "":
				messages <- m
				m = message{}
			case field == "id":
				m.ID = value
			case field == "event":
				m.Event = value
			case field == "data":
				m.Data = value
			case field == "":
				m.Comment = value
			}
		}
	}()
	return resp, messages
}

// next returns the next message that the test wants.
func next(t *testing.T, messages <-chan message, want func(message) bool) message {
	t.Helper()
	for {
		select {
		case m, ok := <-messages:
			if !ok {
				t.Fatal("the stream ended")
			}
			if want(m) {
				return m
			}
		case <-t.Context().Done():
			t.Fatal("the message did not come")
		}
	}
}

func history(m message) bool { return m.ID != "" }

func (b *testBundle) note(t *testing.T, seq int64, kind orchestration.Kind) {
	t.Helper()
	orchestrationtest.Note(t, b.store, "v", orchestration.Entry{Seq: seq, Kind: kind, At: time.UnixMilli(seq)})
	if b.news != nil {
		b.news.Changed("v")
	}
}

func running() orchestration.Video {
	return orchestration.Video{ID: "v", State: orchestration.Running, Steps: []orchestration.Stage{
		{Name: steps.Segment, Total: 2, Tasks: []orchestration.Task{{Index: 0, State: "requested", Attempt: 1}, {Index: 1, State: "ready", Attempt: 1}}},
	}}
}

func TestAClientThatComesBackMissesNothingAndGetsNothingTwice(t *testing.T) {
	t.Parallel()
	for name, news := range map[string]progress.Bus{"with news": progress.NewHub(), "without": nil} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t, news)
			orchestrationtest.Put(t, b.store, running())
			var ids []string
			last := "0"
			seq := int64(0)
			for range 4 {
				ctx, leave := context.WithCancel(t.Context())
				seq++
				b.note(t, seq, orchestration.TaskCompleted) // while nobody watches
				_, messages := b.open(t, ctx, "/api/v1/videos/v/events", "Last-Event-ID", last)
				m := next(t, messages, history)
				ids = append(ids, m.ID)
				for range 2 {
					seq++
					b.note(t, seq, orchestration.TaskCompleted) // while it watches
					m = next(t, messages, history)
					ids = append(ids, m.ID)
				}
				last = m.ID
				leave()
			}
			v := running()
			v.State = orchestration.Completed
			b.note(t, seq+1, orchestration.VideoCompleted)
			orchestrationtest.Put(t, b.store, v)
			_, messages := b.open(t, t.Context(), "/api/v1/videos/v/events?after="+last)
			m := next(t, messages, history)
			if ids = append(ids, m.ID); m.Event != "video.completed" {
				t.Fatalf("%+v", m)
			}
			for m := range messages {
				t.Fatalf("after the last entry: %+v", m)
			}
			want := []string{}
			for i := range seq + 1 {
				want = append(want, strconv.FormatInt(i+1, 10))
			}
			if diff := cmp.Diff(want, ids); diff != "" {
				t.Fatal(diff)
			}
			resp, _ := b.open(t, t.Context(), "/api/v1/videos/v/events", "Last-Event-ID", m.ID)
			if resp.StatusCode != http.StatusNoContent {
				t.Fatalf("a client that has everything gets %s", resp.Status)
			}
		})
	}
}

func TestProgressAndHeartbeatOutliveTheServersDeadline(t *testing.T) {
	t.Parallel()
	b := setupWith(t, progress.NewHub(), 500*time.Millisecond)
	orchestrationtest.Put(t, b.store, running())
	resp, messages := b.open(t, t.Context(), "/api/v1/videos/v/events")
	if got := resp.Header.Get("Content-Type"); got != "text/event-stream" {
		t.Fatal(got)
	}
	next(t, messages, func(m message) bool { return m.Event == "progress" })
	next(t, messages, func(m message) bool { return m.Comment != "" }) // after three times the write deadline
	b.news.Publish(t.Context(), progress.Report{Place: event.Place{Video: "v", Step: steps.Segment, Attempt: 1}, Done: 0.5})
	m := next(t, messages, func(m message) bool { return m.Event == "progress" })
	var s struct {
		Progress float64
		Steps    []struct{ Done float64 }
	}
	if err := json.Unmarshal([]byte(m.Data), &s); err != nil || s.Progress != 0.25 || s.Steps[0].Done != 0.5 || m.ID != "" {
		t.Fatalf("%+v, %v", m, err)
	}
}

// A process that is asked to end does not wait for its streams: they end, and their clients come back with what they have.
func TestStreamsEndWithTheProcess(t *testing.T) {
	t.Parallel()
	stopping := make(chan struct{})
	store := orchestrationtest.Open(t)
	f := stream.NewWith(stream.Parts{Store: store, News: progress.NewHub(), Stopping: stopping})
	server := httptest.NewServer(http.HandlerFunc(f.Handle))
	t.Cleanup(server.Close)
	b := &testBundle{store: store, url: server.URL}
	orchestrationtest.Put(t, b.store, running())
	_, messages := b.open(t, t.Context(), "/api/v1/videos/v/events")
	next(t, messages, func(m message) bool { return m.Event == "progress" })
	close(stopping)
	for range messages { // until the stream ends
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	b := setup(t, nil)
	orchestrationtest.Put(t, b.store, running())
	orchestrationtest.Put(t, b.store, orchestration.Video{ID: "foreign", Owner: "somebody", State: orchestration.Running})
	for path, status := range map[string]int{
		"/api/v1/videos/none/events":          404,
		"/api/v1/videos/foreign/events":       404,
		"/api/v1/videos/v/events?after=x":     400,
		"/api/v1/videos/v/events?after=-1":    400,
		"/api/v1/videos/v/events/of/what/not": 404,
	} {
		if resp, _ := b.open(t, t.Context(), path); resp.StatusCode != status {
			t.Errorf("%s: %s, want %d", path, resp.Status, status)
		}
	}
}
