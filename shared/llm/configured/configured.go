// Package configured makes the language model providers that the environment configures.
package configured

import (
	"cmp"
	"net/http"

	"github.com/caarlos0/env/v11"

	"github.com/moneyprinter/moneyprinter/shared/credential"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/llm"
	"github.com/moneyprinter/moneyprinter/shared/llm/offline"
	"github.com/moneyprinter/moneyprinter/shared/llm/openai"
	"github.com/moneyprinter/moneyprinter/shared/ratelimit"
	"github.com/moneyprinter/moneyprinter/shared/resilience"
)

// Config says which language model to ask.
type Config struct {
	// Provider is the provider of a request that names none: openai or offline; or several parted by commas, each of
	// which is asked when those before it fail. Default: openai where its key or base URL is set, otherwise offline.
	Provider string `env:"MONEYPRINTER_LLM_PROVIDER"`
	// BaseURL is the address of an OpenAI-compatible API, up to and with its version. Default: https://api.openai.com/v1.
	BaseURL string `env:"MONEYPRINTER_LLM_BASE_URL"`
	// APIKey is its key, or several parted by commas, which are used in turn. A server of one's own may need none.
	APIKey string `env:"MONEYPRINTER_LLM_API_KEY"`
	// Model is the model's name. Default: gpt-5-mini.
	Model string `env:"MONEYPRINTER_LLM_MODEL"`
	// Calls say how the provider is called.
	Calls resilience.Settings `envPrefix:"MONEYPRINTER_LLM_"`
	// Limiter counts the calls of a key; nil counts those of this process alone.
	Limiter ratelimit.Limiter `env:"-"`
	// HTTP is the HTTP client; nil is http.DefaultClient.
	HTTP *http.Client `env:"-"`
}

// FromEnv reads Config from the environment and makes the providers, whose calls the limiter counts; nil counts those of
// this process alone.
func FromEnv(limiter ratelimit.Limiter) (*llm.Registry, error) {
	c, err := env.ParseAs[Config]()
	if err != nil {
		return nil, failure.Wrap(failure.NotConfigured, err, "the settings of the language model cannot be read: "+err.Error())
	}
	c.Limiter = limiter
	return New(c)
}

// New makes the providers. An address that is none is a failure of code NotConfigured.
func New(c Config) (*llm.Registry, error) {
	r := &llm.Registry{Default: c.Provider, Providers: map[string]llm.Provider{offline.Name: offline.Provider{}}, Missing: map[string]string{}}
	if c.APIKey == "" && c.BaseURL == "" {
		r.Missing[openai.Name] = "MONEYPRINTER_LLM_API_KEY (or MONEYPRINTER_LLM_BASE_URL for a server that needs no key)"
		r.Default = cmp.Or(c.Provider, offline.Name)
		return r, nil
	}
	// The guard gives each call its key and its time.
	p, err := openai.New(openai.Config{BaseURL: c.BaseURL, Model: c.Model, HTTP: c.HTTP})
	if err != nil {
		return nil, err
	}
	r.Providers[openai.Name] = llm.Guarded(p, resilience.New(resilience.Config{
		Kind: "llm", Provider: openai.Name, Keys: credential.Parse(c.APIKey), Limiter: c.Limiter, Policy: c.Calls.Policy(),
	}))
	r.Default = cmp.Or(c.Provider, openai.Name)
	return r, nil
}
