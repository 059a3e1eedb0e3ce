// Package credential holds the keys of providers, so that none is ever printed.
package credential

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
)

// Key is one of a provider's keys. However it is formatted, logged or encoded, it shows its number alone.
type Key struct {
	// Number counts a provider's keys from 1; 0 is a provider that needs none.
	Number int
	secret string
}

var (
	_ fmt.Formatter  = Key{}
	_ slog.LogValuer = Key{}
)

// Parse reads keys that are parted by commas. Blanks around them and repetitions are dropped. No key at all is one Key
// without a secret: a provider of one's own may need none.
func Parse(list string) []Key {
	var keys []Key
	for secret := range strings.SplitSeq(list, ",") {
		secret = strings.TrimSpace(secret)
		if secret != "" && !slices.ContainsFunc(keys, func(k Key) bool { return k.secret == secret }) {
			keys = append(keys, Key{Number: len(keys) + 1, secret: secret})
		}
	}
	if keys == nil {
		return []Key{{}}
	}
	return keys
}

// Secret is the key itself, to send to its provider and to nobody else; empty is none.
func (k Key) Secret() string { return k.secret }

// String returns "key 1", or "no key".
func (k Key) String() string {
	if k.Number == 0 {
		return "no key"
	}
	return fmt.Sprintf("key %d", k.Number)
}

// Format implements fmt.Formatter for every verb, %#v included.
func (k Key) Format(s fmt.State, _ rune) { fmt.Fprint(s, k.String()) }

// LogValue implements slog.LogValuer.
func (k Key) LogValue() slog.Value { return slog.StringValue(k.String()) }
