// Package script is the step that writes the narration, or takes the given one, and splits it into scenes.
package script

import (
	"cmp"
	"context"
	"strings"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/language"
	"github.com/moneyprinter/moneyprinter/shared/llm"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Writer writes narrations.
type Writer struct {
	// Models are the language models that write what the user does not.
	Models *llm.Registry
}

// Run returns the narration and its scenes. A script that says nothing and a language that is none are InvalidInput; the
// failures of the language model are its own.
func (s Writer) Run(ctx context.Context, w *step.Work, in steps.ScriptInput) (steps.ScriptOutput, error) {
	tag := ""
	if in.Language != "" {
		var ok bool
		if tag, ok = language.Parse(in.Language); !ok {
			return steps.ScriptOutput{}, failure.New(failure.InvalidInput, "video_language is "+language.Clip(in.Language, 40)+"; it must be a language",
				failure.Hint("give a BCP 47 tag such as en, zh-CN or pt-BR, or an English name such as German; empty follows the subject"))
		}
	}
	if in.Whole && strings.TrimSpace(in.Script+in.Subject) == "" {
		// A recording whose words nobody knows: one scene without text.
		return steps.ScriptOutput{Language: cmp.Or(tag, language.Default), Scenes: Scenes("", true), Origin: steps.Origin{Provider: "user"}}, nil
	}
	out := steps.ScriptOutput{Script: given(in.Script), Origin: steps.Origin{Provider: "user"}}
	if out.Script == "" && in.Script == "" {
		model, err := s.Models.Get(in.Provider)
		if err != nil {
			return steps.ScriptOutput{}, err
		}
		if out.Script, out.Origin, err = llm.Ask(ctx, w, model, prompt(in, tag), written); err != nil {
			return steps.ScriptOutput{}, err
		}
	}
	if !language.Speakable(out.Script) {
		return steps.ScriptOutput{}, failure.New(failure.InvalidInput, "the script has nothing to say: no letter and no number", failure.Hint("give a text, or a subject alone"))
	}
	// What was written may be in another language than was asked for; what was given certainly may.
	out.Language = language.Detect(out.Script)
	if language.Base(tag) == out.Language || in.Script != "" && tag != "" {
		out.Language = tag
	}
	out.Scenes = Scenes(out.Script, in.Whole)
	return out, nil
}

// written cleans a model's answer; one with nothing to say cannot be used.
func written(text string) (string, error) {
	text = clean(text)
	if !language.Speakable(text) {
		return "", llm.Unusable("the model wrote no narration")
	}
	return text, nil
}
