package workflow

import (
	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

func (t *transition) planInputs(v *record) ([]any, error) {
	script, err := outputOf[steps.ScriptOutput](t, v, steps.Script)
	if err != nil {
		return nil, err
	}
	terms, err := outputOf[steps.TermsOutput](t, v, steps.Terms)
	if err != nil {
		return nil, err
	}
	spoken, err := outputsOf[steps.SpeechOutput](t, v, steps.Speech)
	if err != nil {
		return nil, err
	}
	captions, err := outputOf[steps.SubtitleOutput](t, v, steps.Subtitle)
	if err != nil {
		return nil, err
	}
	fetched, err := outputsOf[steps.FetchOutput](t, v, steps.Fetch)
	if err != nil {
		return nil, err
	}
	in := steps.PlanInput{
		Look: lookOf(v.params), Seed: v.params.Seed, Language: script.Language, Subject: v.params.Subject,
		Script: script.Origin, Terms: terms.Origin,
	}
	for _, f := range fetched {
		if f.Clip.Kind == steps.Sound {
			in.Music = &f.Clip
		} else {
			in.Clips = append(in.Clips, f.Clip)
		}
	}
	for i, s := range script.Scenes {
		scene := steps.PlanScene{
			ID: s.ID, Text: s.Text, Audio: spoken[i].Audio, Samples: spoken[i].Samples, Speech: spoken[i].Origin,
			Voice: spoken[i].Voice, Timing: spoken[i].Timing,
			Start: captions.Scenes[i].Start, Frames: captions.Scenes[i].Frames, Cues: captions.Scenes[i].Cues,
		}
		for _, k := range terms.Scenes {
			if k.Scene == s.ID {
				scene.Terms = k.Terms
			}
		}
		in.Scenes = append(in.Scenes, scene)
	}
	var inputs []any
	for cut := range v.params.Count {
		in.Cut = cut
		if in.Base, err = t.baseTimeline(v, cut); err != nil {
			return nil, err
		}
		inputs = append(inputs, in)
	}
	return inputs, nil
}

// lookOf takes out of the parameters what decides how the video looks and sounds.
func lookOf(p video.Params) steps.Look {
	look := steps.Look{
		Aspect: p.Aspect, ShortSide: p.ShortSide, FPS: p.FPS, Fit: p.Fit, Concat: p.ConcatMode, InOrder: p.MatchMaterialsToScript,
		Transition: p.TransitionMode, ClipSeconds: p.ClipDuration, Speed: p.ClipSpeed,
		Encoder: p.Codec, VoiceVolume: p.VoiceVolume, MusicVolume: p.BGMVolume, Ducking: p.Ducking,
	}
	if look.Encoder == "libx264" {
		look.Encoder = "" // the default by its name
	}
	if p.Count > 1 {
		// Several cuts of the same order would all be the same.
		look.Concat = video.Random
	}
	if p.SubtitleEnabled {
		style := captionStyle(p)
		look.Captions = &style
	}
	return look
}

// captionStyle takes out of the parameters how captions are drawn.
func captionStyle(p video.Params) steps.CaptionStyle {
	style := steps.CaptionStyle{
		Position: p.SubtitlePosition, Font: p.FontName, Size: p.FontSize, Color: p.TextForeColor,
		StrokeColor: p.StrokeColor, StrokeWidth: p.StrokeWidth, Background: p.TextBackgroundColor,
		Rounded: p.RoundedSubtitleBackground, Highlight: p.Highlight, HighlightColor: p.HighlightColor,
	}
	if p.SubtitlePosition == "custom" {
		style.CustomPosition = p.CustomPosition
	}
	return style
}
