package music

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/moneyprinter/moneyprinter/assets"
	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/ffprobe/mediatest"
	"github.com/moneyprinter/moneyprinter/shared/footage/footagetest"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// folder makes a music folder of the files given, by their paths.
func folder(t *testing.T, paths ...string) Source {
	t.Helper()
	dir := t.TempDir()
	for _, p := range paths {
		b, err := os.ReadFile(p)
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, filepath.Base(p)), b, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return Source{Folder: dir}
}

func TestEveryFormat(t *testing.T) {
	t.Parallel()
	for _, extension := range Extensions {
		t.Run(extension, func(t *testing.T) {
			t.Parallel()
			s := folder(t, mediatest.Sound(t, "track"+extension, 3), mediatest.Text(t, "notes.txt", "no music"))
			w := footagetest.NewWork(t)
			clip, err := s.Track(t.Context(), w, steps.MusicInput{Type: "random", Seed: 5})
			if err != nil {
				t.Fatal(err)
			}
			if clip.Kind != steps.Sound || clip.Name != "track"+extension || clip.Demuxer == "" || clip.Milliseconds < 2900 || clip.Milliseconds > 3200 || clip.Credit.Source != "local" {
				t.Errorf("clip %+v", clip)
			}
			if _, err := w.Blobs.Stat(t.Context(), clip.Blob.Digest); err != nil {
				t.Error(err)
			}
			again, err := s.Track(t.Context(), w, steps.MusicInput{Type: "custom", File: "track" + extension})
			if err != nil || again != clip {
				t.Errorf("by name: %+v, %v; want %+v", again, err, clip)
			}
			upload, err := Source{}.Track(t.Context(), w, steps.MusicInput{Type: "custom", File: string(clip.Blob.Digest)})
			if err != nil || upload.Blob != clip.Blob {
				t.Errorf("by digest: %+v, %v", upload, err)
			}
		})
	}
}

func TestSeedChooses(t *testing.T) {
	t.Parallel()
	w := footagetest.NewWork(t)
	chosen := map[string]bool{}
	for seed := range int64(12) {
		a, err := Source{}.Track(t.Context(), w, steps.MusicInput{Type: "random", Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		b, err := Source{}.Track(t.Context(), w, steps.MusicInput{Type: "random", Seed: seed})
		if err != nil || a != b {
			t.Errorf("seed %d takes %s and %s (%v)", seed, a.Name, b.Name, err)
		}
		chosen[a.Name] = true
	}
	if len(chosen) != len(assets.Music()) {
		t.Errorf("12 seeds take only %v", chosen)
	}
}

func TestBundled(t *testing.T) {
	t.Parallel()
	w := footagetest.NewWork(t)
	for _, s := range []Source{{}, folder(t, mediatest.Sound(t, "own.wav", 1))} {
		for _, name := range []string{"morning-light", "morning-light.ogg"} {
			clip, err := s.Track(t.Context(), w, steps.MusicInput{Type: "custom", File: name})
			if err != nil || clip.Credit.Licence != "CC0-1.0" || clip.Blob.MediaType != "audio/ogg" || clip.Milliseconds < 30_000 {
				t.Errorf("%q: %+v, %v", name, clip, err)
			}
		}
	}
	own := folder(t, mediatest.Sound(t, "morning-light.ogg", 1))
	if clip, err := own.Track(t.Context(), w, steps.MusicInput{Type: "custom", File: "morning-light.ogg"}); err != nil || clip.Credit.Source != "local" {
		t.Errorf("the folder's own track of a bundled name: %+v, %v", clip, err)
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	s := folder(t, mediatest.Text(t, "text.mp3", "no music"), mediatest.Truncated(t, mediatest.Sound(t, "cut.m4a", 9, "-movflags", "+faststart"), 0.5))
	film := folder(t, mediatest.Clip(t, "film.mp4", 64, 64, 1))
	for i, test := range []struct {
		source Source
		in     steps.MusicInput
		want   failure.Code
	}{
		{s, steps.MusicInput{Type: "custom", File: "text.mp3"}, failure.UnsupportedMedia},
		{s, steps.MusicInput{Type: "custom", File: "truncated-cut.m4a"}, failure.CorruptMedia},
		{film, steps.MusicInput{Type: "custom", File: "film.mp4"}, failure.UnsupportedMedia},
		{film, steps.MusicInput{Type: "random"}, failure.NotFound},
		{s, steps.MusicInput{Type: "custom", File: "../text.mp3"}, failure.InvalidInput},
		{s, steps.MusicInput{Type: "custom"}, failure.InvalidInput},
		{s, steps.MusicInput{Type: "custom", File: "none.mp3"}, failure.NotFound},
		{s, steps.MusicInput{Type: "custom", File: string(blob.DigestOf(nil))}, failure.NotFound},
		{s, steps.MusicInput{Type: ""}, failure.InvalidInput},
		{Source{Folder: filepath.Join(s.Folder, "gone")}, steps.MusicInput{Type: "random"}, failure.NotConfigured},
	} {
		t.Run(fmt.Sprint(i, test.want), func(t *testing.T) {
			t.Parallel()
			if clip, err := test.source.Track(t.Context(), footagetest.NewWork(t), test.in); !errors.Is(err, &failure.Failure{Code: test.want}) {
				t.Errorf("Track(%+v) = %+v, %v; want code %s", test.in, clip, err, test.want)
			}
		})
	}
}
