// Package openai speaks with OpenAI's speech API, which Kokoro, Piper, Chatterbox and other servers speak too.
//
// The API reports no word times, so they are estimated from the sound; see speech.Estimate.
package openai

import (
	"cmp"
	"context"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/openai/openai-go/v3"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/language"
	"github.com/moneyprinter/moneyprinter/shared/openaiapi"
	"github.com/moneyprinter/moneyprinter/shared/speech"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Name is the provider's name.
const Name = "openai"

// The model and voice where none is configured.
const (
	DefaultModel = "gpt-4o-mini-tts"
	DefaultVoice = "alloy"
)

// The API's limits: characters of a text, and rates.
const (
	longest          = 4096
	slowest, fastest = 0.25, 4.0
)

// largest is the largest answer in bytes that is read: more than ten minutes of 48 kHz stereo.
const largest = 128 << 20

// Config says which API to ask.
type Config struct {
	// BaseURL is the API's address, up to and with its version. Default: OpenAI's own.
	BaseURL string
	// APIKey is the bearer token of a call whose context carries none (package credential); empty sends none.
	APIKey string
	// Model is the model's name. Default: DefaultModel.
	Model string
	// Voice is the voice of a request that names none. Default: DefaultVoice.
	Voice string
	// Timeout is how long one text may take; 0 leaves that to the caller's context.
	Timeout time.Duration
	// HTTP is the HTTP client; nil is http.DefaultClient.
	HTTP *http.Client
}

// Provider is a speech.Provider over the API.
type Provider struct {
	api    *openaiapi.Client
	speech openai.AudioSpeechService
	config Config
}

var _ speech.Provider = (*Provider)(nil)

// New makes the provider. An address that is none is a failure of code NotConfigured.
func New(c Config) (*Provider, error) {
	api, err := openaiapi.New(openaiapi.Config{Provider: Name, BaseURL: c.BaseURL, APIKey: c.APIKey, Timeout: c.Timeout, HTTP: c.HTTP,
		KeyVariable: "MONEYPRINTER_TTS_API_KEY", ModelVariable: "MONEYPRINTER_TTS_MODEL"})
	if err != nil {
		return nil, err
	}
	c.Model, c.Voice = cmp.Or(c.Model, DefaultModel), cmp.Or(c.Voice, DefaultVoice)
	return &Provider{api: api, speech: openai.NewAudioSpeechService(api.Options...), config: c}, nil
}

// call is what the record's key is made from: all that decides the sound.
type call struct {
	Address string  `json:"address"`
	Model   string  `json:"model"`
	Voice   string  `json:"voice"`
	Text    string  `json:"text"`
	Speed   float64 `json:"speed"`
}

// Speak says the text. A text of more than 4096 characters is TooLarge, as the API has it; a voice that the API does not
// know is UnknownVoice.
func (p *Provider) Speak(ctx context.Context, w *step.Work, r speech.Request) (speech.Narration, error) {
	if n := len([]rune(r.Text)); n > longest {
		return speech.Narration{}, failure.New(failure.TooLarge, "a scene is longer than the 4096 characters that the speech API takes", failure.Provider(Name),
			failure.Hint("part the script into sentences or paragraphs"))
	}
	voice := cmp.Or(strings.TrimSpace(r.Voice), p.config.Voice)
	speed := min(max(cmp.Or(r.Rate, 1), slowest), fastest)
	raw, err := w.Calls.Call(ctx, Name, call{p.api.Address(), p.config.Model, voice, r.Text, speed}, func(ctx context.Context, key string) ([]byte, error) {
		return p.ask(ctx, r.Text, voice, speed, key)
	})
	if err != nil {
		return speech.Narration{}, err
	}
	sound, err := speech.DecodeBytes(ctx, w.Scratch, raw, "", "")
	if err != nil {
		if f := failure.From(err); f.Code == failure.CorruptMedia || f.Code == failure.UnsupportedMedia {
			err = failure.Wrap(failure.BadAnswer, err, "the speech API's answer is no sound", failure.Provider(Name), failure.Retryable(false),
				failure.Hint("check that the base URL %s is that of an OpenAI-compatible speech API", p.api.Address()))
		}
		return speech.Narration{}, err
	}
	if sound, _ = sound.Normalized().Trimmed(); sound.Milliseconds() <= int((speech.Lead+speech.Tail).Milliseconds()) && language.Speakable(r.Text) {
		return speech.Narration{}, failure.New(failure.BadAnswer, "the speech API answered with silence", failure.Provider(Name), failure.Retryable(false),
			failure.Hint("try another voice"))
	}
	return speech.Narration{
		Sound: sound, Words: speech.Estimate(r.Text, sound), Timing: steps.Estimated, Voice: voice,
		Origin: steps.Origin{Provider: Name, Model: p.config.Model},
	}, nil
}

// ask makes the call. What is plainly no sound is refused before it is recorded, so that another attempt asks again.
func (p *Provider) ask(ctx context.Context, text, voice string, speed float64, key string) ([]byte, error) {
	params := openai.AudioSpeechNewParams{
		Input: text, Model: p.config.Model, Voice: openai.AudioSpeechNewParamsVoiceUnion{OfString: openai.String(voice)},
		ResponseFormat: openai.AudioSpeechNewParamsResponseFormatWAV,
	}
	if speed != 1 {
		params.Speed = openai.Float(speed)
	}
	res, err := p.speech.New(ctx, params, openaiapi.Call(ctx, key)...)
	if err != nil {
		why := p.api.Failure(ctx, err)
		if f := failure.From(why); f.Code == failure.InvalidInput && strings.Contains(strings.ToLower(f.Message), "voice") {
			return nil, failure.Wrap(failure.UnknownVoice, f, f.Message, failure.Provider(Name), failure.Hint("choose a voice of the provider's, such as alloy or nova, or leave voice_name empty"))
		}
		return nil, why
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(res.Body, largest+1))
	switch {
	case err != nil:
		return nil, p.api.Failure(ctx, err)
	case len(raw) > largest:
		return nil, failure.New(failure.BadAnswer, "the speech API's answer is too large", failure.Provider(Name), failure.Retryable(false))
	case len(raw) == 0, strings.HasPrefix(res.Header.Get("Content-Type"), "text/"), strings.HasPrefix(res.Header.Get("Content-Type"), "application/json"):
		return nil, failure.New(failure.BadAnswer, "the speech API's answer is no sound", failure.Provider(Name),
			failure.Hint("check that the base URL %s is that of an OpenAI-compatible speech API", p.api.Address()))
	}
	return raw, nil
}
