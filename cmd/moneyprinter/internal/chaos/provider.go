package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// provider stands for a service on the internet that is paid by the call. It lives in the driver, which nobody kills, and its
// log is what was paid.
type provider struct {
	address string
	mu      sync.Mutex
	// paid are the times of the calls that were answered, by idempotency key.
	paid map[string][]time.Time
	// flaky is the share of calls that fail and are not paid.
	flaky  float64
	random *rand.Rand
}

func newProvider(ctx context.Context, seed uint64) (*provider, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &provider{address: "http://" + l.Addr().String(), paid: map[string][]time.Time{}, random: rand.New(rand.NewPCG(seed, 7))}
	server := &http.Server{Handler: p}
	go server.Serve(l)
	context.AfterFunc(ctx, func() { server.Close() })
	return p, nil
}

// ServeHTTP answers a call: what it answers follows from the request alone.
func (p *provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	key := r.Header.Get("Idempotency-Key")
	p.mu.Lock()
	fails := p.random.Float64() < p.flaky
	if !fails {
		p.paid[key] = append(p.paid[key], time.Now())
	}
	p.mu.Unlock()
	if fails {
		http.Error(w, "overloaded", http.StatusServiceUnavailable)
		return
	}
	sum := sha256.Sum256(append([]byte(r.URL.Path), body...))
	io.WriteString(w, hex.EncodeToString(sum[:4]))
}

// log returns what was paid.
func (p *provider) log() map[string][]time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	paid := make(map[string][]time.Time, len(p.paid))
	for k, at := range p.paid {
		paid[k] = append([]time.Time(nil), at...)
	}
	return paid
}

func (p *provider) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.paid = map[string][]time.Time{}
}

// pay calls the provider, from the child.
func pay(ctx context.Context, kind, key string, request []byte) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, os.Getenv(providerVariable)+"/"+kind, bytes.NewReader(request))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Idempotency-Key", key)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, failure.Wrap(failure.Unavailable, err, "the provider does not answer", failure.Provider("chaos"))
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		return nil, failure.Wrap(failure.Unavailable, err, fmt.Sprintf("the provider answers %s", resp.Status), failure.Provider("chaos"))
	}
	return answer, nil
}
