// Package subtitle is the step that turns narration into captions: cues of at most two lines for each scene, and the files
// that are delivered beside a video (SRT, WebVTT, words.json).
//
// Every word of the text is in exactly one cue, whatever the speech engine reported of it: words that it did not report take
// the time between their neighbours.
package subtitle

import (
	"bytes"
	"context"
	"fmt"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/font"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/timeline"
)

// Run makes the captions of all scenes. A frame rate that timelines do not have, or a line with room for less than one
// character, is a failure of code InvalidInput.
func Run(ctx context.Context, w *step.Work, in steps.SubtitleInput) (steps.SubtitleOutput, error) {
	if in.FPS <= 0 || steps.SampleRate%in.FPS != 0 || in.LineWidth < 1 {
		return steps.SubtitleOutput{}, failure.New(failure.InvalidInput, fmt.Sprintf("captions need a frame rate that divides %d and a line of at least one em, not %d and %.2f", steps.SampleRate, in.FPS, in.LineWidth))
	}
	out := steps.SubtitleOutput{Scenes: make([]steps.CuedScene, 0, len(in.Scenes))}
	record := document{FPS: in.FPS, Language: in.Language}
	start := 0
	for _, s := range in.Scenes {
		if err := ctx.Err(); err != nil {
			return steps.SubtitleOutput{}, err
		}
		scene := steps.CuedScene{ID: s.ID, Start: start, Frames: timeline.SceneFrames(s.Samples, in.FPS)}
		words := tokens(s.Text, font.Estimate)
		estimated := times(s.Text, words, s.Words, milliseconds(s.Samples, steps.SampleRate))
		scene.Cues = cues(words, in.LineWidth, milliseconds(int64(scene.Frames), in.FPS))
		out.Scenes = append(out.Scenes, scene)
		record.add(s, scene, words, estimated, in.FPS)
		start += scene.Frames
	}
	var err error
	put := func(b []byte, mediaType string) (ref blob.Ref) {
		if err == nil {
			ref, err = w.Blobs.Put(ctx, bytes.NewReader(b), mediaType)
		}
		return ref
	}
	out.SRT = put(srt(out.Scenes, in.FPS), "application/x-subrip")
	out.VTT = put(vtt(out.Scenes, in.FPS), "text/vtt")
	out.Words = put(record.encode(), "application/json")
	return out, err
}

// milliseconds is the length of n samples or frames at a rate.
func milliseconds(n int64, rate int) int { return int(n * 1000 / int64(rate)) }
