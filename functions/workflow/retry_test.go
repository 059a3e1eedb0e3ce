package workflow_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/control"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// conflict tells whether err is one.
func conflict(err error) bool { return errors.Is(err, &failure.Failure{Code: failure.Conflict}) }

func TestRetryGoesOnWhereItFailed(t *testing.T) {
	ways(t, func(b *bench, videos control.Workflow) {
		b.fail["segment/1/1"] = failure.New(failure.RenderFailed, "ffmpeg ended")
		b.request("v", coffee)
		b.run()
		if v := b.get("v"); v.State != orchestration.Failed || v.Failure.Code != failure.RenderFailed {
			b.Fatalf("state %s, %v", v.State, v.Failure)
		}
		b.now = b.now.Add(24 * time.Hour)
		if err := videos.Retry(b.Context(), "local", "v"); err != nil {
			b.Fatal(err)
		}
		if v := b.get("v"); v.State != orchestration.Running || v.Failure != nil || v.FinishedAt != nil {
			b.Errorf("after the retry: %s, %v", v.State, v.Failure)
		}
		asked := b.run()
		want := []string{"v/segment/1/2", "v/segment/2/2", "v/assemble/0/1"}
		if got := strings.Join(asked, " "); got != strings.Join(want, " ") {
			b.Errorf("the retry asked for %v, want %v", asked, want)
		}
		v := b.get("v")
		if v.State != orchestration.Completed || len(v.Output) != 1 {
			b.Errorf("state %s, %v", v.State, v.Failure)
		}
		if err := videos.Retry(b.Context(), "local", "v"); !conflict(err) {
			b.Errorf("a complete video: %v", err)
		}
	})
}

// Each run is told of by itself: who ignores repeated ids must hear of the second end too.
func TestRunsHaveNewsOfTheirOwn(t *testing.T) {
	ways(t, func(b *bench, videos control.Workflow) {
		broken := failure.New(failure.RenderFailed, "ffmpeg ended")
		b.fail["script/0/1"], b.fail["script/0/2"] = broken, broken
		b.request("v", coffee)
		ids := map[string]int{}
		end := func() {
			for len(b.sent) > 0 {
				e := b.sent[0]
				b.sent = b.sent[1:]
				if strings.HasSuffix(e.Type(), ".requested") {
					b.process(b.answer(e))
				} else {
					ids[e.ID()]++
				}
			}
		}
		end()
		for range 2 {
			if err := videos.Retry(b.Context(), "local", "v"); err != nil {
				b.Fatal(err)
			}
			end()
		}
		for _, id := range []string{"v/accepted", "v/failed", "v/accepted/2", "v/failed/2", "v/accepted/3", "v/completed/3"} {
			if ids[id] != 1 {
				b.Errorf("%s was sent %d times, want once: %v", id, ids[id], ids)
			}
		}
	})
}

func TestWhatCannotBeRetried(t *testing.T) {
	ways(t, func(b *bench, videos control.Workflow) {
		b.request("running", coffee)
		b.request("refused", coffee+`, "video_aspect": "2:1"`)
		b.queue("queued")
		for _, id := range []string{"running", "refused", "queued"} {
			if err := videos.Retry(b.Context(), "local", id); !conflict(err) {
				b.Errorf("%s: %v", id, err)
			}
		}
		for _, who := range [][2]string{{"local", "none"}, {"alice", "refused"}} {
			if err := videos.Retry(b.Context(), who[0], who[1]); !errors.Is(err, &failure.Failure{Code: failure.NotFound}) {
				b.Errorf("%v: %v", who, err)
			}
		}
	})
}

// A cancelled video goes on after a retry, with attempts of its own, and a result of the cancelled ones is still news of the
// past or the work itself.
func TestRetryAfterCancel(t *testing.T) {
	ways(t, func(b *bench, videos control.Workflow) {
		b.request("v", coffee)
		script := b.take(event.Requested(steps.Script))[0]
		if err := videos.Cancel(b.Context(), "local", "v"); err != nil {
			b.Fatal(err)
		}
		b.process(b.answer(script)) // too late
		if v := b.get("v"); v.State != orchestration.Cancelled || v.Steps[0].Done != 0 {
			b.Fatalf("state %s, %+v", v.State, v.Steps[0])
		}
		if err := videos.Retry(b.Context(), "local", "v"); err != nil {
			b.Fatal(err)
		}
		again := b.take(event.Requested(steps.Script))
		var request event.StepRequest
		if len(again) != 1 || again[0].ID() != "v/script/0/2" || again[0].DataAs(&request) != nil || request.Run != 2 {
			b.Fatalf("asked for %v, run %d", again, request.Run)
		}
		b.sent = append(b.sent, again...)
		b.run()
		if v := b.get("v"); v.State != orchestration.Completed {
			b.Errorf("state %s, %v", v.State, v.Failure)
		}
	})
}

// A paused video asks for nothing more; what is under way is recorded, and deadlines do not run out meanwhile.
func TestPause(t *testing.T) {
	ways(t, func(b *bench, videos control.Workflow) {
		b.request("v", coffee)
		script := b.take(event.Requested(steps.Script))[0]
		for range 2 {
			if err := videos.Pause(b.Context(), "local", "v"); err != nil {
				b.Fatal(err)
			}
		}
		b.process(b.answer(script))
		if asked := b.take(""); len(asked) != 1 || asked[0].Type() != string(event.VideoAccepted) {
			b.Fatalf("a paused video asked for %v", asked)
		}
		if v := b.get("v"); v.State != orchestration.Running || v.Steps[0].Done != 1 || !v.Paused {
			b.Errorf("state %s, paused %v, %+v", v.State, v.Paused, v.Steps[0])
		}
		b.now = b.now.Add(24 * time.Hour)
		if err := b.workflow.Sweep(b.Context()); err != nil {
			b.Fatal(err)
		}
		if asked := b.take(""); len(asked) != 0 {
			b.Fatalf("the sweep asked for %v", asked)
		}
		if err := videos.Resume(b.Context(), "local", "v"); err != nil {
			b.Fatal(err)
		}
		b.run()
		if v := b.get("v"); v.State != orchestration.Completed {
			b.Errorf("state %s, %v", v.State, v.Failure)
		}
		if err := videos.Pause(b.Context(), "local", "v"); !conflict(err) {
			b.Errorf("an ended video: %v", err)
		}
	})
}

// A platform on hold asks for nothing, and is drained once nothing is under way.
func TestHoldAndRelease(t *testing.T) {
	ways(t, func(b *bench, platform control.Workflow) {
		b.request("v", coffee)
		if err := platform.Hold(b.Context(), ""); err != nil {
			b.Fatal(err)
		}
		b.request("w", coffee)
		l, err := platform.Load(b.Context())
		if want := (control.Load{Held: true, Running: 2, Waiting: 1, UnderWay: 1}); err != nil || !same(l, want) {
			b.Errorf("load %+v, %v, want %+v", l, err, want)
		}
		b.run()
		l, err = platform.Load(b.Context())
		if err != nil || l.UnderWay != 0 || l.Running != 2 {
			b.Errorf("drained, the load is %+v, %v", l, err)
		}
		if err := platform.Release(b.Context(), ""); err != nil {
			b.Fatal(err)
		}
		b.run()
		for _, id := range []string{"v", "w"} {
			if v := b.get(id); v.State != orchestration.Completed {
				b.Errorf("%s: %s, %v", id, v.State, v.Failure)
			}
		}
		if l, err := platform.Load(b.Context()); err != nil || !same(l, control.Load{}) {
			b.Errorf("in the end the load is %+v, %v", l, err)
		}
	})
}

func same(a, b control.Load) bool {
	return a.Held == b.Held && a.Queued == b.Queued && a.Running == b.Running && a.Waiting == b.Waiting && a.UnderWay == b.UnderWay && len(a.Owners) == len(b.Owners)
}
