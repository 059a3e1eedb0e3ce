package openaiapi

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/openai/openai-go/v3"

	"github.com/moneyprinter/moneyprinter/shared/credential"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/language"
)

// Failure turns an error of a request into a failure. ctx is the caller's, which tells a cancelled step from a server that
// took too long.
func (c *Client) Failure(ctx context.Context, err error) error {
	var f *failure.Failure
	if err == nil || errors.As(err, &f) {
		return err
	}
	if ctx.Err() != nil {
		return fmt.Errorf("%s: %w", c.config.Provider, context.Cause(ctx))
	}
	provider := failure.Provider(c.config.Provider)
	var api *openai.Error
	if errors.As(err, &api) {
		return c.status(ctx, api, provider)
	}
	var timeout net.Error
	if errors.Is(err, context.DeadlineExceeded) || errors.As(err, &timeout) && timeout.Timeout() {
		within := "in time"
		if c.config.Timeout > 0 {
			within = "within " + c.config.Timeout.String()
		}
		return failure.New(failure.Timeout, c.base.Hostname()+" did not answer "+within, provider)
	}
	return failure.New(failure.Unavailable, "the connection to "+c.base.Host+" failed: "+c.mask(ctx, cause(err)), provider,
		failure.Hint("check the network, and that the base URL %s is right", c.Address()))
}

// status turns an answer that is not 2xx into a failure.
func (c *Client) status(ctx context.Context, api *openai.Error, provider failure.Option) error {
	message := strings.TrimSpace(api.Message)
	if message == "" {
		message = api.Error()
	}
	message = fmt.Sprintf("%s answered %d: %s", c.base.Hostname(), api.StatusCode, language.Clip(c.mask(ctx, message), 300))
	after := retryAfter(api.Response.Header, time.Now())
	refused := strings.Contains(api.Code, "content_filter") || strings.Contains(api.Code, "content_policy") || strings.Contains(api.Code, "moderation")
	switch s := api.StatusCode; {
	case s == 401 || s == 403:
		return failure.New(failure.Unauthorized, message, provider, failure.Hint("check %s in %s", whichKey(ctx), c.config.KeyVariable))
	case s == 429 && api.Code == "insufficient_quota":
		return failure.New(failure.RateLimited, message, provider, failure.Retryable(false), failure.Hint("the account has no credit left; check its plan and billing"))
	case s == 429:
		hint := "try again later, or raise the account's limits"
		if after > 0 {
			hint = fmt.Sprintf("try again after %.0f s, or raise the account's limits", math.Ceil(after.Seconds()))
		}
		return failure.New(failure.RateLimited, message, provider, failure.RetryAfter(after), failure.Hint("%s", hint))
	case s == 408 || s == 504:
		return failure.New(failure.Timeout, message, provider)
	case s >= 500 || s == 409:
		return failure.New(failure.Unavailable, message, provider, failure.RetryAfter(after), failure.Hint("the provider has a problem; try again later"))
	case refused:
		return failure.New(failure.Refused, message, provider, failure.Hint("say it in other words, or choose another provider"))
	case s == 404 || api.Code == "model_not_found":
		return failure.New(failure.NotConfigured, message, provider, failure.Hint("check %s and the base URL %s", c.config.ModelVariable, c.Address()))
	case s == 413:
		return failure.New(failure.TooLarge, message, provider)
	}
	return failure.New(failure.InvalidInput, message, provider)
}

// whichKey names the key of a call without telling it.
func whichKey(ctx context.Context) string {
	if k := credential.From(ctx); k.Number > 0 {
		return k.String()
	}
	return "the key"
}

// retryAfter reads how long the server asks to wait, 0 where it does not say: Retry-After in seconds or as a date (RFC 9110,
// section 10.2.3), or OpenAI's Retry-After-Ms. More than a day is a day.
func retryAfter(h http.Header, now time.Time) time.Duration {
	const most = 24 * time.Hour
	bounded := func(n float64, unit time.Duration) time.Duration {
		if !(n > 0) {
			return 0
		}
		return time.Duration(min(n*float64(unit), float64(most)))
	}
	if ms, err := strconv.ParseFloat(strings.TrimSpace(h.Get("Retry-After-Ms")), 64); err == nil {
		return bounded(ms, time.Millisecond)
	}
	after := strings.TrimSpace(h.Get("Retry-After"))
	if s, err := strconv.ParseFloat(after, 64); err == nil {
		return bounded(s, time.Second)
	}
	at, err := http.ParseTime(after)
	if err != nil {
		return 0
	}
	return min(max(at.Sub(now), 0), most)
}

// cause returns the innermost error's text: what the operating system said, without addresses and requests.
func cause(err error) string {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return err.Error()
		}
		err = next
	}
}

var secrets = []*regexp.Regexp{
	regexp.MustCompile(`\b(?:sk|pk|rk|gsk|xai|key)-[A-Za-z0-9*._-]{4,}`),
	regexp.MustCompile(`(?i)bearer\s+[^\s"']+`),
	regexp.MustCompile(`(//)[^/@\s]+(@)`),
	regexp.MustCompile(`(?i)([?&](?:api[_-]?key|key|token|secret|signature|sig|access_token)=)[^&\s"']+`),
}

// mask removes what looks like a secret from a message, and the keys that the call may have had in any case. What is no
// text is replaced.
func (c *Client) mask(ctx context.Context, s string) string {
	s = strings.ToValidUTF8(s, "\ufffd")
	for _, secret := range []string{c.config.APIKey, credential.From(ctx).Secret()} {
		if secret != "" {
			s = strings.ReplaceAll(s, secret, "***")
		}
	}
	for _, re := range secrets {
		s = re.ReplaceAllString(s, "${1}***${2}")
	}
	return s
}
