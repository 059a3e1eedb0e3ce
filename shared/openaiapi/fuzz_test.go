package openaiapi

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"

	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// key is what no failure may hold.
const key = "sk-proj-0123456789abcdef"

// FuzzFailure answers a request with any status and body, in which KEY is the key. What comes of it is a failure that
// names the provider, can be shown, and does not hold the key.
func FuzzFailure(f *testing.F) {
	f.Add(401, `{"error":{"message":"Incorrect API key provided: KEY.","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}`, "")
	f.Add(401, `{"error":{"type":"KEY","code":"KEY"}}`, "")
	f.Add(429, `{"error":{"message":"slow down","code":"rate_limit_exceeded"}}`, "KEY")
	f.Add(429, `{"error":{"message":"no credit","code":"insufficient_quota"}}`, "20")
	f.Add(400, `{"error":{"message":"Bearer KEY","code":"content_policy_violation"}}`, "")
	f.Add(500, `<html>KEY</html>`, "")
	f.Add(502, `{"error":"KEY"}`, "")
	f.Add(404, `{"error":{"message":"sk\u002dproj-0123456789abcdef"}}`, "")
	f.Add(400, "{\"error\":{\"message\":\"sk-proj-0123456789\u200babcdef\"}}", "")
	f.Add(302, ``, "")
	f.Add(100, ``, "")
	f.Fuzz(func(t *testing.T, status int, body, after string) {
		if status < 100 || status > 999 {
			return
		}
		c, err := New(Config{Provider: "openai", BaseURL: "https://api.example.com/v1", APIKey: key, KeyVariable: "KEY_VARIABLE", ModelVariable: "MODEL_VARIABLE"})
		if err != nil {
			t.Fatal(err)
		}
		answer := roundTrip(func(r *http.Request) (*http.Response, error) {
			return &http.Response{
				StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}, "Retry-After": {strings.ReplaceAll(after, "KEY", key)}},
				Body: io.NopCloser(strings.NewReader(strings.ReplaceAll(body, "KEY", key))), Request: r,
			}, nil
		})
		chat := openai.NewChatCompletionService(append(c.Options, option.WithHTTPClient(&http.Client{Transport: answer}))...)
		_, err = chat.New(t.Context(), openai.ChatCompletionNewParams{Model: "m", Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage("hello")}})
		if err == nil {
			return
		}
		check(t, c.Failure(t.Context(), err))
	})
}

// FuzzConnection is FuzzFailure for a server that cannot be reached, for any reason.
func FuzzConnection(f *testing.F) {
	f.Add("dial tcp: lookup api.example.com: no such host")
	f.Add("proxyconnect: https://user:KEY@proxy/?token=KEY refused")
	f.Add("Get \"https://api.example.com/v1?api_key=KEY\": EOF")
	f.Fuzz(func(t *testing.T, reason string) {
		c, err := New(Config{Provider: "openai", BaseURL: "https://user:" + key + "@api.example.com/v1?key=" + key, APIKey: key})
		if err != nil {
			t.Fatal(err)
		}
		check(t, c.Failure(t.Context(), errors.New(strings.ReplaceAll(reason, "KEY", key))))
	})
}

func check(t *testing.T, err error) {
	t.Helper()
	var why *failure.Failure
	if !errors.As(err, &why) || why.Code == "" || why.Message == "" || why.Provider != "openai" {
		t.Fatalf("the failure is %#v", err)
	}
	b, err := json.Marshal(why)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{string(b), why.Error(), why.Message, why.Hint} {
		if strings.Contains(text, key) {
			t.Errorf("the key is told: %s", text)
		}
	}
	if !utf8.ValidString(why.Message) || utf8.RuneCountInString(why.Message) > 600 {
		t.Errorf("the message is %q", why.Message)
	}
}

// roundTrip is a server that is a function.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
