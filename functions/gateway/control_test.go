package gateway_test

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/moneyprinter/moneyprinter/functions/gateway"
	"github.com/moneyprinter/moneyprinter/shared/control"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/orchestration/orchestrationtest"
)

// recorder changes videos in the workflow's place.
type recorder struct {
	control.Workflow
	*orchestration.Store
}

func (r recorder) Cancel(ctx context.Context, owner, id string) error {
	return r.change(ctx, owner, id, false, `UPDATE video SET state = 'cancelled' WHERE id = $1`)
}

func (r recorder) Delete(ctx context.Context, owner, id string) error {
	return r.change(ctx, owner, id, true, `DELETE FROM history WHERE video = $1`, `DELETE FROM task WHERE video = $1`, `DELETE FROM stage WHERE video = $1`, `DELETE FROM video WHERE id = $1`)
}

// change runs statements on a video that has ended or not.
func (r recorder) change(ctx context.Context, owner, id string, ended bool, statements ...string) error {
	v, err := r.Get(ctx, owner, id)
	if errors.Is(err, orchestration.ErrNotFound) {
		return failure.New(failure.NotFound, "there is no such video", failure.Step("workflow"))
	}
	if err != nil {
		return err
	}
	if v.State.Ended() != ended {
		return failure.New(failure.Conflict, "the video's state does not allow it", failure.Hint("look at the video"), failure.Step("workflow"))
	}
	return r.DB.Tx(ctx, func(tx *sql.Tx) error {
		for _, s := range statements {
			if _, err := tx.ExecContext(ctx, s, id); err != nil {
				return err
			}
		}
		return nil
	})
}

// The gateway cancels and deletes by the workflow, in its own process or over HTTP, and answers the same.
func TestBothWaysToTheWorkflow(t *testing.T) {
	t.Parallel()
	for _, way := range []string{"direct", "HTTP"} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			store := orchestrationtest.Open(t)
			var videos control.Workflow = recorder{Store: store}
			if way == "HTTP" {
				workflow := httptest.NewServer(control.Handler(videos, slog.New(slog.DiscardHandler)))
				t.Cleanup(workflow.Close)
				client, err := control.NewClient(workflow.URL)
				if err != nil {
					t.Fatal(err)
				}
				videos = client
			}
			b := serve(t, gateway.Parts{Store: store, Workflow: videos, Owner: func(r *http.Request) string { return r.Header.Get("Owner") }})
			orchestrationtest.Put(t, store, orchestration.Video{ID: "v", Owner: "Zoë", State: orchestration.Running})
			for _, c := range []struct {
				method, path, owner string
				status              int
				hint                string
			}{
				{"DELETE", "/api/v1/videos/v", "Zoë", 409, "look at the video"},
				{"POST", "/api/v1/videos/v/cancel", "bob", 404, ""},
				{"DELETE", "/api/v1/videos/v", "bob", 404, ""},
				{"POST", "/api/v1/videos/v/cancel", "Zoë", 200, ""},
				{"POST", "/api/v1/videos/v/cancel", "Zoë", 409, "look at the video"},
				{"DELETE", "/api/v1/videos/v", "Zoë", 200, ""},
				{"DELETE", "/api/v1/videos/v", "Zoë", 404, ""},
			} {
				a := b.do(t, c.method, c.path, "", "Owner", c.owner)
				if c.status == 200 {
					if got := data[*struct{ State string }](t, a, 200); got != nil && got.State != "cancelled" {
						t.Errorf("%s %s shows the state %s", c.method, c.path, got.State)
					}
					continue
				}
				if f := data[failure.Failure](t, a, c.status); f.Step != "workflow" || f.Hint != c.hint {
					t.Errorf("%s %s by %s: %+v", c.method, c.path, c.owner, f)
				}
			}
		})
	}
}

// A gateway without a workflow has no routes that need one.
func TestWithoutAWorkflow(t *testing.T) {
	t.Parallel()
	b := serve(t, gateway.Parts{Store: orchestrationtest.Open(t)})
	orchestrationtest.Put(t, b.store, orchestration.Video{ID: "v", State: orchestration.Completed})
	data[failure.Failure](t, b.do(t, "DELETE", "/api/v1/videos/v", ""), 405)
	data[failure.Failure](t, b.do(t, "POST", "/api/v1/videos/v/cancel", ""), 404)
}
