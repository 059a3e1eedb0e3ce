package openai

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"

	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// FuzzAsk gives any answer of a server: bytes that may be sound, which ffmpeg decides, or a failure that does not hold the key.
func FuzzAsk(f *testing.F) {
	const secret = "sk-test-0123456789"
	f.Add(200, "audio/wav", "RIFFxxxxWAVEnothing")
	f.Add(200, "audio/wav", "")
	f.Add(200, "text/html; charset=utf-8", "<html>It works!</html>")
	f.Add(200, "application/json", `{"audio":""}`)
	f.Add(400, "application/json", `{"error":{"message":"Invalid value: 'bob'. Supported values for 'voice' are: 'KEY'","param":"voice","code":"invalid_value"}}`)
	f.Add(401, "application/json", `{"error":{"message":"Incorrect API key provided: KEY"}}`)
	f.Add(500, "text/plain", `KEY`)
	f.Add(400, "application/json", `{"error":{"message":"","code":"KEY voice"}}`)
	f.Fuzz(func(t *testing.T, status int, contentType, body string) {
		if status < 100 || status > 999 {
			return
		}
		p, err := New(Config{BaseURL: "https://api.example.com/v1", APIKey: secret})
		if err != nil {
			t.Fatal(err)
		}
		body = strings.ReplaceAll(body, "KEY", secret)
		server := roundTrip(func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {contentType}}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
		})
		p.speech = openai.NewAudioSpeechService(append(p.api.Options, option.WithHTTPClient(&http.Client{Transport: server}))...)
		raw, err := p.ask(t.Context(), "Hello.", "alloy", 1, "k")
		if err == nil {
			if len(raw) == 0 || string(raw) != body {
				t.Errorf("%q is recorded of %q", raw, body)
			}
			return
		}
		var why *failure.Failure
		if !errors.As(err, &why) || why.Message == "" || why.Provider != Name {
			t.Fatalf("the failure is %#v", err)
		}
		if strings.Contains(why.Message+why.Hint, secret) {
			t.Errorf("the key is told: %+v", why)
		}
	})
}

// roundTrip is a server that is a function.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
