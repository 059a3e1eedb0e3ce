package configured_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/shared/decision"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/llm"
	"github.com/moneyprinter/moneyprinter/shared/llm/configured"
	"github.com/moneyprinter/moneyprinter/shared/llm/llmtest"
	"github.com/moneyprinter/moneyprinter/shared/ratelimit"
	"github.com/moneyprinter/moneyprinter/shared/resilience"
	"github.com/moneyprinter/moneyprinter/shared/resilience/resiliencetest"
)

const completion = `{"id":"chatcmpl-1","object":"chat.completion","created":1741569952,"model":"gpt-5-mini","choices":[{"index":0,
"message":{"role":"assistant","content":"Coffee is old.","refusal":null},"logprobs":null,"finish_reason":"stop"}]}`

// reply is an answer of the API.
type reply struct {
	status int
	body   string
	header string
	delay  time.Duration
}

var well = reply{status: 200, body: completion}

func apiError(status int, kind, code, message string) reply {
	b, _ := json.Marshal(map[string]any{"error": map[string]any{"message": message, "type": kind, "param": nil, "code": code}})
	return reply{status: status, body: string(b)}
}

func (r reply) with(header string) reply { r.header = header; return r }

// api replays the answers that a test gives for each key, in their order; after them it answers well.
type api struct {
	mu      sync.Mutex
	replies map[string][]reply
	asked   []string
}

func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	io.Copy(io.Discard, r.Body) // only then is it noticed that the client hangs up
	key := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	a.mu.Lock()
	a.asked = append(a.asked, key+" "+r.Header.Get("Idempotency-Key"))
	answer := well
	if left := a.replies[key]; len(left) > 0 {
		answer, a.replies[key] = left[0], left[1:]
	}
	a.mu.Unlock()
	select {
	case <-time.After(answer.delay):
	case <-r.Context().Done():
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if name, value, ok := strings.Cut(answer.header, ": "); ok {
		w.Header().Set(name, value)
	}
	w.WriteHeader(answer.status)
	w.Write([]byte(strings.ReplaceAll(answer.body, "KEY", key)))
}

// The errors that the API documents, and what becomes of each: asked with which keys, how it ends, and what is on the record.
func TestReplay(t *testing.T) {
	t.Parallel()
	limit := apiError(429, "requests", "rate_limit_exceeded", "Rate limit reached for gpt-5-mini")
	broken := apiError(500, "server_error", "", "The server had an error while processing your request")
	overloaded := apiError(503, "service_unavailable", "", "The engine is currently overloaded, please try again later")
	wrongKey := apiError(401, "invalid_request_error", "invalid_api_key", "Incorrect API key provided: KEY.")
	noCredit := apiError(429, "insufficient_quota", "insufficient_quota", "You exceeded your current quota")
	for name, c := range map[string]struct {
		keys     string
		provider string
		replies  map[string][]reply
		// want is who answers, or the failure's code.
		want    string
		asked   []string
		decided []string
	}{
		"well": {"hush-1", "", nil, "openai", []string{"hush-1 k"}, nil},
		"500, 503, then well": {"hush-1", "", map[string][]reply{"hush-1": {broken, overloaded}}, "openai", []string{"hush-1 k", "hush-1 k", "hush-1 k"},
			[]string{"retried openai 0 unavailable", "retried openai 0 unavailable"}},
		"429 with a short Retry-After": {"hush-1", "", map[string][]reply{"hush-1": {limit.with("Retry-After: 2")}}, "openai", []string{"hush-1 k", "hush-1 k"},
			[]string{"retried openai 0 rate_limited"}},
		"429 with a long Retry-After": {"hush-1", "", map[string][]reply{"hush-1": {limit.with("Retry-After: 60")}}, "rate_limited", []string{"hush-1 k"}, nil},
		"429, another key": {"hush-1,hush-2", "", map[string][]reply{"hush-1": {limit.with("Retry-After: 60")}}, "openai", []string{"hush-1 k", "hush-2 k"},
			[]string{"passed_over openai 1 rate_limited"}},
		"401, another key": {"hush-1, hush-2", "", map[string][]reply{"hush-1": {wrongKey}}, "openai", []string{"hush-1 k", "hush-2 k"},
			[]string{"passed_over openai 1 unauthorized"}},
		"no credit, another key": {"hush-1,hush-2", "", map[string][]reply{"hush-1": {noCredit}}, "openai", []string{"hush-1 k", "hush-2 k"},
			[]string{"passed_over openai 1 rate_limited"}},
		"401": {"hush-1", "", map[string][]reply{"hush-1": {wrongKey}}, "unauthorized", []string{"hush-1 k"}, nil},
		"401, another provider": {"hush-1,hush-2", "openai,offline", map[string][]reply{"hush-1": {wrongKey}, "hush-2": {wrongKey}}, "offline", []string{"hush-1 k", "hush-2 k"},
			[]string{"passed_over openai 1 unauthorized", "passed_over openai 2 unauthorized", "fell_back openai 0 unauthorized"}},
		"a time-out":                   {"hush-1", "", map[string][]reply{"hush-1": {{status: 200, body: completion, delay: time.Hour}}}, "timeout", []string{"hush-1 k"}, nil},
		"a time-out, another provider": {"hush-1", "openai,offline", map[string][]reply{"hush-1": {{delay: time.Hour}}}, "offline", []string{"hush-1 k"}, []string{"fell_back openai 0 timeout"}},
		"504, then well":               {"hush-1", "", map[string][]reply{"hush-1": {{status: 504}}}, "openai", []string{"hush-1 k", "hush-1 k"}, []string{"retried openai 0 timeout"}},
		"down, another provider": {"hush-1", "openai,offline", map[string][]reply{"hush-1": {broken, broken, broken}}, "offline", []string{"hush-1 k", "hush-1 k", "hush-1 k"},
			[]string{"retried openai 0 unavailable", "retried openai 0 unavailable", "fell_back openai 0 unavailable"}},
		"refused": {"hush-1", "openai,offline", map[string][]reply{"hush-1": {apiError(400, "", "content_policy_violation", "Your request was rejected")}}, "refused", []string{"hush-1 k"}, nil},
		"400":     {"hush-1", "openai,offline", map[string][]reply{"hush-1": {apiError(400, "invalid_request_error", "", "Unsupported parameter")}}, "invalid_input", []string{"hush-1 k"}, nil},
		"no key":  {"", "openai,offline", nil, "openai", []string{" k"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := &api{replies: map[string][]reply{}}
				for key, replies := range c.replies {
					server.replies[key] = replies
				}
				url, client := resiliencetest.Serve(t, server)
				r, err := configured.New(configured.Config{BaseURL: url, APIKey: c.keys, HTTP: client, Calls: resilience.Settings{Timeout: time.Minute, Retries: 2}})
				if err != nil {
					t.Fatal(err)
				}
				p, err := r.Get(c.provider)
				if err != nil {
					t.Fatal(err)
				}
				var log bytes.Buffer
				w := llmtest.Work(&llmtest.Record{IdempotencyKey: "k"}, 0)
				w.Decisions, w.Log = new(decision.List), slog.New(slog.NewJSONHandler(&log, nil))
				answer, err := p.Complete(t.Context(), w, llm.Request{Task: llm.Script, User: "coffee", Subject: "coffee"})
				got := answer.Origin.Provider
				if err != nil {
					got = string(failure.From(err).Code)
				}
				if got != c.want {
					t.Errorf("%s (%v), want %s", got, err, c.want)
				}
				server.mu.Lock()
				if d := cmp.Diff(c.asked, server.asked); d != "" {
					t.Error(d)
				}
				server.mu.Unlock()
				var decided []string
				for _, d := range w.Decisions.All() {
					decided = append(decided, fmt.Sprintf("%s %s %d %s", d.Kind, d.Provider, d.Key, d.Code))
				}
				if d := cmp.Diff(c.decided, decided); d != "" {
					t.Error(d)
				}
				said, _ := json.Marshal([]any{w.Decisions.All(), failure.From(err)})
				if strings.Contains(string(said)+log.String()+fmt.Sprintf("%v %+v", err, err), "hush") {
					t.Errorf("a key is told: %s %s %v", said, log.String(), err)
				}
			})
		})
	}
}

// A limiter that is shared with other functions counts the calls of each key under a name that does not tell it.
func TestSharedLimiter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		url, client := resiliencetest.Serve(t, &api{})
		limiter := ratelimit.NewMemory(10, nil)
		for range 2 {
			// Two functions, each with a guard of its own.
			r, err := configured.New(configured.Config{BaseURL: url, APIKey: "hush-1", HTTP: client, Calls: resilience.Settings{PerMinute: 1}, Limiter: limiter})
			if err != nil {
				t.Fatal(err)
			}
			p, err := r.Get("openai")
			if err != nil {
				t.Fatal(err)
			}
			_, err = p.Complete(t.Context(), llmtest.Work(new(llmtest.Record), 0), llm.Request{User: "coffee"})
			if d, _ := limiter.Allow(t.Context(), "provider/llm/openai/1", ratelimit.PerMinute(1)); d.Allowed {
				t.Error("the call is not counted")
			}
			if f := failure.From(err); f != nil && f.Code == failure.RateLimited {
				return
			}
		}
		t.Error("the second function does not know of the first one's call")
	})
}
