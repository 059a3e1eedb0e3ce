// Package llmtest is the conformance suite of language model providers.
package llmtest

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/llm"
	"github.com/moneyprinter/moneyprinter/shared/step"
)

// Record is a step.Caller in memory: it answers a repeated request from its record, as the ledger does.
type Record struct {
	mu      sync.Mutex
	answers map[string][]byte
	// Made counts the calls that were made, Asked those that were asked for.
	Made, Asked int
	// IdempotencyKey is what the next call is given.
	IdempotencyKey string
}

// Call answers from the record, or makes the call and records its answer.
func (r *Record) Call(ctx context.Context, provider string, request any, make func(context.Context, string) ([]byte, error)) ([]byte, error) {
	b, err := json.Marshal([]any{provider, request})
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.Asked++
	if answer, ok := r.answers[string(b)]; ok {
		return answer, nil
	}
	r.Made++
	answer, err := make(ctx, r.IdempotencyKey)
	if err != nil {
		return nil, err
	}
	if r.answers == nil {
		r.answers = map[string][]byte{}
	}
	r.answers[string(b)] = answer
	return answer, nil
}

// Work returns a work whose calls go through record, of the variation seed.
func Work(record step.Caller, seed int64) *step.Work {
	return &step.Work{Seed: seed, Calls: record, Log: slog.New(slog.DiscardHandler), Progress: func(float64) {}}
}

// Test runs the suite on a provider.
func Test(t *testing.T, p llm.Provider) {
	script := llm.Request{Task: llm.Script, System: "Write.", User: "Subject: coffee", Subject: "coffee", Language: "en", Paragraphs: 1}

	for _, r := range []llm.Request{script, {Task: llm.Terms, System: "Choose.", User: "Subject: coffee", Subject: "coffee", Language: "en"}} {
		t.Run("Answers/"+string(r.Task), func(t *testing.T) {
			answer, err := p.Complete(t.Context(), Work(new(Record), 1), r)
			if err != nil {
				t.Fatal(err)
			}
			if strings.TrimSpace(answer.Text) == "" || answer.Origin.Provider == "" {
				t.Errorf("Complete = %+v; want a text and who wrote it", answer)
			}
		})
	}

	t.Run("Repeats", func(t *testing.T) {
		record := new(Record)
		first, err := p.Complete(t.Context(), Work(record, 7), script)
		if err != nil {
			t.Fatal(err)
		}
		made := record.Made
		second, err := p.Complete(t.Context(), Work(record, 7), script)
		if err != nil {
			t.Fatal(err)
		}
		if first != second {
			t.Errorf("the same request was answered %q and %q", first.Text, second.Text)
		}
		if record.Made != made {
			t.Errorf("the same request was paid twice")
		}
	})

	t.Run("AnotherTryIsAnotherCall", func(t *testing.T) {
		record, again := new(Record), script
		again.Try = 1
		for _, r := range []llm.Request{script, again} {
			if _, err := p.Complete(t.Context(), Work(record, 7), r); err != nil {
				t.Fatal(err)
			}
		}
		if record.Asked != record.Made {
			t.Errorf("another try was answered from the record")
		}
	})

	t.Run("Cancelled", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := p.Complete(ctx, Work(new(Record), 1), script); !errors.Is(err, context.Canceled) {
			t.Errorf("Complete with an ended context = %v", err)
		}
	})

	t.Run("AtOnce", func(t *testing.T) {
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if _, err := p.Complete(t.Context(), Work(new(Record), 1), script); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	})
}
