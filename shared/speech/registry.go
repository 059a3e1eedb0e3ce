package speech

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// Registry finds a provider by its name.
type Registry struct {
	// Default is the name of the provider of a request that names none.
	Default string
	// Providers are the providers by name.
	Providers map[string]Provider
	// Missing tells, by provider, which variable has to be set before it can be used.
	Missing map[string]string
}

// Get returns the provider of a name, the default one for an empty name. A provider that exists and lacks its settings is
// a failure of code NotConfigured, an unknown one InvalidInput.
func (r *Registry) Get(name string) (Provider, error) {
	name = strings.ToLower(strings.TrimSpace(name))
	if name == "" {
		name = r.Default
	}
	if p, ok := r.Providers[name]; ok {
		return p, nil
	}
	if variable, ok := r.Missing[name]; ok {
		return nil, failure.New(failure.NotConfigured, "the speech provider "+name+" is not configured", failure.Provider(name),
			failure.Hint("set %s, or choose the provider espeak, which needs no key", variable))
	}
	known := slices.Sorted(maps.Keys(r.Providers))
	for missing := range r.Missing {
		known = append(known, missing)
	}
	slices.Sort(known)
	return nil, failure.New(failure.InvalidInput, fmt.Sprintf("tts_provider is %q; it must be one of: %s", name, strings.Join(known, ", ")))
}
