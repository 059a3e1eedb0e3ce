package speech

import "github.com/moneyprinter/moneyprinter/shared/resilience"

// Registry finds a provider by its name.
type Registry resilience.Registry[Provider]

var words = resilience.Words{Kind: "speech", Parameter: "tts_provider", Free: "espeak"}

// Get returns the provider of a name, the default one for an empty name, or, of several names parted by commas, one that asks
// them in their order; see resilience.FallBack. Those after the first speak with a voice of their own where they do not know
// the one that was asked for. A provider that exists and lacks its settings is a failure of code NotConfigured where it is the
// only one, an unknown one InvalidInput.
func (r *Registry) Get(names string) (Provider, error) {
	found, err := (*resilience.Registry[Provider])(r).Find(names, words)
	if err != nil {
		return nil, err
	}
	if len(found) == 1 {
		return found[0].Provider, nil
	}
	return ProviderFunc(resilience.Chain(found, func(i int, p resilience.Named[Provider]) resilience.Provider[Request, Narration] {
		if i == 0 {
			return p.Provider.Speak
		}
		return anyVoice(p.Name, p.Provider)
	})), nil
}
