package openai_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/llm/llmtest"
	"github.com/moneyprinter/moneyprinter/shared/speech"
	"github.com/moneyprinter/moneyprinter/shared/speech/espeak"
	"github.com/moneyprinter/moneyprinter/shared/speech/openai"
	"github.com/moneyprinter/moneyprinter/shared/speech/speechtest"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// spoken answers as the API does: the bytes of a sound file of the text, at the speed asked for.
func spoken(t *testing.T) http.HandlerFunc {
	engine := &espeak.Provider{}
	return func(w http.ResponseWriter, r *http.Request) {
		var body struct {
			Input string  `json:"input"`
			Speed float64 `json:"speed"`
		}
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			t.Error(err)
		}
		language := "en"
		if strings.ContainsRune(body.Input, '的') {
			language = "zh"
		}
		n, err := engine.Speak(r.Context(), speechtest.Work(t, step.Direct), speech.Request{Text: body.Input, Language: language, Rate: body.Speed})
		if err != nil {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "audio/wav")
		w.Write(n.Sound.WAV())
	}
}

func provider(t *testing.T, answer http.HandlerFunc) *openai.Provider {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	p, err := openai.New(openai.Config{BaseURL: server.URL + "/v1", APIKey: "sk-test-0123456789"})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestConformance(t *testing.T) {
	t.Parallel()
	speechtest.Test(t, provider(t, spoken(t)), speechtest.Features{Audible: true, Rates: true, Timing: steps.Estimated})
}

// The estimated times are near to those that the engine behind the server knows.
func TestEstimateIsNear(t *testing.T) {
	t.Parallel()
	text := "What do you really know about the history of coffee? Begin with one clear question, and keep it in mind. Small steps are enough."
	r := speech.Request{Text: text, Language: "en", Rate: 1}
	want, err := (&espeak.Provider{}).Speak(t.Context(), speechtest.Work(t, step.Direct), r)
	if err != nil {
		t.Fatal(err)
	}
	got, err := provider(t, spoken(t)).Speak(t.Context(), speechtest.Work(t, step.Direct), r)
	if err != nil {
		t.Fatal(err)
	}
	sum, worst := 0, 0
	for i := range want.Words {
		d := got.Words[i].Start - want.Words[i].Start
		sum, worst = sum+max(d, -d), max(worst, d, -d)
	}
	if mean := sum / len(want.Words); mean > 120 || worst > 400 {
		t.Errorf("estimated starts are off by %d ms in the mean and %d ms at worst", mean, worst)
	} else {
		t.Logf("estimated starts are off by %d ms in the mean and %d ms at worst", mean, worst)
	}
}

func TestRequest(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var bodies []map[string]any
	var headers []http.Header
	sound := speak(t)
	p := provider(t, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		var body map[string]any
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil || r.URL.Path != "/v1/audio/speech" {
			t.Errorf("%s: %v", r.URL.Path, err)
		}
		bodies, headers = append(bodies, body), append(headers, r.Header)
		w.Header().Set("Content-Type", "audio/wav")
		w.Write(sound)
	})
	record := &llmtest.Record{IdempotencyKey: "k-1"}
	for range 2 {
		if _, err := p.Speak(t.Context(), speechtest.Work(t, record), speech.Request{Text: "Hello there.", Language: "en", Rate: 1}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := p.Speak(t.Context(), speechtest.Work(t, record), speech.Request{Text: "Hello there.", Voice: "nova", Rate: 1.5}); err != nil {
		t.Fatal(err)
	}
	want := []map[string]any{
		{"input": "Hello there.", "model": "gpt-4o-mini-tts", "voice": "alloy", "response_format": "wav"},
		{"input": "Hello there.", "model": "gpt-4o-mini-tts", "voice": "nova", "response_format": "wav", "speed": 1.5},
	}
	if d := cmp.Diff(want, bodies); d != "" {
		t.Errorf("the calls that were paid: %s", d)
	}
	if headers[0].Get("Idempotency-Key") != "k-1" || headers[0].Get("Authorization") != "Bearer sk-test-0123456789" {
		t.Errorf("headers %v", headers[0])
	}
}

func speak(t *testing.T) []byte {
	t.Helper()
	n, err := (&espeak.Provider{}).Speak(t.Context(), speechtest.Work(t, step.Direct), speech.Request{Text: "Hello there.", Language: "en"})
	if err != nil {
		t.Fatal(err)
	}
	return n.Sound.WAV()
}

// Servers that know one format send it whatever is asked for.
func TestFormats(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	wav := filepath.Join(dir, "sound.wav")
	if err := os.WriteFile(wav, speak(t), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"sound.mp3", "sound.flac", "sound.ogg", "sound.aac", "stereo.wav"} {
		path := filepath.Join(dir, name)
		if out, err := exec.CommandContext(t.Context(), "ffmpeg", "-loglevel", "error", "-i", wav, "-ar", strconv.Itoa(24000), "-ac", "2", path).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		p := provider(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/octet-stream")
			w.Write(b)
		})
		n, err := p.Speak(t.Context(), speechtest.Work(t, step.Direct), speech.Request{Text: "Hello there.", Language: "en"})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		speechtest.Check(t, "Hello there.", n.Words, n.Sound.Milliseconds())
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	reply := func(status int, contentType, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", contentType)
			w.WriteHeader(status)
			w.Write([]byte(body))
		}
	}
	const json = "application/json"
	for name, c := range map[string]struct {
		answer    http.HandlerFunc
		code      failure.Code
		retryable bool
	}{
		"wrong key":   {reply(401, json, `{"error":{"message":"Incorrect API key provided: sk-test-0123456789","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}`), failure.Unauthorized, false},
		"rate limit":  {reply(429, json, `{"error":{"message":"Rate limit reached","type":"requests","param":null,"code":"rate_limit_exceeded"}}`), failure.RateLimited, true},
		"no voice":    {reply(400, json, `{"error":{"message":"Invalid value: 'bob'. Supported values for 'voice' are: 'alloy'","type":"invalid_request_error","param":"voice","code":"invalid_value"}}`), failure.UnknownVoice, false},
		"bad request": {reply(400, json, `{"error":{"message":"Input is bad","type":"invalid_request_error","param":null,"code":null}}`), failure.InvalidInput, false},
		"down":        {reply(502, "text/html", `<html>bad gateway</html>`), failure.Unavailable, true},
		"a page":      {reply(200, "text/html", `<html>It works!</html>`), failure.BadAnswer, true},
		"empty":       {reply(200, "audio/wav", ``), failure.BadAnswer, true},
		"no sound":    {reply(200, "audio/wav", `RIFFxxxxWAVEnothing`), failure.BadAnswer, false},
		"silence":     {reply(200, "audio/wav", string(speech.Silence(1e9).WAV())), failure.BadAnswer, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := provider(t, c.answer).Speak(t.Context(), speechtest.Work(t, step.Direct), speech.Request{Text: "Hello.", Language: "en", Voice: "bob"})
			f := failure.From(err)
			if f == nil || f.Code != c.code || f.Retryable != c.retryable || f.Provider != "openai" || strings.Contains(f.Message, "0123456789") {
				t.Errorf("failure = %+v, want %s, retryable %v", f, c.code, c.retryable)
			}
		})
	}
	_, err := provider(t, reply(200, "audio/wav", "")).Speak(t.Context(), speechtest.Work(t, step.Direct), speech.Request{Text: strings.Repeat("long ", 1000)})
	if f := failure.From(err); f == nil || f.Code != failure.TooLarge {
		t.Errorf("a long text: %v", err)
	}
}
