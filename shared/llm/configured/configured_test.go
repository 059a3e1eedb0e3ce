package configured_test

import (
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/llm/configured"
)

func TestDefault(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		config configured.Config
		want   string
	}{
		"nothing":          {configured.Config{}, "offline"},
		"a key":            {configured.Config{APIKey: "k"}, "openai"},
		"an address":       {configured.Config{BaseURL: "http://localhost:11434/v1"}, "openai"},
		"a key, and named": {configured.Config{APIKey: "k", Provider: "offline"}, "offline"},
	} {
		r, err := configured.New(c.config)
		if err != nil {
			t.Fatal(err)
		}
		if r.Default != c.want {
			t.Errorf("%s: the default is %s, want %s", name, r.Default, c.want)
		}
		if _, err := r.Get(""); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	r, err := configured.New(configured.Config{Provider: "openai"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Get(""); failure.From(err) == nil || failure.From(err).Code != failure.NotConfigured {
		t.Errorf("openai without a key: %v", err)
	}
}

func TestFromEnv(t *testing.T) {
	t.Setenv("MONEYPRINTER_LLM_BASE_URL", "http://localhost:1/v1")
	t.Setenv("MONEYPRINTER_LLM_TIMEOUT", "3s")
	if r, err := configured.FromEnv(nil); err != nil || r.Default != "openai" {
		t.Errorf("FromEnv = %+v, %v", r, err)
	}
	t.Setenv("MONEYPRINTER_LLM_TIMEOUT", "soon")
	if _, err := configured.FromEnv(nil); failure.From(err) == nil || failure.From(err).Code != failure.NotConfigured {
		t.Errorf("FromEnv with a wrong timeout = %v", err)
	}
}
