package llm

import "github.com/moneyprinter/moneyprinter/shared/resilience"

// Registry finds a provider by its name.
type Registry resilience.Registry[Provider]

var words = resilience.Words{Kind: "language model", Parameter: "llm_provider", Free: "offline"}

// Get returns the provider of a name, the default one for an empty name, or, of several names parted by commas, one that asks
// them in their order; see resilience.FallBack. A provider that exists and lacks its settings is a failure of code
// NotConfigured where it is the only one, an unknown one InvalidInput.
func (r *Registry) Get(names string) (Provider, error) {
	found, err := (*resilience.Registry[Provider])(r).Find(names, words)
	if err != nil {
		return nil, err
	}
	if len(found) == 1 {
		return found[0].Provider, nil
	}
	return ProviderFunc(resilience.Chain(found, func(_ int, p resilience.Named[Provider]) resilience.Provider[Request, Answer] {
		return p.Provider.Complete
	})), nil
}
