package resilience

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// Registry finds the providers of a kind by their names.
type Registry[P any] struct {
	// Default names the provider of a request that names none, or several in the order in which they are asked, parted by commas.
	Default string
	// Providers are the providers by name.
	Providers map[string]P
	// Missing tells, by provider, which variable has to be set before it can be used.
	Missing map[string]string
}

// Words are what a kind of provider is called in messages.
type Words struct {
	// Kind is what its providers are, such as "language model".
	Kind string
	// Parameter is the parameter that names them.
	Parameter string
	// Free is the provider that needs no key.
	Free string
}

// Find returns the providers of a list of names, the default ones for an empty list, each once and in order. An unknown name
// is a failure of code InvalidInput; so is a provider that exists and lacks its settings, of code NotConfigured, where it is the
// only one. Among others it has its failure in Missing.
func (r *Registry[P]) Find(list string, words Words) ([]Named[P], error) {
	names := Names(list)
	if len(names) == 0 {
		names = Names(r.Default)
	}
	var found []Named[P]
	for _, name := range names {
		variable, missing := r.Missing[name]
		p, there := r.Providers[name]
		switch {
		case there:
			found = append(found, Named[P]{Name: name, Provider: p})
		case missing:
			found = append(found, Named[P]{Name: name, Missing: failure.New(failure.NotConfigured, "the "+words.Kind+" provider "+name+" is not configured", failure.Provider(name),
				failure.Hint("set %s, or choose the provider %s, which needs no key", variable, words.Free))})
		default:
			return nil, r.unknown(name, words)
		}
	}
	switch {
	case len(found) == 0:
		return nil, r.unknown("", words)
	case len(found) == 1 && found[0].Missing != nil:
		return nil, found[0].Missing
	}
	return found, nil
}

func (r *Registry[P]) unknown(name string, words Words) error {
	known := slices.AppendSeq(slices.Collect(maps.Keys(r.Providers)), maps.Keys(r.Missing))
	slices.Sort(known)
	return failure.New(failure.InvalidInput, fmt.Sprintf("%s is %q; it must be one of: %s, or several of them in the order in which they are asked, parted by commas",
		words.Parameter, clip(name), strings.Join(slices.Compact(known), ", ")))
}

// Names reads names that are parted by commas, each once, in lower case.
func Names(list string) []string {
	var names []string
	for name := range strings.SplitSeq(list, ",") {
		if name = strings.ToLower(strings.TrimSpace(name)); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// clip shortens what a user sent so that a message stays readable.
func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
