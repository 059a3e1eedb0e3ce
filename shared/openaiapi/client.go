// Package openaiapi is what the providers that speak OpenAI's HTTP API have in common: the client and the meaning of its
// errors.
package openaiapi

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/openai/openai-go/v3/option"

	"github.com/moneyprinter/moneyprinter/shared/credential"
	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// Config says where an API is.
type Config struct {
	// Provider names the provider in failures.
	Provider string
	// BaseURL is the API's address, up to and with its version; empty is https://api.openai.com/v1.
	BaseURL string
	// APIKey is the bearer token of a call whose context carries none (package credential); empty sends none.
	APIKey string
	// Timeout is how long one request may take; 0 leaves that to the caller's context.
	Timeout time.Duration
	// KeyVariable names the variable that holds the key, for hints.
	KeyVariable string
	// ModelVariable names the variable that holds the model.
	ModelVariable string
	// HTTP is the HTTP client; nil is http.DefaultClient.
	HTTP *http.Client
}

// Client is what the library's services of one API are made with.
type Client struct {
	// Options are those of every request.
	Options []option.RequestOption
	config  Config
	base    *url.URL
}

// Official is OpenAI's own address.
const Official = "https://api.openai.com/v1"

// New makes a client. The library's own retries are off: package resilience and the broker retry, with the same
// record and idempotency key.
// Its defaults from OPENAI_* variables are not taken, so that a key never goes to another server.
func New(c Config) (*Client, error) {
	c.BaseURL = strings.TrimSpace(cmp.Or(c.BaseURL, Official))
	u, err := url.Parse(c.BaseURL)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return nil, failure.New(failure.NotConfigured, "the base URL of "+c.Provider+" is not an http or https address", failure.Provider(c.Provider),
			failure.Hint("give it up to and with its version, such as http://localhost:11434/v1"))
	}
	options := []option.RequestOption{option.WithBaseURL(c.BaseURL), option.WithMaxRetries(0)}
	if c.Timeout > 0 {
		options = append(options, option.WithRequestTimeout(c.Timeout))
	}
	if c.HTTP != nil {
		options = append(options, option.WithHTTPClient(c.HTTP))
	}
	if c.APIKey != "" {
		options = append(options, option.WithAPIKey(c.APIKey))
	}
	return &Client{Options: options, config: c, base: u}, nil
}

// Address is the API's address without credentials, for the record's key.
func (c *Client) Address() string {
	return c.base.Scheme + "://" + c.base.Host + strings.TrimRight(c.base.Path, "/")
}

// Call returns the options of one call: the key that its context carries (package credential), where it carries one, and the
// idempotency key that keeps a repeated call from being paid twice, where the server knows it.
func Call(ctx context.Context, idempotencyKey string) []option.RequestOption {
	var options []option.RequestOption
	if secret := credential.From(ctx).Secret(); secret != "" {
		options = append(options, option.WithAPIKey(secret))
	}
	if idempotencyKey != "" {
		options = append(options, option.WithHeader("Idempotency-Key", idempotencyKey))
	}
	return options
}
