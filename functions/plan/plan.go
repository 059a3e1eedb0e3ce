// Package plan compiles the timeline of a video: which shot shows what, how shots give way to each other, and which
// segments are rendered.
//
// The same input gives the same timeline. An edited scene changes its own shots and no other scene's: choices follow from
// the seed, the scene's id and the shot's number in the scene, never from its place in the video.
package plan

import (
	"bytes"
	"context"
	"fmt"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/caption"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/timeline"
)

// Run is the plan step: it compiles the timeline, cuts it into segments and stores both. A video without usable footage
// is a failure of code InvalidInput.
func Run(ctx context.Context, w *step.Work, in steps.PlanInput) (steps.PlanOutput, error) {
	var base *timeline.Timeline
	if in.Base != nil {
		base = new(timeline.Timeline)
		if err := blob.ReadJSON(ctx, w.Blobs, in.Base.Digest, base); err != nil {
			return steps.PlanOutput{}, fmt.Errorf("read the base timeline: %w", err)
		}
	}
	t, err := Compile(in, base)
	if err != nil {
		return steps.PlanOutput{}, err
	}
	ref, err := blob.PutJSON(ctx, w.Blobs, t)
	if err != nil {
		return steps.PlanOutput{}, fmt.Errorf("store the timeline: %w", err)
	}
	out := steps.PlanOutput{Timeline: ref, Frames: t.Frames, FPS: t.FPS}
	if out.ASS, err = storeCaptions(ctx, w.Blobs, t); err != nil {
		return steps.PlanOutput{}, err
	}
	for _, span := range t.Segments() {
		slice, err := blob.PutJSON(ctx, w.Blobs, t.Slice(span))
		if err != nil {
			return steps.PlanOutput{}, fmt.Errorf("store a slice: %w", err)
		}
		out.Segments = append(out.Segments, steps.PlannedSlice{Scene: t.SceneAt(span.Start).ID, Start: span.Start, Frames: span.Frames, Slice: slice})
	}
	return out, nil
}

// storeCaptions stores the whole video's captions as they are drawn; a video without captions has none.
func storeCaptions(ctx context.Context, blobs blob.Store, t *timeline.Timeline) (blob.Ref, error) {
	if t.Captions == nil {
		return blob.Ref{}, nil
	}
	document := caption.Document{Width: t.Width, Height: t.Height, FPS: t.FPS, Frames: t.Frames, Style: *t.Captions, Fonts: t.Fonts}
	var scenes []caption.Scene
	for _, s := range t.Scenes {
		scenes = append(scenes, caption.Scene{Start: s.Start, Frames: s.Frames, Cues: s.Cues})
	}
	script, err := document.ASS(scenes)
	if err != nil {
		return blob.Ref{}, err
	}
	return blobs.Put(ctx, bytes.NewReader(script), "text/x-ssa")
}

// Compile makes the timeline. Base is the timeline of which this one is an edit, or nil.
func Compile(in steps.PlanInput, base *timeline.Timeline) (*timeline.Timeline, error) {
	if len(in.Scenes) == 0 {
		return nil, failure.New(failure.InvalidInput, "the video has no scene", failure.Hint("give a subject or a script with at least one sentence"))
	}
	width, height := in.Look.Aspect.Size(in.Look.ShortSide)
	t := &timeline.Timeline{
		Width: width, Height: height, FPS: in.Look.FPS, Cut: in.Cut, Look: in.Look,
		Captions:   in.Look.Captions,
		Audio:      timeline.Audio{VoiceVolume: in.Look.VoiceVolume},
		Encoder:    timeline.NewEncoder(in.Look.Encoder, in.Look.EncoderPreset),
		Provenance: timeline.Provenance{Subject: in.Subject, Script: in.Script, Terms: in.Terms},
	}
	if in.Music != nil && in.Look.MusicVolume > 0 {
		t.Audio.Music, t.Audio.MusicVolume, t.Audio.Ducking = in.Music, in.Look.MusicVolume, in.Look.Ducking
	}
	for _, s := range in.Scenes {
		if s.Frames <= 0 {
			return nil, failure.New(failure.InvalidInput, fmt.Sprintf("scene %s has no length", s.ID), failure.Hint("the narration may be empty: change the scene's text"))
		}
		t.Scenes = append(t.Scenes, timeline.Scene{ID: s.ID, Start: t.Frames, Frames: s.Frames, Audio: s.Audio, Samples: s.Samples, Cues: s.Cues})
		t.Provenance.Scenes = append(t.Provenance.Scenes, timeline.SceneOrigin{ID: s.ID, Text: s.Text, Speech: s.Speech, Voice: s.Voice, Timing: s.Timing})
		t.Frames += s.Frames
	}
	if t.Captions != nil {
		var cues []steps.Cue
		for _, s := range in.Scenes {
			cues = append(cues, s.Cues...)
		}
		choice, err := caption.Fonts(*t.Captions, in.Language, cues)
		if err != nil {
			return nil, err
		}
		t.Fonts = choice.Fonts
	}
	director, err := newDirector(in, t, base)
	if err != nil {
		return nil, err
	}
	t.Shots = director.shots()
	return t, nil
}
