package configured_test

import (
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/speech/configured"
)

func TestDefault(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		config configured.Config
		want   string
	}{
		"nothing":          {configured.Config{}, "espeak"},
		"a key":            {configured.Config{APIKey: "k"}, "openai"},
		"an address":       {configured.Config{BaseURL: "http://localhost:8880/v1"}, "openai"},
		"a key, and named": {configured.Config{APIKey: "k", Provider: "espeak"}, "espeak"},
	} {
		r, err := configured.New(c.config)
		if err != nil {
			t.Fatal(err)
		}
		if r.Default != c.want {
			t.Errorf("%s: the default is %s, want %s", name, r.Default, c.want)
		}
		for _, provider := range []string{"", "espeak", "no-voice", "none"} {
			if _, err := r.Get(provider); err != nil {
				t.Errorf("%s: Get(%q): %v", name, provider, err)
			}
		}
	}
	r, err := configured.New(configured.Config{})
	if err != nil {
		t.Fatal(err)
	}
	for provider, code := range map[string]failure.Code{"openai": failure.NotConfigured, "nobody": failure.InvalidInput} {
		if _, err := r.Get(provider); failure.From(err) == nil || failure.From(err).Code != code {
			t.Errorf("Get(%s) = %v, want %s", provider, err, code)
		}
	}
	if _, err := configured.New(configured.Config{BaseURL: "no address"}); failure.From(err) == nil || failure.From(err).Code != failure.NotConfigured {
		t.Errorf("New with a wrong address = %v", err)
	}
}
