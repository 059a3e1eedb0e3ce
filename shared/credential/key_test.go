package credential_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/shared/credential"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for list, want := range map[string][]string{
		"":              {""},
		" , ":           {""},
		"a":             {"a"},
		" a, b ,,a,c\n": {"a", "b", "c"},
	} {
		var got []string
		for i, k := range credential.Parse(list) {
			if k.Secret() != "" && k.Number != i+1 {
				t.Errorf("%q: key %d has the number %d", list, i, k.Number)
			}
			got = append(got, k.Secret())
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%q: %s", list, d)
		}
	}
}

// However a key is written, its secret is not.
func TestKeyIsNotPrinted(t *testing.T) {
	t.Parallel()
	k := credential.Parse("hunter1,hunter2")[1]
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("a key", "key", k, "keys", []credential.Key{k})
	b, err := json.Marshal(k)
	if err != nil {
		t.Fatal(err)
	}
	for _, said := range []string{log.String(), string(b), fmt.Sprint(k), fmt.Sprintf("%#v %+v %s %q %x %d", k, []credential.Key{k}, k, k, k, k), fmt.Sprintf("%v", &k)} {
		if strings.Contains(said, "hunter") || strings.Contains(said, fmt.Sprintf("%x", "hunter")) {
			t.Errorf("the key is in %s", said)
		}
	}
	if k.String() != "key 2" || credential.From(credential.With(t.Context(), k)) != k || credential.From(t.Context()).Secret() != "" {
		t.Errorf("%s, %v", k, credential.From(t.Context()))
	}
}
