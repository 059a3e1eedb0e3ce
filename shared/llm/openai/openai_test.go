package openai_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/llm"
	"github.com/moneyprinter/moneyprinter/shared/llm/llmtest"
	"github.com/moneyprinter/moneyprinter/shared/llm/openai"
)

const key = "sk-test-abcdef0123456789"

// completion is a chat completion as the API documents it.
func completion(content, refusal, finish string) string {
	message := map[string]any{"role": "assistant", "content": content, "refusal": nil, "annotations": []any{}}
	if refusal != "" {
		message["content"], message["refusal"] = nil, refusal
	}
	b, _ := json.Marshal(map[string]any{
		"id": "chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT", "object": "chat.completion", "created": 1741569952, "model": "gpt-5-mini-2025-08-07",
		"choices": []any{map[string]any{"index": 0, "message": message, "logprobs": nil, "finish_reason": finish}},
		"usage":   map[string]any{"prompt_tokens": 19, "completion_tokens": 10, "total_tokens": 29},
	})
	return string(b)
}

func apiError(message, kind, code string) string {
	b, _ := json.Marshal(map[string]any{"error": map[string]any{"message": message, "type": kind, "param": nil, "code": code}})
	return string(b)
}

// bundle is a provider and the server that it asks.
type bundle struct {
	provider *openai.Provider
	server   *httptest.Server
	mu       sync.Mutex
	requests []*http.Request
	bodies   []map[string]any
}

// setup answers every request with answer.
func setup(t *testing.T, answer http.HandlerFunc) *bundle {
	t.Helper()
	b := &bundle{}
	b.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body map[string]any
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			t.Error(err)
		}
		b.mu.Lock()
		b.requests, b.bodies = append(b.requests, r), append(b.bodies, body)
		b.mu.Unlock()
		answer(w, r)
	}))
	t.Cleanup(b.server.Close)
	var err error
	if b.provider, err = openai.New(openai.Config{BaseURL: b.server.URL + "/v1", APIKey: key, Model: "m-1", Timeout: 5 * time.Second}); err != nil {
		t.Fatal(err)
	}
	return b
}

func reply(status int, body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		w.Write([]byte(body))
	}
}

func TestConformance(t *testing.T) {
	t.Parallel()
	llmtest.Test(t, setup(t, reply(200, completion("Coffee is old.", "", "stop"))).provider)
}

var ask = llm.Request{Task: llm.Script, System: "Be brief.", User: "Subject: coffee", Subject: "coffee"}

func TestRequest(t *testing.T) {
	t.Parallel()
	b := setup(t, reply(200, completion("Coffee is old.", "", "stop")))
	answer, err := b.provider.Complete(t.Context(), llmtest.Work(&llmtest.Record{IdempotencyKey: "k-1"}, 0), ask)
	if err != nil {
		t.Fatal(err)
	}
	if answer.Text != "Coffee is old." || answer.Origin.Provider != "openai" || answer.Origin.Model != "gpt-5-mini-2025-08-07" {
		t.Errorf("Complete = %+v", answer)
	}
	r := b.requests[0]
	if r.URL.Path != "/v1/chat/completions" || r.Header.Get("Authorization") != "Bearer "+key || r.Header.Get("Idempotency-Key") != "k-1" {
		t.Errorf("%s with %v", r.URL.Path, r.Header)
	}
	want := map[string]any{"model": "m-1", "messages": []any{
		map[string]any{"role": "system", "content": "Be brief."}, map[string]any{"role": "user", "content": "Subject: coffee"}}}
	if d := cmp.Diff(want, b.bodies[0]); d != "" {
		t.Error(d)
	}
}

// Each error of the API is a failure with the right code, once asked: the library does not retry by itself.
func TestErrors(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer    http.HandlerFunc
		code      failure.Code
		retryable bool
		message   string
		hint      string
	}{
		"wrong key": {reply(401, apiError("Incorrect API key provided: "+key+". You can find your API key at https://platform.openai.com/account/api-keys.", "invalid_request_error", "invalid_api_key")),
			failure.Unauthorized, false, "Incorrect API key provided: ***", "MONEYPRINTER_LLM_API_KEY"},
		"masked key":    {reply(401, apiError("Incorrect API key provided: sk-proj-ab****xyz.", "invalid_request_error", "invalid_api_key")), failure.Unauthorized, false, "provided: ***", "KEY"},
		"forbidden":     {reply(403, apiError("Country, region, or territory not supported", "request_forbidden", "unsupported_country_region_territory")), failure.Unauthorized, false, "not supported", ""},
		"rate limit":    {reply(429, apiError("Rate limit reached for gpt-5-mini", "requests", "rate_limit_exceeded"), "Retry-After", "20", "x-ratelimit-remaining-requests", "0"), failure.RateLimited, true, "Rate limit reached", "after 20 s"},
		"no credit":     {reply(429, apiError("You exceeded your current quota", "insufficient_quota", "insufficient_quota")), failure.RateLimited, false, "quota", "credit"},
		"server error":  {reply(500, apiError("The server had an error while processing your request", "server_error", "")), failure.Unavailable, true, "500", "later"},
		"overloaded":    {reply(503, "upstream connect error", "Content-Type", "text/plain"), failure.Unavailable, true, "503", "later"},
		"bad request":   {reply(400, apiError("Unsupported parameter", "invalid_request_error", "unsupported_parameter")), failure.InvalidInput, false, "Unsupported", ""},
		"policy":        {reply(400, apiError("The response was filtered", "", "content_filter")), failure.Refused, false, "filtered", "other words"},
		"unknown model": {reply(404, apiError("The model `m-1` does not exist", "invalid_request_error", "model_not_found")), failure.NotConfigured, false, "does not exist", "MONEYPRINTER_LLM_MODEL"},
		"refusal":       {reply(200, completion("", "I'm sorry, I cannot assist with that.", "stop")), failure.Refused, false, "refused", "other words"},
		"filtered":      {reply(200, completion("Part of", "", "content_filter")), failure.Refused, false, "refused", "other words"},
		"cut off":       {reply(200, completion("Coffee is", "", "length")), failure.BadAnswer, false, "cut off", "model"},
		"empty":         {reply(200, completion(" \n", "", "stop")), failure.BadAnswer, false, "empty", "model"},
		"no choices":    {reply(200, `{"object":"chat.completion","choices":[]}`), failure.BadAnswer, false, "no completion", ""},
		"truncated":     {reply(200, completion("Coffee is old.", "", "stop")[:80]), failure.BadAnswer, true, "not JSON", "base URL"},
		"a web page":    {reply(200, "<html>It works!</html>", "Content-Type", "text/html"), failure.BadAnswer, true, "not JSON", "base URL"},
		"dropped":       {func(w http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) }, failure.Unavailable, true, "connection", "network"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t, c.answer)
			_, err := b.provider.Complete(t.Context(), llmtest.Work(new(llmtest.Record), 0), ask)
			var f *failure.Failure
			if !errors.As(err, &f) {
				t.Fatalf("Complete = %v, want a failure", err)
			}
			if f.Code != c.code || f.Retryable != c.retryable || !strings.Contains(f.Message, c.message) || !strings.Contains(f.Hint, c.hint) {
				t.Errorf("failure = %+v, want %s, retryable %v, %q, %q", f, c.code, c.retryable, c.message, c.hint)
			}
			if strings.Contains(f.Message+f.Hint, key) {
				t.Errorf("the key is in %+v", f)
			}
			b.mu.Lock() // the server may still be at it where the connection broke
			defer b.mu.Unlock()
			if len(b.requests) != 1 {
				t.Errorf("asked %d times", len(b.requests))
			}
		})
	}
}

func TestRefusedConnection(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	address := strings.TrimPrefix(server.URL, "http://")
	server.Close()
	p, err := openai.New(openai.Config{BaseURL: "http://user:hunter2@" + address + "/v1"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = p.Complete(t.Context(), llmtest.Work(new(llmtest.Record), 0), ask)
	f := failure.From(err)
	if f.Code != failure.Unavailable || !f.Retryable || strings.Contains(f.Message+f.Hint, "hunter2") {
		t.Errorf("failure = %+v", f)
	}
}

// A server that does not answer in time is a Timeout; a step that is cancelled meanwhile is no failure of the server's.
func TestTimeout(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	t.Cleanup(server.CloseClientConnections)
	p, err := openai.New(openai.Config{BaseURL: server.URL, Timeout: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	_, err = p.Complete(t.Context(), llmtest.Work(new(llmtest.Record), 0), ask)
	if f := failure.From(err); f.Code != failure.Timeout || !f.Retryable {
		t.Errorf("failure = %+v", f)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := p.Complete(ctx, llmtest.Work(new(llmtest.Record), 0), ask); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Complete = %v, want the context's error", err)
	}
}

func TestBadAddress(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"localhost:11434", "ftp://x/v1", "http://", "::"} {
		if _, err := openai.New(openai.Config{BaseURL: address}); failure.From(err) == nil || failure.From(err).Code != failure.NotConfigured {
			t.Errorf("New(%q) = %v", address, err)
		}
	}
}

// A local server needs no key; none is sent, whatever the environment holds for another.
func TestNoKey(t *testing.T) {
	t.Setenv("OPENAI_API_KEY", "sk-of-another-server")
	var sent string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent = r.Header.Get("Authorization")
		reply(200, completion("Hello.", "", "stop"))(w, r)
	}))
	t.Cleanup(server.Close)
	p, err := openai.New(openai.Config{BaseURL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Complete(t.Context(), llmtest.Work(new(llmtest.Record), 0), ask); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(sent, "another") {
		t.Errorf("sent %q", sent)
	}
}
