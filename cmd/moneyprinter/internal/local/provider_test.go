package local_test

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// provider stands for an OpenAI-compatible service on the internet. Its log counts what it was paid for: each request by
// its idempotency key.
type provider struct {
	*httptest.Server
	mu   sync.Mutex
	paid map[string]int
}

func newProvider(t *testing.T) *provider {
	t.Helper()
	p := &provider{paid: map[string]int{}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/chat/completions", p.chat)
	mux.HandleFunc("POST /v1/audio/speech", p.speech)
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

// log returns how often each key was paid.
func (p *provider) log() map[string]int {
	p.mu.Lock()
	defer p.mu.Unlock()
	paid := make(map[string]int, len(p.paid))
	for k, n := range p.paid {
		paid[k] = n
	}
	return paid
}

func (p *provider) pay(r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.paid[r.URL.Path+" "+r.Header.Get("Idempotency-Key")]++
}

func (p *provider) chat(w http.ResponseWriter, r *http.Request) {
	p.pay(r)
	var request struct {
		Messages []struct{ Content any }
	}
	json.NewDecoder(r.Body).Decode(&request)
	text, _ := json.Marshal(request.Messages)
	answer := "Coffee wakes the city. People meet over a cup."
	if strings.Contains(string(text), "JSON") {
		answer = `["coffee cup", "coffee beans"]`
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(map[string]any{
		"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "test",
		"choices": []any{map[string]any{"index": 0, "finish_reason": "stop", "message": map[string]any{"role": "assistant", "content": answer}}},
		"usage":   map[string]any{"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
	})
}

// speech answers with a second of a tone as a WAV file.
func (p *provider) speech(w http.ResponseWriter, r *http.Request) {
	p.pay(r)
	const rate, samples = 24_000, 24_000
	wav := make([]byte, 44+2*samples)
	copy(wav, "RIFF")
	binary.LittleEndian.PutUint32(wav[4:], uint32(len(wav)-8))
	copy(wav[8:], "WAVEfmt ")
	binary.LittleEndian.PutUint32(wav[16:], 16)
	binary.LittleEndian.PutUint16(wav[20:], 1)
	binary.LittleEndian.PutUint16(wav[22:], 1)
	binary.LittleEndian.PutUint32(wav[24:], rate)
	binary.LittleEndian.PutUint32(wav[28:], 2*rate)
	binary.LittleEndian.PutUint16(wav[32:], 2)
	binary.LittleEndian.PutUint16(wav[34:], 16)
	copy(wav[36:], "data")
	binary.LittleEndian.PutUint32(wav[40:], 2*samples)
	for i := range samples {
		binary.LittleEndian.PutUint16(wav[44+2*i:], uint16(int16(8000*math.Sin(2*math.Pi*220*float64(i)/rate))))
	}
	w.Header().Set("Content-Type", "audio/wav")
	w.Write(wav)
}
