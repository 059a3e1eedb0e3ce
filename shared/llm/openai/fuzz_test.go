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
	"github.com/moneyprinter/moneyprinter/shared/llm"
	"github.com/moneyprinter/moneyprinter/shared/llm/llmtest"
)

// FuzzComplete gives any answer of a server: a text that says something, or a failure that does not hold the key.
func FuzzComplete(f *testing.F) {
	const secret = "sk-test-abcdef0123456789"
	f.Add(200, "application/json", `{"id":"1","object":"chat.completion","model":"m-2","choices":[{"index":0,"message":{"role":"assistant","content":"Coffee is old."},"finish_reason":"stop"}]}`)
	f.Add(200, "application/json", `{"choices":[{"message":{"content":null,"refusal":"no"},"finish_reason":"stop"}]}`)
	f.Add(200, "application/json", `{"choices":[{"message":{"content":"cut"},"finish_reason":"length"}]}`)
	f.Add(200, "application/json", `{"choices":[{"message":{"content":[1,{}]}}]}`)
	f.Add(200, "application/json", `{"choices":[null]}`)
	f.Add(200, "application/json", `null`)
	f.Add(200, "text/html", `<html>`)
	f.Add(200, "application/json", `{"choices":[{"message":{"content":"`+strings.Repeat("[", 2000)+`"}}]}`)
	f.Add(401, "application/json", `{"error":{"message":"KEY","code":"invalid_api_key"}}`)
	f.Add(401, "application/json", `KEY`)
	f.Fuzz(func(t *testing.T, status int, contentType, body string) {
		if status < 100 || status > 999 {
			return
		}
		p, err := New(Config{BaseURL: "https://api.example.com/v1", APIKey: secret, Model: "m-1"})
		if err != nil {
			t.Fatal(err)
		}
		body = strings.ReplaceAll(body, "KEY", secret)
		server := roundTrip(func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {contentType}}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
		})
		p.chat = openai.NewChatCompletionService(append(p.api.Options, option.WithHTTPClient(&http.Client{Transport: server}))...)
		answer, err := p.Complete(t.Context(), llmtest.Work(new(llmtest.Record), 0), llm.Request{Task: llm.Script, User: "Subject: coffee"})
		if err == nil {
			if strings.TrimSpace(answer.Text) == "" || answer.Origin.Provider != Name || answer.Origin.Model == "" {
				t.Errorf("the answer is %+v", answer)
			}
			return
		}
		var why *failure.Failure
		if !errors.As(err, &why) || why.Message == "" {
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
