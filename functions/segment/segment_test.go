package segment

import (
	"bytes"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/blob/folder"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/font"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/timeline"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// movie makes two seconds of H.264 in MP4.
func movie(t *testing.T, args ...string) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "movie.mp4")
	args = append([]string{"-v", "error", "-f", "lavfi", "-i", "testsrc2=size=160x90:rate=30:d=2"}, append(args, "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", path)...)
	if out, err := exec.CommandContext(t.Context(), "ffmpeg", args...).CombinedOutput(); err != nil {
		t.Fatalf("ffmpeg: %v\n%s", err, out)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// run renders two seconds of a file.
func run(t *testing.T, file []byte, change func(*timeline.Slice)) (_ steps.SegmentOutput, progress []float64, root string, _ error) {
	t.Helper()
	root = t.TempDir()
	store, err := folder.New(root)
	if err != nil {
		t.Fatal(err)
	}
	ref, err := store.Put(t.Context(), bytes.NewReader(file), "video/mp4")
	if err != nil {
		t.Fatal(err)
	}
	slice := timeline.Slice{Width: 90, Height: 160, FPS: 30, Frames: 60, Encoder: timeline.NewEncoder("", ""),
		Shots: []timeline.Shot{{Frames: 60, Speed: 1, Fit: video.Cover, Clip: steps.Clip{Kind: steps.VideoClip, Blob: ref, Width: 160, Height: 90, Demuxer: "mov,mp4,m4a,3gp,3g2,mj2"}}}}
	if change != nil {
		change(&slice)
	}
	in, err := blob.PutJSON(t.Context(), store, slice)
	if err != nil {
		t.Fatal(err)
	}
	w := &step.Work{Blobs: store, Scratch: t.TempDir(), Log: slog.New(slog.DiscardHandler), Progress: func(done float64) { progress = append(progress, done) }, Calls: step.Direct}
	out, err := Run(t.Context(), w, steps.SegmentInput{Slice: in})
	return out, progress, root, err
}

func TestRun(t *testing.T) {
	t.Parallel()
	out, progress, root, err := run(t, movie(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	if out.Frames != 60 || out.Video.Size == 0 || !strings.HasPrefix(out.Encoder, "libx264:") || files(t, root) != 3 {
		t.Errorf("segment = %+v, want the clip, the slice and the segment stored", out)
	}
	if len(progress) == 0 || progress[len(progress)-1] != 1 {
		t.Errorf("progress = %v, want it to end with 1", progress)
	}
}

// Whatever is wrong with a file ends as a failure document, and nothing is stored.
func TestBadInput(t *testing.T) {
	t.Parallel()
	good := movie(t)
	playlist := "#EXTM3U\n#EXTINF:1,\n/etc/passwd\n"
	for name, test := range map[string]struct {
		file   []byte
		change func(*timeline.Slice)
		want   failure.Code
	}{
		"text":      {file: []byte("This is no clip."), want: failure.CorruptMedia},
		"playlist":  {file: []byte(playlist), want: failure.CorruptMedia},
		"truncated": {file: good[:len(good)/2], want: failure.CorruptMedia},
		"shorter than promised": {file: good, want: failure.CorruptMedia, change: func(s *timeline.Slice) {
			s.Frames, s.Shots[0].Frames = 120, 120
		}},
		"demuxer of playlists": {file: []byte(playlist), want: failure.UnsupportedMedia, change: func(s *timeline.Slice) { s.Shots[0].Clip.Demuxer = "hls" }},
		"clip not stored": {file: good, want: failure.NotFound, change: func(s *timeline.Slice) {
			s.Shots[0].Clip.Blob = blob.Ref{Digest: blob.DigestOf([]byte("elsewhere"))}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, _, root, err := run(t, test.file, test.change)
			var f *failure.Failure
			if !errors.As(err, &f) || f.Code != test.want || f.Message == "" {
				t.Fatalf("segment = %+v, %v; want a failure of code %s", out, err, test.want)
			}
			if n := files(t, root); n != 2 {
				t.Errorf("%d blobs are stored, want the clip and the slice", n)
			}
		})
	}
}

// files counts the files below a folder.
func files(t *testing.T, root string) (n int) {
	t.Helper()
	if err := filepath.WalkDir(root, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			n++
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

// Captions and words that look like commands are text.
func TestHostileText(t *testing.T) {
	t.Parallel()
	choice, err := font.Choose("abc", font.Query{})
	if err != nil {
		t.Fatal(err)
	}
	text := `{\p1}'; [out] drawtext=textfile=/etc/passwd, %{pts} \N "x" C:\h`
	out, _, _, err := run(t, movie(t), func(s *timeline.Slice) {
		s.Captions = &timeline.Captions{Style: steps.CaptionStyle{Position: "bottom", Size: 60, Color: "#FFFFFF", StrokeColor: "#000000"}, Fonts: choice.Fonts,
			Scenes: []timeline.CuedScene{{Frames: 60, Cues: []steps.Cue{{End: 2000, Lines: []steps.Line{{Text: text, Words: []steps.Word{{Text: text, End: 2000}}}}}}}}}
		s.Shots = append([]timeline.Shot{{Frames: 30, Clip: steps.Clip{ID: text, Kind: steps.Generated, Term: text}, Words: []string{text}, Fonts: choice.Fonts}}, s.Shots...)
		s.Shots[1].Start, s.Shots[1].Frames = 30, 30
	})
	if err != nil || out.Frames != 60 {
		t.Errorf("segment = %+v, %v", out, err)
	}
}
