// Package openai asks a language model over OpenAI's Chat Completions API, which most providers and local servers speak.
package openai

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/llm"
	"github.com/moneyprinter/moneyprinter/shared/openaiapi"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Name is the provider's name.
const Name = "openai"

// DefaultModel is the model where none is configured.
const DefaultModel = "gpt-5-mini"

// Config says which API to ask.
type Config struct {
	// BaseURL is the API's address, up to and with its version. Default: OpenAI's own.
	BaseURL string
	// APIKey is the bearer token of a call whose context carries none (package credential); empty sends none.
	APIKey string
	// Model is the model's name. Default: DefaultModel.
	Model string
	// Timeout is how long one answer may take; 0 leaves that to the caller's context.
	Timeout time.Duration
	// HTTP is the HTTP client; nil is http.DefaultClient.
	HTTP *http.Client
}

// Provider is an llm.Provider over the API.
type Provider struct {
	api   *openaiapi.Client
	chat  openai.ChatCompletionService
	model string
}

var _ llm.Provider = (*Provider)(nil)

// New makes the provider. An address that is none is a failure of code NotConfigured.
func New(c Config) (*Provider, error) {
	api, err := openaiapi.New(openaiapi.Config{Provider: Name, BaseURL: c.BaseURL, APIKey: c.APIKey, Timeout: c.Timeout, HTTP: c.HTTP,
		KeyVariable: "MONEYPRINTER_LLM_API_KEY", ModelVariable: "MONEYPRINTER_LLM_MODEL"})
	if err != nil {
		return nil, err
	}
	return &Provider{api: api, chat: openai.NewChatCompletionService(api.Options...), model: cmp.Or(c.Model, DefaultModel)}, nil
}

// call is what the record's key is made from: all that decides the answer.
type call struct {
	Address string      `json:"address"`
	Model   string      `json:"model"`
	Request llm.Request `json:"request"`
}

// Complete asks the model, or answers from the record.
func (p *Provider) Complete(ctx context.Context, w *step.Work, r llm.Request) (llm.Answer, error) {
	var messages []openai.ChatCompletionMessageParamUnion
	if r.System != "" {
		messages = append(messages, openai.SystemMessage(r.System))
	}
	messages = append(messages, openai.UserMessage(r.User))

	raw, err := w.Calls.Call(ctx, Name, call{p.api.Address(), p.model, r}, func(ctx context.Context, key string) ([]byte, error) {
		var raw []byte
		_, err := p.chat.New(ctx, openai.ChatCompletionNewParams{Model: p.model, Messages: messages}, append(openaiapi.Call(ctx, key), option.WithResponseBodyInto(&raw))...)
		if err != nil {
			return nil, p.api.Failure(ctx, err)
		}
		if !json.Valid(raw) {
			// Not an answer of the API at all: it is not recorded, so that another attempt asks again.
			return nil, failure.New(failure.BadAnswer, "the answer is not JSON or was cut off", failure.Provider(Name),
				failure.Hint("check that the base URL %s is that of an OpenAI-compatible API", p.api.Address()))
		}
		return raw, nil
	})
	if err != nil {
		return llm.Answer{}, err
	}
	return read(raw, p.model)
}

// read takes the text out of a chat completion.
func read(raw []byte, model string) (llm.Answer, error) {
	var c openai.ChatCompletion
	answer := llm.Answer{Origin: steps.Origin{Provider: Name, Model: model}}
	if err := json.Unmarshal(raw, &c); err != nil || len(c.Choices) == 0 {
		return answer, llm.Unusable("the answer holds no completion")
	}
	answer.Origin.Model = cmp.Or(c.Model, model)
	choice := c.Choices[0]
	answer.Text = choice.Message.Content
	switch {
	case choice.Message.Refusal != "" || choice.FinishReason == "content_filter":
		return answer, failure.New(failure.Refused, "the model refused the subject", failure.Provider(Name), failure.Hint("say it in other words, give a script, or choose another model"))
	case choice.FinishReason == "length":
		return answer, llm.Unusable("the answer was cut off at the model's length limit")
	case strings.TrimSpace(answer.Text) == "":
		return answer, llm.Unusable("the answer is empty")
	}
	return answer, nil
}
