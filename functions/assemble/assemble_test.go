package assemble

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/blob/folder"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/timeline"
)

type testBundle struct {
	store *folder.Store
	dir   string
}

func setup(t *testing.T) testBundle {
	t.Helper()
	store, err := folder.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return testBundle{store, t.TempDir()}
}

func ffmpegOutput(t *testing.T, args ...string) []byte {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "ffmpeg", append([]string{"-hide_banner", "-nostdin", "-y", "-v", "error"}, args...)...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("ffmpeg: %v\n%s", err, &stderr)
	}
	return out
}

func (b testBundle) make(t *testing.T, name string, args ...string) blob.Ref {
	t.Helper()
	path := filepath.Join(b.dir, name)
	ffmpegOutput(t, append(args, path)...)
	ref, err := blob.PutFile(t.Context(), b.store, path, "application/octet-stream")
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

// seconds of each of the two scenes.
const seconds = 6

// input makes a video of two scenes. Options are of the picture's encoder.
func (b testBundle) input(t *testing.T, options ...string) (*timeline.Timeline, []steps.SegmentOutput) {
	t.Helper()
	const frames = seconds * 30
	if options == nil {
		options = []string{"-pix_fmt", "yuv420p", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"}
	}
	picture := b.make(t, "segment.mp4", append([]string{"-f", "lavfi", "-i", "testsrc2=size=90x160:rate=30", "-frames:v", fmt.Sprint(frames),
		"-c:v", "libx264", "-preset", "veryfast", "-video_track_timescale", "30"}, options...)...)
	speech := b.make(t, "speech.wav", "-f", "lavfi", "-i", "aevalsrc='0.3*sin(2*PI*300*t)*lt(mod(t,2),1)':s=48000:d=5", "-c:a", "pcm_s16le")
	tl := &timeline.Timeline{Width: 90, Height: 160, FPS: 30, Frames: 2 * frames, Audio: timeline.Audio{VoiceVolume: 1},
		Provenance: timeline.Provenance{Subject: "Rivers & stones: why?", Script: steps.Origin{Provider: "user"}},
		Shots: []timeline.Shot{{Frames: 2 * frames, Clip: steps.Clip{ID: "local:1", Kind: steps.VideoClip, Name: "river.mp4", Blob: picture,
			Credit: steps.Credit{Source: "local", Author: "Ann", Licence: "CC0-1.0"}}}},
	}
	var segments []steps.SegmentOutput
	for i := range 2 {
		tl.Scenes = append(tl.Scenes, timeline.Scene{ID: fmt.Sprint(i), Start: i * frames, Frames: frames, Audio: speech, Samples: 5 * steps.SampleRate})
		segments = append(segments, steps.SegmentOutput{Video: picture, Frames: frames, Encoder: "libx264:1"})
	}
	return tl, segments
}

func (b testBundle) run(t *testing.T, tl *timeline.Timeline, segments []steps.SegmentOutput) (steps.AssembleOutput, error) {
	t.Helper()
	ref, err := blob.PutJSON(t.Context(), b.store, tl)
	if err != nil {
		t.Fatal(err)
	}
	w := &step.Work{Blobs: b.store, Scratch: t.TempDir(), Log: slog.New(slog.DiscardHandler), Progress: func(float64) {}, Calls: step.Direct}
	return Run(t.Context(), w, steps.AssembleInput{Timeline: ref, Segments: segments, SRT: ref})
}

// levels returns the loudness of a finished video in windows of a tenth of a second, in dB.
func (b testBundle) levels(t *testing.T, out steps.AssembleOutput) []float64 {
	t.Helper()
	path, err := b.store.LocalPath(t.Context(), out.Files[0].Blob.Digest)
	if err != nil {
		t.Fatal(err)
	}
	pcm := ffmpegOutput(t, "-i", path, "-map", "0:a", "-ac", "1", "-ar", "48000", "-f", "s16le", "-")
	var levels []float64
	const window = steps.SampleRate / 10
	for at := 0; at+2*window <= len(pcm); at += 2 * window {
		power := 0.0
		for i := at; i < at+2*window; i += 2 {
			v := float64(int16(binary.LittleEndian.Uint16(pcm[i:]))) / 32768
			power += v * v / window
		}
		levels = append(levels, 10*math.Log10(power+1e-12))
	}
	return levels
}

func mean(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x / float64(len(v))
	}
	return sum
}

// Music of half the video's length plays through without a dip and fades at the video's end.
func TestMusicLoopsAndFades(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tl, segments := b.input(t)
	silent := b.make(t, "silent.wav", "-f", "lavfi", "-i", "anullsrc=r=48000:cl=mono", "-t", "5", "-c:a", "pcm_s16le")
	for i := range tl.Scenes {
		tl.Scenes[i].Audio = silent
	}
	tl.Audio.MusicVolume = 0.2
	tl.Audio.Music = &steps.Clip{ID: "noise", Kind: steps.Sound, Milliseconds: 5000, Demuxer: "flac",
		Blob: b.make(t, "noise.flac", "-f", "lavfi", "-i", "anoisesrc=r=44100:a=0.5:seed=1:d=5,aformat=channel_layouts=stereo")}
	out, err := b.run(t, tl, segments)
	if err != nil {
		t.Fatal(err)
	}
	levels := b.levels(t, out)
	steady := levels[5 : len(levels)-35]
	for i, level := range steady {
		if math.Abs(level-mean(steady)) > 2 {
			t.Errorf("at %.1f s the music is %.1f dB, %.1f on the whole", float64(i+5)/10, level, mean(steady))
		}
	}
	end := levels[len(levels)-3:]
	if fall := mean(steady) - mean(end); fall < 20 {
		t.Errorf("in its last 0.3 s the music is %.1f dB lower, want 20 at least", fall)
	}
	for i := len(levels) - 28; i < len(levels); i++ {
		if levels[i] > levels[i-1]+1 {
			t.Errorf("the fade rises at %.1f s from %.1f to %.1f dB", float64(i)/10, levels[i-1], levels[i])
		}
	}
}

// The music gives way while the voice speaks.
func TestDucking(t *testing.T) {
	t.Parallel()
	b := setup(t)
	// high returns the level of the music, whose tone is above the voice's, while the voice speaks and while it pauses.
	high := func(ducking bool) (speaking, pausing float64) {
		tl, segments := b.input(t)
		tl.Audio.MusicVolume, tl.Audio.Ducking = 0.2, ducking
		tl.Audio.Music = &steps.Clip{ID: "tone", Kind: steps.Sound, Milliseconds: 20_000, Demuxer: "wav",
			Blob: b.make(t, fmt.Sprint("tone", ducking, ".wav"), "-f", "lavfi", "-i", "sine=f=5000:r=48000:d=20,volume=6")}
		out, err := b.run(t, tl, segments)
		if err != nil {
			t.Fatal(err)
		}
		path, err := b.store.LocalPath(t.Context(), out.Files[0].Blob.Digest)
		if err != nil {
			t.Fatal(err)
		}
		filtered := b.make(t, fmt.Sprint("high", ducking, ".mp4"), "-i", path, "-c:v", "copy", "-af", "highpass=f=3000:poles=2,highpass=f=3000:poles=2")
		levels := b.levels(t, steps.AssembleOutput{Files: []steps.File{{Blob: filtered}}})
		return mean(levels[22:29]), mean(levels[36:39])
	}
	if speaking, pausing := high(false); math.Abs(pausing-speaking) > 1 {
		t.Errorf("without ducking the music goes from %.1f to %.1f dB", speaking, pausing)
	}
	if speaking, pausing := high(true); pausing-speaking < 6 {
		t.Errorf("with ducking the music goes from %.1f to %.1f dB only", speaking, pausing)
	}
}

func TestFinishedFile(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tl, segments := b.input(t)
	out, err := b.run(t, tl, segments)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range out.Files {
		names = append(names, f.Role+" "+f.Name)
	}
	if diff := cmp.Diff([]string{"video rivers-stones-why.mp4", "poster rivers-stones-why.jpg", "srt rivers-stones-why.srt", "provenance rivers-stones-why.provenance.json"}, names); diff != "" {
		t.Error(diff)
	}
	if out.Frames != 360 || out.Milliseconds != 12_000 || out.Width != 90 || out.Height != 160 || math.Abs(out.LUFS-target) > 0.5 {
		t.Errorf("finished: %+v", out)
	}
	path, err := b.store.LocalPath(t.Context(), out.Files[0].Blob.Digest)
	if err != nil {
		t.Fatal(err)
	}
	summary := exec.CommandContext(t.Context(), "ffmpeg", "-hide_banner", "-nostdin", "-i", path, "-map", "0:a", "-af", "ebur128=peak=true:framelog=verbose", "-f", "null", "-")
	text, err := summary.CombinedOutput()
	if err != nil {
		t.Fatal(err)
	}
	var peak float64
	if i := bytes.LastIndex(text, []byte("Peak:")); i < 0 {
		t.Fatalf("no true peak in %s", text)
	} else if fmt.Sscanf(string(text[i:]), "Peak: %f", &peak); peak > -1 {
		t.Errorf("the true peak is %.1f dBTP, at most -1 is allowed", peak)
	}
	var p provenance
	if err := blob.ReadJSON(t.Context(), b.store, out.Files[3].Blob.Digest, &p); err != nil {
		t.Fatal(err)
	}
	want := []asset{{ID: "local:1", Kind: steps.VideoClip, Name: "river.mp4", Digest: segments[0].Video.Digest, Credit: steps.Credit{Source: "local", Author: "Ann", Licence: "CC0-1.0"}}}
	if diff := cmp.Diff(want, p.Footage); diff != "" || p.FFmpeg == "" {
		b, _ := json.Marshal(p)
		t.Errorf("provenance: %s\n%s", diff, b)
	}
}

// What is not right is refused.
func TestRefusals(t *testing.T) {
	t.Parallel()
	untagged := []string{"-pix_fmt", "yuv420p"}
	for name, test := range map[string]struct {
		options []string
		change  func(*timeline.Timeline, []steps.SegmentOutput)
	}{
		"other encoder":   {change: func(_ *timeline.Timeline, s []steps.SegmentOutput) { s[1].Encoder = "libx264:2" }},
		"a frame too few": {change: func(tl *timeline.Timeline, _ []steps.SegmentOutput) { tl.Frames++ }},
		"a frame promised": {change: func(tl *timeline.Timeline, s []steps.SegmentOutput) {
			tl.Frames++
			tl.Scenes[1].Frames++
			s[1].Frames++
		}},
		"no colour tags": {options: untagged},
		"other size":     {change: func(tl *timeline.Timeline, _ []steps.SegmentOutput) { tl.Width = 92 }},
		"other rate":     {change: func(tl *timeline.Timeline, _ []steps.SegmentOutput) { tl.FPS = 25 }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			tl, segments := b.input(t, test.options...)
			if test.change != nil {
				test.change(tl, segments)
			}
			out, err := b.run(t, tl, segments)
			if !errors.Is(err, &failure.Failure{Code: failure.CheckFailed}) || len(out.Files) > 0 {
				t.Errorf("assemble = %v, %v; want a failure of code %s", out.Files, err, failure.CheckFailed)
			}
		})
	}
}
