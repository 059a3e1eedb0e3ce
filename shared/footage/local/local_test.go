package local

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/ffprobe/mediatest"
	"github.com/moneyprinter/moneyprinter/shared/footage/footagetest"
	"github.com/moneyprinter/moneyprinter/shared/library"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// folder puts files, by their paths, into a library.
func folder(t *testing.T, paths ...string) Provider {
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
	return Provider{Library: library.Library{Folder: dir}}
}

func materials(urls ...string) steps.SearchInput {
	in := steps.SearchInput{Provider: Name}
	for _, u := range urls {
		in.Materials = append(in.Materials, video.Material{URL: u})
	}
	return in
}

func TestConformance(t *testing.T) {
	t.Parallel()
	clip, picture := mediatest.Clip(t, "clip.mp4", 480, 500, 3), mediatest.Picture(t, "picture.png", 480, 640)
	webp := mediatest.Picture(t, "upload.webp", 640, 480)
	footagetest.Test(t, func(t *testing.T) footagetest.Bundle {
		w := footagetest.NewWork(t)
		ref, err := blob.PutFile(t.Context(), w.Blobs, webp, "image/webp")
		if err != nil {
			t.Fatal(err)
		}
		return footagetest.Bundle{
			Provider: folder(t, clip, picture), Name: Name, Work: w, Online: true,
			Finds:   materials("clip.mp4", "picture.png", string(ref.Digest), "clip.mp4"),
			Missing: steps.Candidate{Provider: Name, ID: "x", URL: string(blob.DigestOf([]byte("never uploaded"))), Kind: steps.VideoClip},
		}
	})
}

func TestSearchTakesEachFileOnce(t *testing.T) {
	t.Parallel()
	p := folder(t, mediatest.Clip(t, "a.mp4", 480, 480, 1))
	found, err := p.Search(t.Context(), footagetest.NewWork(t), materials("a.mp4", "a.mp4"))
	if err != nil || len(found) != 1 {
		t.Fatalf("Search = %+v, %v; want one candidate", found, err)
	}
	if c := found[0]; c.Name != "a.mp4" || c.Kind != steps.VideoClip || c.Seconds != 1 || !strings.HasPrefix(c.URL, "sha256:") {
		t.Errorf("candidate %+v", c)
	}
}

func TestSearchLeavesOutWhatIsTooSmall(t *testing.T) {
	t.Parallel()
	p := folder(t, mediatest.Picture(t, "small.png", 468, 900), mediatest.Picture(t, "near.png", 470, 900))
	found, err := p.Search(t.Context(), footagetest.NewWork(t), materials("small.png", "near.png"))
	if err != nil || len(found) != 1 || found[0].Name != "near.png" {
		t.Errorf("Search = %+v, %v; want near.png alone", found, err)
	}
	_, err = p.Search(t.Context(), footagetest.NewWork(t), materials("small.png"))
	if f := failure.From(err); f == nil || f.Code != failure.UnsupportedMedia || !strings.Contains(f.Message, "small.png is 468×900") {
		t.Errorf("Search of a small picture alone = %v", err)
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	p := folder(t,
		mediatest.Text(t, "text.mp4", "no film"),
		mediatest.Text(t, "playlist.mp4", "#EXTM3U\nfile:///etc/passwd\n"),
		mediatest.Make(t, "sound.mp4", "-f", "lavfi", "-i", "sine=d=2"),
		mediatest.Damaged(t, mediatest.Clip(t, "a.mp4", 480, 480, 3), 0.02, 1),
		mediatest.Truncated(t, mediatest.Clip(t, "b.mp4", 480, 480, 6), 0.5),
	)
	secret := mediatest.Picture(t, "secret.png", 640, 640)
	if err := os.Symlink(secret, filepath.Join(p.Library.Folder, "link.png")); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(p.Library.Folder, "folder.mp4"), 0o755); err != nil {
		t.Fatal(err)
	}
	for url, want := range map[string]failure.Code{
		"text.mp4": failure.UnsupportedMedia, "playlist.mp4": failure.UnsupportedMedia, "sound.mp4": failure.UnsupportedMedia,
		"damaged-a.mp4": failure.CorruptMedia, "truncated-b.mp4": failure.CorruptMedia,
		"link.png": failure.InvalidInput, "folder.mp4": failure.InvalidInput, "../secret.png": failure.InvalidInput, secret: failure.InvalidInput,
		`..\secret.png`: failure.InvalidInput, "..": failure.InvalidInput, ".": failure.InvalidInput, "": failure.InvalidInput, "a\x00.mp4": failure.InvalidInput,
		"http://example.com/a.mp4": failure.InvalidInput, "nothing.mp4": failure.NotFound, "concat:a.mp4|b.mp4": failure.NotFound,
		"sha256:../../../etc/passwd": failure.NotFound, string(blob.DigestOf(nil)): failure.NotFound,
	} {
		t.Run(url, func(t *testing.T) {
			t.Parallel()
			w := footagetest.NewWork(t)
			err := fetch(t, p, w, url)
			f := failure.From(err)
			if f == nil || f.Code != want || f.Retryable {
				t.Fatalf("%v; want a final failure of code %s", err, want)
			}
			if strings.Contains(f.Message, p.Library.Folder) || strings.Contains(f.Message, w.Scratch) {
				t.Errorf("the message names a path of ours: %q", f.Message)
			}
		})
	}
}

// fetch searches for one material and fetches what is found.
func fetch(t *testing.T, p Provider, w *step.Work, url string) error {
	found, err := p.Search(t.Context(), w, materials(url))
	if err != nil {
		return err
	}
	if len(found) != 1 {
		t.Fatalf("%d candidates", len(found))
	}
	_, err = p.Fetch(t.Context(), w, found[0])
	return err
}

func TestOtherProvidersMaterial(t *testing.T) {
	t.Parallel()
	in := steps.SearchInput{Materials: []video.Material{{Provider: "pexels", URL: "1"}}}
	if _, err := (Provider{}).Search(t.Context(), footagetest.NewWork(t), in); !errors.Is(err, &failure.Failure{Code: failure.InvalidInput}) {
		t.Errorf("Search = %v", err)
	}
}

func TestMaterialName(t *testing.T) {
	t.Parallel()
	w := footagetest.NewWork(t)
	ref, err := blob.PutFile(t.Context(), w.Blobs, mediatest.Picture(t, "a.png", 500, 500), "")
	if err != nil {
		t.Fatal(err)
	}
	in := steps.SearchInput{Materials: []video.Material{{URL: string(ref.Digest), Name: `C:\Users\ada\holiday.png`}}}
	found, err := Provider{}.Search(t.Context(), w, in)
	if err != nil || len(found) != 1 || found[0].Name != "holiday.png" {
		t.Fatalf("Search = %+v, %v; want holiday.png", found, err)
	}
	clip, err := Provider{}.Fetch(t.Context(), w, found[0])
	if err != nil || clip.Name != "holiday.png" || clip.Width != 500 || clip.Blob.Digest != ref.Digest || clip.Credit.Author != "ada" {
		t.Errorf("Fetch = %+v, %v", clip, err)
	}
}
