package render

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/blob/folder"
	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/timeline"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// size of the pictures in tests: small, and of the shape that is usual.
const testWidth, testHeight = 180, 320

// bench holds the sources of a test.
type testBundle struct {
	store *folder.Store
	dir   string
}

func setup(t *testing.T) *testBundle {
	t.Helper()
	dir := t.TempDir()
	store, err := folder.New(filepath.Join(dir, "blobs"))
	if err != nil {
		t.Fatal(err)
	}
	return &testBundle{store: store, dir: dir}
}

// ffmpegOutput runs ffmpeg and returns its standard output.
func ffmpegOutput(t *testing.T, args ...string) []byte {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "ffmpeg", append([]string{"-hide_banner", "-nostdin", "-y", "-v", "error"}, args...)...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("ffmpeg %s: %v\n%s", strings.Join(args, " "), err, &stderr)
	}
	return out
}

// make makes a file with ffmpeg and returns its blob.
func (b *testBundle) make(t *testing.T, name string, args ...string) blob.Ref {
	t.Helper()
	path := filepath.Join(b.dir, name)
	ffmpegOutput(t, append(args, path)...)
	return b.put(t, path)
}

func (b *testBundle) put(t *testing.T, path string) blob.Ref {
	t.Helper()
	ref, err := blob.PutFile(t.Context(), b.store, path, "application/octet-stream")
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

// clip makes six seconds of a moving, noisy pattern.
func (b *testBundle) clip(t *testing.T, source, rate string) steps.Clip {
	t.Helper()
	ref := b.make(t, "clip-"+source+"-"+strings.ReplaceAll(rate, "/", "_")+".mp4", "-f", "lavfi", "-i", source+"=size=320x180:rate="+rate, "-t", "6",
		"-vf", "noise=alls=8:allf=t,format=yuv420p", "-c:v", "libx264", "-preset", "ultrafast", "-g", "48")
	return steps.Clip{ID: source, Kind: steps.VideoClip, Blob: ref, Width: 320, Height: 180, Milliseconds: 6000, Rate: rate, Demuxer: "mov,mp4,m4a,3gp,3g2,mj2"}
}

// picture makes a still.
func (b *testBundle) picture(t *testing.T) steps.Clip {
	t.Helper()
	ref := b.make(t, "still.png", "-f", "lavfi", "-i", "testsrc2=size=400x300:rate=1", "-frames:v", "1")
	return steps.Clip{ID: "still", Kind: steps.Picture, Blob: ref, Width: 400, Height: 300, Demuxer: "png_pipe", Color: steps.Color{PixelFormat: "rgb24"}}
}

// render renders a slice and returns the file's path.
func (b *testBundle) render(t *testing.T, s timeline.Slice) string {
	t.Helper()
	path, _, err := Run(t.Context(), s, b.store, t.TempDir(), nil)
	if err != nil {
		t.Fatalf("render: %v\n%v", err, errors.Unwrap(err))
	}
	return path
}

// hashes returns the hash of every frame of a file.
func hashes(t *testing.T, path string) []string {
	t.Helper()
	var frames []string
	for line := range strings.Lines(string(ffmpegOutput(t, "-i", path, "-map", "0:v", "-f", "framemd5", "-"))) {
		if !strings.HasPrefix(line, "#") {
			frames = append(frames, strings.TrimSpace(line[strings.LastIndex(line, ",")+1:]))
		}
	}
	return frames
}

// everything is a timeline with every kind of source, fit, motion and transition, and captions that cross cuts.
func (b *testBundle) everything(t *testing.T, codec string) *timeline.Timeline {
	t.Helper()
	even, odd, still := b.clip(t, "testsrc2", "30"), b.clip(t, "mandelbrot", "24000/1001"), b.picture(t)
	generated := steps.Clip{ID: "generated:river", Kind: steps.Generated, Term: "river"}
	caption := func(start, end int, text string) steps.Cue {
		return steps.Cue{Start: start, End: end, Lines: []steps.Line{{Text: text, Words: []steps.Word{{Text: text, Start: start, End: end}}}}}
	}
	tl := &timeline.Timeline{Width: testWidth, Height: testHeight, FPS: 30,
		Captions: &steps.CaptionStyle{Position: "bottom", Size: 60, Color: "#FFFFFF", StrokeColor: "#000000", StrokeWidth: 3, Highlight: true, HighlightColor: "#FFD400"},
		Encoder:  timeline.Encoder{Codec: codec, Preset: "veryfast", CRF: 23},
	}
	tl.Fonts = fontsFor(t, "first second third")
	for _, name := range []string{"a", "b", "c"} {
		tl.Scenes = append(tl.Scenes, timeline.Scene{ID: name, Start: tl.Frames, Frames: 120, Cues: []steps.Cue{caption(100, 1500, "first "+name), caption(1500, 3700, "second "+name)}})
		tl.Frames += 120
	}
	motion := &timeline.Motion{From: timeline.Window{Zoom: 1, X: 0.5, Y: 0.5}, To: timeline.Window{Zoom: 1.2, X: 0.2, Y: 0.8}}
	fade := timeline.Transition{Kind: video.CrossFade, Frames: 12}
	for _, s := range []timeline.Shot{
		{Scene: "a", Clip: even, In: 500, Speed: 1, Fit: video.Cover, Transition: timeline.Transition{Kind: video.SlideIn, Side: timeline.Right, Frames: 15}},
		{Scene: "a", Clip: odd, In: 1000, Speed: 1.5, Fit: video.Blur, Transition: fade},
		{Scene: "a", Clip: still, Fit: video.Cover, Motion: motion, Handle: 15, Transition: timeline.Transition{Kind: video.FadeOut, Frames: 10}},
		{Scene: "b", Clip: even, In: 3000, Speed: 0.5, Fit: video.Contain, Transition: timeline.Transition{Kind: video.ZoomIn}},
		{Scene: "b", Clip: still, Fit: video.Contain, Motion: motion, Transition: timeline.Transition{Kind: video.ZoomOut}},
		{Scene: "b", Clip: odd, In: 200, Speed: 1, Fit: video.Cover, Transition: fade},
		{Scene: "c", Clip: generated, Words: []string{"first", "second"}, Fonts: tl.Fonts, Handle: 15, Transition: fade},
		{Scene: "c", Clip: even, In: 1234, Speed: 1, Fit: video.Cover, Handle: 15, Transition: timeline.Transition{Kind: video.FadeIn, Frames: 15}},
		{Scene: "c", Clip: odd, In: 2500, Speed: 1, Fit: video.Cover, Transition: timeline.Transition{Kind: video.SlideOut, Side: timeline.Top, Frames: 15}},
	} {
		s.Start, s.Frames = len(tl.Shots)*40, 40
		tl.Shots = append(tl.Shots, s)
	}
	return tl
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
