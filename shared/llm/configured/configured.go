// Package configured makes the language model providers that the environment configures.
package configured

import (
	"cmp"
	"time"

	"github.com/caarlos0/env/v11"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/llm"
	"github.com/moneyprinter/moneyprinter/shared/llm/offline"
	"github.com/moneyprinter/moneyprinter/shared/llm/openai"
)

// Config says which language model to ask.
type Config struct {
	// Provider is the provider of a request that names none: openai or offline. Default: openai where its key or base URL
	// is set, otherwise offline.
	Provider string `env:"MONEYPRINTER_LLM_PROVIDER"`
	// BaseURL is the address of an OpenAI-compatible API, up to and with its version. Default: https://api.openai.com/v1.
	BaseURL string `env:"MONEYPRINTER_LLM_BASE_URL"`
	// APIKey is its key. A server of one's own may need none.
	APIKey string `env:"MONEYPRINTER_LLM_API_KEY"`
	// Model is the model's name. Default: gpt-5-mini.
	Model string `env:"MONEYPRINTER_LLM_MODEL"`
	// Timeout is how long one answer may take. Default: 2 minutes.
	Timeout time.Duration `env:"MONEYPRINTER_LLM_TIMEOUT" envDefault:"2m"`
}

// FromEnv reads Config from the environment and makes the providers.
func FromEnv() (*llm.Registry, error) {
	c, err := env.ParseAs[Config]()
	if err != nil {
		return nil, failure.Wrap(failure.NotConfigured, err, "the settings of the language model cannot be read: "+err.Error())
	}
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
	p, err := openai.New(openai.Config{BaseURL: c.BaseURL, APIKey: c.APIKey, Model: c.Model, Timeout: c.Timeout})
	if err != nil {
		return nil, err
	}
	r.Providers[openai.Name] = p
	r.Default = cmp.Or(c.Provider, openai.Name)
	return r, nil
}
