package fetch

import (
	"errors"
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/backdrop"
	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/ffprobe/mediatest"
	"github.com/moneyprinter/moneyprinter/shared/footage"
	"github.com/moneyprinter/moneyprinter/shared/footage/footagetest"
	"github.com/moneyprinter/moneyprinter/shared/footage/generated"
	"github.com/moneyprinter/moneyprinter/shared/footage/local"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

var fetcher = Fetcher{Providers: footage.Providers{generated.Name: generated.Provider{}, local.Name: local.Provider{}}}

func TestFootage(t *testing.T) {
	t.Parallel()
	w := footagetest.NewWork(t)
	c := steps.Candidate{Provider: "generated", ID: backdrop.ID("coffee", 1), Kind: steps.Generated, Term: "coffee"}
	out, err := fetcher.Run(t.Context(), w, steps.FetchInput{Candidate: &c})
	if err != nil || out.Clip.ID != "generated:"+c.ID || out.Clip.Kind != steps.Generated {
		t.Errorf("generated: %+v, %v", out, err)
	}
	ref, err := blob.PutFile(t.Context(), w.Blobs, mediatest.Clip(t, "a.mp4", 480, 640, 2), "video/mp4")
	if err != nil {
		t.Fatal(err)
	}
	c = steps.Candidate{Provider: "local", ID: "a", Kind: steps.VideoClip, URL: string(ref.Digest), Name: "a.mp4"}
	out, err = fetcher.Run(t.Context(), w, steps.FetchInput{Candidate: &c})
	if err != nil || out.Clip.Blob != ref || out.Clip.Width != 480 || out.Clip.Milliseconds != 2000 || out.Clip.Demuxer != "mov" || out.Clip.Rate != "25/1" {
		t.Errorf("local: %+v, %v", out, err)
	}
}

func TestMusic(t *testing.T) {
	t.Parallel()
	out, err := fetcher.Run(t.Context(), footagetest.NewWork(t), steps.FetchInput{Music: &steps.MusicInput{Type: "random", Seed: 1}})
	if err != nil || out.Clip.Kind != steps.Sound || out.Clip.Credit.Licence != "CC0-1.0" {
		t.Errorf("Run = %+v, %v", out, err)
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	gone := steps.Candidate{Provider: "local", URL: string(blob.DigestOf(nil))}
	unknown := steps.Candidate{Provider: "nobody"}
	for name, test := range map[string]struct {
		in   steps.FetchInput
		want failure.Code
	}{
		"nothing":          {steps.FetchInput{}, failure.InvalidInput},
		"both":             {steps.FetchInput{Candidate: &gone, Music: &steps.MusicInput{Type: "random"}}, failure.InvalidInput},
		"unknown provider": {steps.FetchInput{Candidate: &unknown}, failure.InvalidInput},
		"no such upload":   {steps.FetchInput{Candidate: &gone}, failure.NotFound},
		"no such track":    {steps.FetchInput{Music: &steps.MusicInput{Type: "custom", File: "none.mp3"}}, failure.NotFound},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if out, err := fetcher.Run(t.Context(), footagetest.NewWork(t), test.in); !errors.Is(err, &failure.Failure{Code: test.want}) {
				t.Errorf("Run = %+v, %v; want code %s", out, err, test.want)
			}
		})
	}
}
