// Package render tests the render steps together, from footage to the finished file, by measuring what comes out.
package render

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"log/slog"
	"math"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/functions/assemble"
	"github.com/moneyprinter/moneyprinter/functions/plan"
	"github.com/moneyprinter/moneyprinter/functions/segment"
	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/blob/folder"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/timeline"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

const (
	fps = 30
	// flash is how many frames a flash and a beep last; they come in the middle of every half second.
	flash = 2
)

func ffmpeg(t *testing.T, args ...string) []byte {
	t.Helper()
	var stderr bytes.Buffer
	cmd := exec.CommandContext(t.Context(), "ffmpeg", append([]string{"-hide_banner", "-nostdin", "-y", "-v", "error"}, args...)...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("ffmpeg: %v\n%s", err, &stderr)
	}
	return out
}

// bundle is what the steps work with.
type bundle struct {
	store *folder.Store
	dir   string
}

func (b bundle) make(t *testing.T, name string, args ...string) blob.Ref {
	t.Helper()
	path := filepath.Join(b.dir, name)
	ffmpeg(t, append(args, path)...)
	ref, err := blob.PutFile(t.Context(), b.store, path, "application/octet-stream")
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

// flashes makes a clip of a colour that is white in the middle of every half second, so that in-points on half seconds keep its beat.
func (b bundle) flashes(t *testing.T, color, rate string, seconds int) steps.Clip {
	t.Helper()
	ref := b.make(t, color+".mp4", "-f", "lavfi", "-i", fmt.Sprintf("color=c=%s:size=320x180:rate=%s:d=%d", color, rate, seconds), "-vf",
		fmt.Sprintf("drawbox=t=fill:color=white:enable='between(mod(t,0.5),0.249,%f)',format=yuv420p", 0.249+float64(flash)/fps-0.002),
		"-c:v", "libx264", "-preset", "ultrafast", "-crf", "10", "-g", "250")
	return steps.Clip{ID: color, Kind: steps.VideoClip, Blob: ref, Width: 320, Height: 180, Milliseconds: int64(seconds) * 1000, Rate: rate, Demuxer: "mov,mp4,m4a,3gp,3g2,mj2"}
}

// beeps makes a narration with a beep in the middle of every half second over a quiet hum.
func (b bundle) beeps(t *testing.T, frames int) blob.Ref {
	t.Helper()
	length := float64(frames) / fps
	return b.make(t, fmt.Sprintf("beeps%d.wav", frames), "-f", "lavfi", "-i",
		fmt.Sprintf("aevalsrc='0.01*sin(2*PI*110*t)+0.5*sin(2*PI*1000*t)*between(mod(t,0.5),0.25,%f)':s=48000:d=%f", 0.25+float64(flash)/fps, length), "-c:a", "pcm_s16le")
}

func do[In, Out any](t *testing.T, b bundle, run step.Func[In, Out], in In) Out {
	t.Helper()
	out, err := run(t.Context(), &step.Work{Blobs: b.store, Scratch: t.TempDir(), Log: slog.New(slog.DiscardHandler), Progress: func(float64) {}, Calls: step.Direct}, in)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// A pattern of beeps and flashes comes out of plan, segment and assemble in time, with its cuts on the planned frames,
// no black and no silence.
func TestTruth(t *testing.T) {
	t.Parallel()
	for name, transition := range map[string]video.Transition{"cut": video.Cut, "cross-fade": video.CrossFade} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store, err := folder.New(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			truth(t, bundle{store, t.TempDir()}, transition)
		})
	}
}

func truth(t *testing.T, b bundle, transition video.Transition) {
	in := steps.PlanInput{
		Look: steps.Look{Aspect: video.Portrait, ShortSide: 360, FPS: fps, Fit: video.Cover, Concat: video.Sequential, Transition: transition, ClipSeconds: 2, Speed: 1, VoiceVolume: 1},
		// 24 frames a second come out at 30: the flashes keep their times.
		Clips: []steps.Clip{b.flashes(t, "0x902020", "30", 20), b.flashes(t, "0x2020B0", "24", 20)},
	}
	for i, frames := range []int{120, 60, 240} {
		in.Scenes = append(in.Scenes, steps.PlanScene{ID: fmt.Sprint("scene", i), Frames: frames, Samples: int64(frames) * steps.SampleRate / fps, Audio: b.beeps(t, frames)})
	}
	planned := do(t, b, plan.Run, in)
	var tl timeline.Timeline
	if err := blob.ReadJSON(t.Context(), b.store, planned.Timeline.Digest, &tl); err != nil {
		t.Fatal(err)
	}
	var segments []steps.SegmentOutput
	for _, s := range planned.Segments {
		segments = append(segments, do(t, b, segment.Run, steps.SegmentInput{Slice: s.Slice}))
	}
	out := do(t, b, assemble.Run, steps.AssembleInput{Timeline: planned.Timeline, Segments: segments})
	if out.Frames != 420 || out.Milliseconds != 14_000 || math.Abs(out.LUFS+14) > 0.5 {
		t.Errorf("finished: %d frames, %d ms, %.1f LUFS", out.Frames, out.Milliseconds, out.LUFS)
	}
	path, err := b.store.LocalPath(t.Context(), out.Files[0].Blob.Digest)
	if err != nil {
		t.Fatal(err)
	}
	measure(t, path, &tl)
}

// measure compares the finished file with the pattern and the timeline.
func measure(t *testing.T, path string, tl *timeline.Timeline) {
	raw := ffmpeg(t, "-i", path, "-map", "0:v", "-fps_mode", "passthrough", "-vf", "scale=1:1:flags=area,format=rgb24", "-f", "rawvideo", "-")
	if len(raw) != 3*tl.Frames {
		t.Fatalf("%d frames, want %d", len(raw)/3, tl.Frames)
	}
	brightness := func(n int) int { return int(raw[3*n]) + int(raw[3*n+1]) + int(raw[3*n+2]) }
	red := func(n int) bool { return raw[3*n] > raw[3*n+2] }
	var flashes, cuts, planned []int
	last := red(0)
	for n := range tl.Frames {
		if brightness(n) < 90 {
			t.Errorf("frame %d is black", n)
		}
		if brightness(n) > 500 && (n == 0 || brightness(n-1) <= 500) {
			flashes = append(flashes, n)
		}
		// A flash hides the colour.
		if brightness(n) < 300 {
			if red(n) != last {
				cuts = append(cuts, n)
			}
			last = red(n)
		}
	}
	for _, s := range tl.Shots[1:] {
		planned = append(planned, s.Start)
	}
	if tl.Shots[0].Transition.Kind == video.CrossFade {
		// The colour turns within the fade, which ends on the planned frame.
		for i := range min(len(cuts), len(planned)) {
			if cuts[i] <= planned[i] && cuts[i] > planned[i]-tl.Shots[i].Transition.Frames {
				cuts[i] = planned[i]
			}
		}
	}
	if diff := cmp.Diff(planned, cuts); diff != "" {
		t.Errorf("cuts (-planned +measured):\n%s", diff)
	}

	pcm := ffmpeg(t, "-i", path, "-map", "0:a", "-ac", "1", "-ar", "48000", "-f", "s16le", "-")
	samples := make([]float64, len(pcm)/2)
	for i := range samples {
		samples[i] = float64(int16(binary.LittleEndian.Uint16(pcm[2*i:]))) / 32768
	}
	var beeps []int
	quiet := 0
	for i, v := range samples {
		if math.Abs(v) > 0.15 {
			if quiet > steps.SampleRate/10 || len(beeps) == 0 {
				beeps = append(beeps, i)
			}
			quiet = 0
		}
		quiet++
	}
	if want := 2 * tl.Frames / fps; len(beeps) != want || len(flashes) != want {
		t.Fatalf("%d beeps at %v and %d flashes at %v, want %d", len(beeps), beeps, len(flashes), flashes, want)
	}
	for i := range beeps {
		if offset := float64(beeps[i])/(steps.SampleRate/fps) - float64(flashes[i]); math.Abs(offset) > 1 {
			t.Errorf("beep %d comes %.2f frames after its flash at frame %d", i, offset, flashes[i])
		}
	}
	const window = steps.SampleRate / 50
	for at := 0; at+window <= tl.Frames*steps.SampleRate/fps && at+window <= len(samples); at += window {
		var power float64
		for _, v := range samples[at : at+window] {
			power += v * v
		}
		if db := 10 * math.Log10(power/window+1e-12); db < -60 {
			t.Errorf("silence of %.0f dB at %.2f s", db, float64(at)/steps.SampleRate)
		}
	}
}
