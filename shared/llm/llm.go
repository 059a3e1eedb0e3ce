// Package llm asks a language model.
//
// [Provider] is the one interface; each provider has a package of its own and passes llmtest.Test. Whoever needs an answer
// of a certain form asks through [Ask], which asks again when the answer cannot be used.
package llm

import (
	"context"
	"errors"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Provider completes prompts.
type Provider interface {
	// Complete returns the model's answer. Errors are failures: Unauthorized, RateLimited, Unavailable, Timeout, Refused,
	// InvalidInput, or BadAnswer, which is not retryable where the answer is on record.
	Complete(ctx context.Context, w *step.Work, r Request) (Answer, error)
}

// Request is what to ask. Its JSON form is part of the record's key: the same request is paid once.
type Request struct {
	// Task is what the answer is for.
	Task Task `json:"task"`
	// System says who the model is and what it may write; User is what it is asked. A provider with a model needs no more.
	System string `json:"system,omitempty"`
	User   string `json:"user"`
	// Subject, Language and Paragraphs are what the prompt was made from, for a provider that writes without a model.
	Subject    string `json:"subject,omitempty"`
	Language   string `json:"language,omitempty"`
	Paragraphs int    `json:"paragraphs,omitempty"`
	// Try counts the times that the same is asked because an answer could not be used, from 0.
	Try int `json:"try,omitempty"`
}

// Task is what an answer is for.
type Task string

// The tasks.
const (
	// Script is a narration: plain text, paragraphs parted by blank lines.
	Script Task = "script"
	// Terms are search terms: a JSON array of strings.
	Terms Task = "terms"
)

// Answer is what the model wrote.
type Answer struct {
	Text   string
	Origin steps.Origin
}

// tries is how often Ask asks in all.
const tries = 3

// Ask completes the request and reads the answer with parse. An answer that cannot be used (code BadAnswer, on record) is
// asked for again, at most three times in all; each is recorded on its own.
func Ask[T any](ctx context.Context, w *step.Work, p Provider, r Request, parse func(text string) (T, error)) (T, steps.Origin, error) {
	var zero T
	for {
		answer, err := p.Complete(ctx, w, r)
		if err == nil {
			var v T
			if v, err = parse(answer.Text); err == nil {
				return v, answer.Origin, nil
			}
		}
		var f *failure.Failure
		if errors.As(err, &f) && f.Provider == "" {
			f.Provider = answer.Origin.Provider
		}
		if f == nil || f.Code != failure.BadAnswer || f.Retryable || r.Try+1 >= tries {
			return zero, answer.Origin, err
		}
		r.Try++
	}
}

// Unusable is the failure of an answer that came and is on record but is not what was asked for. Ask names the provider.
func Unusable(message string) error {
	return failure.New(failure.BadAnswer, message, failure.Retryable(false),
		failure.Hint("make it again, or choose another model (MONEYPRINTER_LLM_MODEL)"))
}
