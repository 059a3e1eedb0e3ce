package workflow_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/control"
	"github.com/moneyprinter/moneyprinter/shared/database/databasetest"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/orchestration/orchestrationtest"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// ways runs a test with both ways to change a video: in the same process, and over HTTP.
func ways(t *testing.T, test func(b *bench, videos control.Workflow)) {
	kinds(t, func(t *testing.T, open databasetest.Open) {
		for _, way := range []string{"direct", "HTTP"} {
			t.Run(way, func(t *testing.T) {
				t.Parallel()
				b := setup(t, open)
				if way == "direct" {
					test(b, b.workflow)
					return
				}
				server := httptest.NewServer(http.HandlerFunc(b.workflow.Handle))
				t.Cleanup(server.Close)
				client, err := control.NewClient(server.URL)
				if err != nil {
					t.Fatal(err)
				}
				test(b, client)
			})
		}
	})
}

// queue leaves a request for a video that the workflow has not heard of.
func (b *bench) queue(id string) {
	b.Helper()
	if created, err := b.store.Request(b.Context(), b.asks(id, coffee)); err != nil || !created {
		b.Fatalf("created %v, %v", created, err)
	}
}

func TestCancelIsOnRecord(t *testing.T) {
	ways(t, func(b *bench, videos control.Workflow) {
		b.request("running", coffee)
		b.request("done", coffee+`, "stop_at": "script"`)
		b.run()
		b.queue("queued") // after the first event, whose sweep would accept it
		b.request("running", coffee)
		b.queue("foreign")
		b.request("bad", coffee+`, "video_aspect": "2:1"`)
		b.take("")
		for _, c := range []struct {
			owner, id string
			want      error
		}{
			{"local", "queued", nil},
			{"local", "queued", &failure.Failure{Code: failure.Conflict}},
			{"local", "done", &failure.Failure{Code: failure.Conflict}},
			{"local", "bad", &failure.Failure{Code: failure.Conflict}},
			{"somebody", "done", &failure.Failure{Code: failure.NotFound}},
			{"somebody", "foreign", &failure.Failure{Code: failure.NotFound}},
			{"local", "none", &failure.Failure{Code: failure.NotFound}},
			{"local", "\x00", &failure.Failure{Code: failure.NotFound}},
			{"local", "\xff", &failure.Failure{Code: failure.NotFound}},
		} {
			if err := videos.Cancel(b.Context(), c.owner, c.id); !errors.Is(err, c.want) {
				b.Errorf("%s's %q: %v, want %v", c.owner, c.id, err, c.want)
			}
		}
		if v := b.get("queued"); v.State != orchestration.Cancelled || v.Failure.Code != failure.Cancelled || b.count(`SELECT count(*) FROM request WHERE id = 'queued'`) != 0 {
			b.Errorf("a request that was cancelled is %+v", v)
		}
		if n := len(b.take(event.VideoCancelled)); n != 1 {
			b.Errorf("%d cancelled events", n)
		}
		if sent := b.take(event.Requested(steps.Script)); len(sent) != 0 {
			b.Errorf("a cancelled request asked for %v", sent)
		}
		b.take("") // what the cancellation itself announced
		// The event that asked for the video comes late, and changes nothing.
		b.request("queued", coffee)
		if s := b.get("queued").State; s != orchestration.Cancelled || len(b.sent) != 0 {
			b.Errorf("state %s, sent %v", s, b.sent)
		}
	})
}

func TestDelete(t *testing.T) {
	ways(t, func(b *bench, videos control.Workflow) {
		b.queue("queued")
		for id, state := range map[string]orchestration.State{"running": orchestration.Running, "done": orchestration.Completed, "kept": orchestration.Failed} {
			orchestrationtest.Put(b, b.store, orchestration.Video{ID: id, State: state, Steps: []orchestration.Stage{{Name: steps.Script, Total: 1, Tasks: []orchestration.Task{{State: "completed"}}}}})
			orchestrationtest.Note(b, b.store, id, orchestration.Entry{Seq: 1, Kind: orchestration.VideoAccepted})
		}
		for _, c := range []struct {
			owner, id string
			want      error
		}{
			{"local", "queued", &failure.Failure{Code: failure.Conflict}},
			{"local", "running", &failure.Failure{Code: failure.Conflict}},
			{"somebody", "done", &failure.Failure{Code: failure.NotFound}},
			{"somebody", "queued", &failure.Failure{Code: failure.NotFound}},
			{"local", "none", &failure.Failure{Code: failure.NotFound}},
			{"local", "\x00", &failure.Failure{Code: failure.NotFound}},
			{"local", "done", nil},
			{"local", "done", &failure.Failure{Code: failure.NotFound}},
		} {
			if err := videos.Delete(b.Context(), c.owner, c.id); !errors.Is(err, c.want) {
				b.Errorf("%s's %q: %v, want %v", c.owner, c.id, err, c.want)
			}
		}
		for id, want := range map[string]int{"done": 0, "kept": 1, "running": 1} {
			for _, table := range []string{"history", "task", "stage"} {
				if n := b.count(`SELECT count(*) FROM ` + table + ` WHERE video = '` + id + `'`); n != want {
					b.Errorf("%s: %d rows in %s", id, n, table)
				}
			}
		}
	})
}

// An event is taken at the root only, where triggers send it.
func TestEventsBesideTheRoutes(t *testing.T) {
	t.Parallel()
	b := setup(t, databasetest.SQLite)
	e := b.asks("v", coffee)
	server := httptest.NewServer(http.HandlerFunc(b.workflow.Handle))
	t.Cleanup(server.Close)
	for path, want := range map[string]bool{"/": true, "/videos/v": false} {
		if err := (event.HTTPSender{URL: server.URL + path}).Send(t.Context(), e); (err == nil) != want {
			t.Errorf("%s: %v", path, err)
		}
	}
	if s := b.get("v").State; s != orchestration.Running {
		t.Errorf("state %s", s)
	}
}
