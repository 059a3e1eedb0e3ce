// Package configured makes the speech providers that the environment configures.
package configured

import (
	"cmp"
	"net/http"

	"github.com/caarlos0/env/v11"

	"github.com/moneyprinter/moneyprinter/shared/credential"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/ratelimit"
	"github.com/moneyprinter/moneyprinter/shared/resilience"
	"github.com/moneyprinter/moneyprinter/shared/speech"
	"github.com/moneyprinter/moneyprinter/shared/speech/espeak"
	"github.com/moneyprinter/moneyprinter/shared/speech/openai"
	"github.com/moneyprinter/moneyprinter/shared/speech/silent"
)

// Config says who speaks.
type Config struct {
	// Provider is the provider of a request that names none: openai, espeak or no-voice; or several parted by commas, each of
	// which is asked when those before it fail. Default: openai where its key or base URL is set, otherwise espeak.
	Provider string `env:"MONEYPRINTER_TTS_PROVIDER"`
	// BaseURL is the address of an OpenAI-compatible speech API, up to and with its version. Default: https://api.openai.com/v1.
	BaseURL string `env:"MONEYPRINTER_TTS_BASE_URL"`
	// APIKey is its key, or several parted by commas, which are used in turn. A server of one's own may need none.
	APIKey string `env:"MONEYPRINTER_TTS_API_KEY"`
	// Model is the speech model's name. Default: gpt-4o-mini-tts.
	Model string `env:"MONEYPRINTER_TTS_MODEL"`
	// Voice is the voice of a request that names none. Default: alloy.
	Voice string `env:"MONEYPRINTER_TTS_VOICE"`
	// Calls say how the provider is called.
	Calls resilience.Settings `envPrefix:"MONEYPRINTER_TTS_"`
	// Espeak is the espeak-ng program. Default: espeak-ng on the PATH.
	Espeak string `env:"MONEYPRINTER_ESPEAK"`
	// Limiter counts the calls of a key; nil counts those of this process alone.
	Limiter ratelimit.Limiter `env:"-"`
	// HTTP is the HTTP client; nil is http.DefaultClient.
	HTTP *http.Client `env:"-"`
}

// FromEnv reads Config from the environment and makes the providers, whose calls the limiter counts; nil counts those of
// this process alone.
func FromEnv(limiter ratelimit.Limiter) (*speech.Registry, error) {
	c, err := env.ParseAs[Config]()
	if err != nil {
		return nil, failure.Wrap(failure.NotConfigured, err, "the settings of the speech provider cannot be read: "+err.Error())
	}
	c.Limiter = limiter
	return New(c)
}

// New makes the providers. An address that is none is a failure of code NotConfigured.
func New(c Config) (*speech.Registry, error) {
	r := &speech.Registry{Missing: map[string]string{}, Providers: map[string]speech.Provider{
		espeak.Name: &espeak.Provider{Program: c.Espeak}, silent.Name: silent.Provider{}, "none": silent.Provider{},
	}}
	if c.APIKey == "" && c.BaseURL == "" {
		r.Missing[openai.Name] = "MONEYPRINTER_TTS_API_KEY (or MONEYPRINTER_TTS_BASE_URL for a server that needs no key)"
		r.Default = cmp.Or(c.Provider, espeak.Name)
		return r, nil
	}
	// The guard gives each call its key and its time.
	p, err := openai.New(openai.Config{BaseURL: c.BaseURL, Model: c.Model, Voice: c.Voice, HTTP: c.HTTP})
	if err != nil {
		return nil, err
	}
	r.Providers[openai.Name] = speech.Guarded(p, resilience.New(resilience.Config{
		Kind: "tts", Provider: openai.Name, Keys: credential.Parse(c.APIKey), Limiter: c.Limiter, Policy: c.Calls.Policy(),
	}))
	r.Default = cmp.Or(c.Provider, openai.Name)
	return r, nil
}
