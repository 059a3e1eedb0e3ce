package workflow

import (
	"github.com/moneyprinter/moneyprinter/shared/caption"
	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

func scriptInput(p video.Params) steps.ScriptInput {
	in := steps.ScriptInput{Subject: p.Subject, Script: p.Script, Language: p.Language, Paragraphs: p.ParagraphNumber, Whole: p.CustomAudioFile != ""}
	if in.Script == "" && in.Whole {
		// The recording is the narration; its words are not known, so the subject stands for them.
		in.Script = p.Subject
	}
	if in.Script != "" {
		return in
	}
	in.Prompt, in.SystemPrompt, in.Provider = p.ScriptPrompt, p.SystemPrompt, p.LLMProvider
	return in
}

func (t *transition) termsInputs(v *record) ([]any, error) {
	script, err := outputOf[steps.ScriptOutput](t, v, steps.Script)
	if err != nil {
		return nil, err
	}
	in := steps.TermsInput{
		Subject: v.params.Subject, Language: script.Language, Scenes: script.Scenes, Given: v.params.Terms,
		Amount: 5, InOrder: v.params.MatchMaterialsToScript, Provider: v.params.LLMProvider,
	}
	if in.InOrder {
		in.Amount = 8
	}
	if v.params.Source == "local" {
		// The user's own files are used whatever the terms are: nothing is paid for them.
		in.Given, in.Provider = nil, "offline"
	}
	return one(in), nil
}

func (t *transition) speechInputs(v *record) ([]any, error) {
	script, err := outputOf[steps.ScriptOutput](t, v, steps.Script)
	if err != nil {
		return nil, err
	}
	var inputs []any
	for _, s := range script.Scenes {
		inputs = append(inputs, steps.SpeechInput{
			Text: s.Text, Language: script.Language, Voice: v.params.VoiceName, Rate: v.params.VoiceRate,
			Provider: v.params.SpeechProvider, Recording: v.params.CustomAudioFile,
		})
	}
	return inputs, nil
}

func (t *transition) subtitleInputs(v *record) ([]any, error) {
	script, err := outputOf[steps.ScriptOutput](t, v, steps.Script)
	if err != nil {
		return nil, err
	}
	spoken, err := outputsOf[steps.SpeechOutput](t, v, steps.Speech)
	if err != nil {
		return nil, err
	}
	width, height := v.params.Aspect.Size(v.params.ShortSide)
	in := steps.SubtitleInput{Language: script.Language, FPS: v.params.FPS, LineWidth: caption.LineWidth(captionStyle(v.params), width, height)}
	for i, s := range script.Scenes {
		in.Scenes = append(in.Scenes, steps.SpokenScene{ID: s.ID, Text: s.Text, Samples: spoken[i].Samples, Words: spoken[i].Words, Timing: spoken[i].Timing})
	}
	return one(in), nil
}
