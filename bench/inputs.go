package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/ffmpeg"
	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/timeline"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// manifest is the benchmark's manifest.json.
type manifest struct {
	Clips []struct {
		File     string  `json:"file"`
		Duration float64 `json:"duration"`
		Width    int     `json:"width"`
		Height   int     `json:"height"`
	} `json:"clips"`
	Audio, BGM struct {
		File     string  `json:"file"`
		Duration float64 `json:"duration"`
	}
	SRT struct {
		File string `json:"file"`
	} `json:"srt"`
	Params struct {
		BGMVolume float64 `json:"bgm_volume"`
	} `json:"params"`
}

// inputs stores the benchmark's files and returns what plan gets: one scene with the whole narration and its captions.
func inputs(ctx context.Context, store blob.Store, folder, scratch string) (steps.PlanInput, error) {
	var m manifest
	b, err := os.ReadFile(filepath.Join(folder, "manifest.json"))
	if err != nil {
		return steps.PlanInput{}, err
	}
	if err := json.Unmarshal(b, &m); err != nil {
		return steps.PlanInput{}, err
	}
	voice := filepath.Join(scratch, "voice.wav")
	if _, err := (ffmpeg.Command{Args: []string{"-i", filepath.Join(folder, m.Audio.File), "-ar", "48000", "-ac", "1", "-c:a", "pcm_s16le", voice}}).Run(ctx); err != nil {
		return steps.PlanInput{}, err
	}
	audio, err := blob.PutFile(ctx, store, voice, "audio/wav")
	if err != nil {
		return steps.PlanInput{}, err
	}
	music, err := blob.PutFile(ctx, store, filepath.Join(folder, m.BGM.File), "audio/mpeg")
	if err != nil {
		return steps.PlanInput{}, err
	}
	srt, err := os.ReadFile(filepath.Join(folder, m.SRT.File))
	if err != nil {
		return steps.PlanInput{}, err
	}
	samples := int64(m.Audio.Duration * steps.SampleRate)
	const fps = 30
	// As long as the floor's, up to the scene grid.
	grid := timeline.Grid(fps)
	frames := (int(samples/(steps.SampleRate/fps)) + grid) / grid * grid
	in := steps.PlanInput{
		Look: steps.Look{
			Aspect: video.Portrait, ShortSide: 1080, FPS: fps, Fit: video.Cover, Concat: video.Sequential, ClipSeconds: 5, Speed: 1,
			VoiceVolume: 1, MusicVolume: m.Params.BGMVolume,
			Captions: &steps.CaptionStyle{Position: "bottom", Size: 60, Color: "#FFFFFF", StrokeColor: "#000000", StrokeWidth: 1.5},
		},
		Seed: 1, Language: "en", Subject: "benchmark",
		Scenes: []steps.PlanScene{{ID: "narration", Audio: audio, Samples: samples, Frames: frames, Cues: cues(string(srt))}},
		Music:  &steps.Clip{ID: "music", Kind: steps.Sound, Blob: music, Milliseconds: int64(m.BGM.Duration * 1000), Demuxer: "mp3"},
	}
	for _, c := range m.Clips {
		ref, err := blob.PutFile(ctx, store, filepath.Join(folder, c.File), "video/mp4")
		if err != nil {
			return steps.PlanInput{}, err
		}
		in.Clips = append(in.Clips, steps.Clip{ID: c.File, Kind: steps.VideoClip, Blob: ref, Width: c.Width, Height: c.Height,
			Milliseconds: int64(c.Duration * 1000), Rate: "30/1", Demuxer: "mov,mp4,m4a,3gp,3g2,mj2"})
	}
	return in, nil
}

// cues reads the benchmark's SRT, two lines a cue: times and text.
func cues(srt string) []steps.Cue {
	var cues []steps.Cue
	for _, block := range strings.Split(strings.TrimSpace(srt), "\n\n") {
		lines := strings.Split(block, "\n")
		var t [8]int
		fmt.Sscanf(lines[1], "%d:%d:%d,%d --> %d:%d:%d,%d", &t[0], &t[1], &t[2], &t[3], &t[4], &t[5], &t[6], &t[7])
		at := func(h, m, s, ms int) int { return ((h*60+m)*60+s)*1000 + ms }
		cue := steps.Cue{Start: at(t[0], t[1], t[2], t[3]), End: at(t[4], t[5], t[6], t[7])}
		text := strings.Join(lines[2:], " ")
		half := len(text)/2 + strings.IndexByte(text[len(text)/2:]+" ", ' ')
		for _, line := range []string{text[:half], strings.TrimSpace(text[half:])} {
			if line != "" {
				cue.Lines = append(cue.Lines, steps.Line{Text: line, Words: []steps.Word{{Text: line, Start: cue.Start, End: cue.End}}})
			}
		}
		cues = append(cues, cue)
	}
	return cues
}
