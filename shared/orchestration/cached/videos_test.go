package cached_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/cache"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/orchestration/cached"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// record is a Source of one video that counts how often it is asked. during is called while it answers.
type record struct {
	video  *orchestration.Video
	reads  int
	during func()
}

func (r *record) Get(_ context.Context, owner, id string) (orchestration.Video, error) {
	r.reads++
	if r.video == nil || r.video.Owner != owner || r.video.ID != id {
		return orchestration.Video{}, orchestration.ErrNotFound
	}
	video := *r.video
	if r.during != nil {
		r.during()
	}
	return video, nil
}

func (r *record) History(context.Context, string, int64, int) ([]orchestration.Entry, error) {
	return []orchestration.Entry{{Seq: 1}}, nil
}

// broken is a cache whose server is down.
type broken struct{}

var errDown = errors.New("down")

func (broken) Get(context.Context, string) ([]byte, bool, error)        { return nil, false, errDown }
func (broken) Set(context.Context, string, []byte, time.Duration) error { return errDown }
func (broken) Add(context.Context, string, []byte, time.Duration) (bool, error) {
	return false, errDown
}
func (broken) Delete(context.Context, string) error { return errDown }

// video has something in every field.
func video(state orchestration.State) orchestration.Video {
	at := time.Date(2026, 11, 1, 12, 0, 0, 1e6, time.UTC)
	return orchestration.Video{
		ID: "v", Owner: "o", State: state, Progress: 1, Params: json.RawMessage(`{"video_subject":"<salt>"}`), Seq: 12,
		Failure: failure.New(failure.Cancelled, "why", failure.Hint("hint")),
		Output:  []steps.AssembleOutput{{Files: []steps.File{{Role: "video", Name: "海.mp4", Blob: blob.Ref{Digest: blob.DigestOf([]byte("x")), Size: 1, MediaType: "video/mp4"}}}, Frames: 30, LUFS: -14.25}},
		Steps: []orchestration.Stage{{Name: steps.Script, Total: 1, Done: 1, Tasks: []orchestration.Task{
			{Index: 0, State: "completed", Attempt: 2, Key: "k", Reused: true, Uncertain: 1, Started: &at, Finished: &at},
		}}},
		CreatedAt: at, UpdatedAt: at, FinishedAt: &at,
	}
}

// document compares what a document says, not how it is written.
var document = cmp.Transformer("document", func(m json.RawMessage) (v any) {
	if err := json.Unmarshal(m, &v); err != nil {
		return err
	}
	return v
})

func TestACompletedVideoIsReadOnce(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		state orchestration.State
		cache cache.Cache
		reads int
	}{
		{orchestration.Completed, cache.NewMemory(1 << 20), 1},
		{orchestration.Completed, cache.NewMemory(10), 3}, // it has no room
		{orchestration.Completed, broken{}, 3},
		{orchestration.Running, cache.NewMemory(1 << 20), 3},
		{orchestration.Failed, cache.NewMemory(1 << 20), 3},
		{orchestration.Cancelled, cache.NewMemory(1 << 20), 3},
	} {
		want := video(c.state)
		r := &record{video: &want}
		videos := cached.New(r, c.cache, slog.New(slog.DiscardHandler))
		for range 3 {
			got, err := videos.Get(t.Context(), "o", "v")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(failure.Failure{}), document); diff != "" {
				t.Fatal(diff)
			}
		}
		if r.reads != c.reads {
			t.Errorf("a video that is %s was read %d times, want %d", c.state, r.reads, c.reads)
		}
		if _, err := videos.Get(t.Context(), "another", "v"); !errors.Is(err, orchestration.ErrNotFound) {
			t.Errorf("another owner gets the video: %v", err)
		}
		if entries, err := videos.History(t.Context(), "v", 0, 1); len(entries) != 1 || err != nil {
			t.Errorf("the history is %v, %v", entries, err)
		}
	}
}

func TestAForgottenVideoIsReadEachTime(t *testing.T) {
	t.Parallel()
	v := video(orchestration.Completed)
	r := &record{video: &v}
	videos := cached.New(r, cache.NewMemory(1<<20), slog.New(slog.DiscardHandler))
	get := func() error {
		_, err := videos.Get(t.Context(), "o", "v")
		return err
	}
	// Somebody reads the video at the moment in which it is forgotten and deleted.
	r.during = func() {
		videos.Forget(t.Context(), "v")
		r.video, r.during = nil, nil
	}
	if err := get(); err != nil {
		t.Fatal(err)
	}
	if err := get(); !errors.Is(err, orchestration.ErrNotFound) {
		t.Fatalf("after its end the video is there: %v", err)
	}
	// It was forgotten, and then was not deleted.
	r.video = &v
	if err := get(); err != nil {
		t.Fatal(err)
	}
	videos.Forget(t.Context(), "v")
	r.video = nil
	if err := get(); !errors.Is(err, orchestration.ErrNotFound) {
		t.Fatalf("after its end the video is there: %v", err)
	}
}
