package local_test

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/local"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// TestMain lets the test binary stand for the one binary: its Jobs run it again.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 {
		switch os.Args[1] {
		case "job":
			os.Exit(local.RunJob(context.Background(), os.Args[2], faulty(local.Options{})))
		case "serve-until-killed":
			fmt.Fprintln(os.Stderr, serveUntilKilled(os.Args[2]))
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

func start(t *testing.T, o local.Options) *local.Machine {
	t.Helper()
	if o.Data == "" {
		o.Data = t.TempDir()
	}
	o.Listen = "127.0.0.1:0"
	m, err := local.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := m.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	return m
}

// finish waits for a video's end.
func finish(t *testing.T, m *local.Machine, id string) orchestration.Video {
	t.Helper()
	w := m.Hub().Watch(id)
	defer w.Close()
	limit := time.After(3 * time.Minute)
	for {
		v, err := m.Store().Get(t.Context(), orchestration.LocalOwner, id)
		if err != nil {
			t.Fatal(err)
		}
		if v.State.Ended() {
			return v
		}
		select {
		case <-w.Changed:
		case <-limit:
			t.Fatalf("the video did not end: %+v", v)
		}
	}
}

func small(subject string) video.Params {
	p := video.Defaults()
	p.Subject, p.ShortSide = subject, 360
	return p
}

// spoken is a small video whose text and voice come from the provider.
func spoken() video.Params {
	p := small("coffee")
	p.LLMProvider, p.SpeechProvider = "openai", "openai"
	return p
}

func TestMakesAVideo(t *testing.T) {
	t.Parallel()
	m := start(t, local.Options{})
	p := small("coffee")
	p.Script = "Coffee is a drink made from roasted beans. It came from Ethiopia, long ago."
	id, err := m.Create(t.Context(), orchestration.LocalOwner, p)
	if err != nil {
		t.Fatal(err)
	}
	v := finish(t, m, id)
	if v.State != orchestration.Completed {
		t.Fatalf("state %s: %+v", v.State, v.Failure)
	}
	roles := map[string]bool{}
	for _, f := range v.Output[0].Files {
		roles[f.Role] = true
	}
	for _, role := range []string{"video", "poster", "srt", "vtt", "ass", "words", "provenance"} {
		if !roles[role] {
			t.Errorf("no %s among the files", role)
		}
	}
}
