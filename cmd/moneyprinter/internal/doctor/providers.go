package doctor

import (
	"maps"
	"slices"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	llms "github.com/moneyprinter/moneyprinter/shared/llm/configured"
	"github.com/moneyprinter/moneyprinter/shared/resilience"
	speakers "github.com/moneyprinter/moneyprinter/shared/speech/configured"
)

// providers tells who writes and who speaks, and which settings others want. No key is shown.
func providers() []Check {
	var checks []Check
	writers, err := llms.FromEnv(nil)
	if err != nil {
		checks = append(checks, broken("language model", err))
	} else {
		checks = append(checks, provider("language model", writers.Default, slices.Sorted(maps.Keys(writers.Providers)), writers.Missing)...)
	}
	voices, err := speakers.FromEnv(nil)
	if err != nil {
		return append(checks, broken("speech", err))
	}
	return append(checks, provider("speech", voices.Default, slices.Sorted(maps.Keys(voices.Providers)), voices.Missing)...)
}

func broken(kind string, err error) Check {
	f := failure.From(err)
	return Check{kind, Missing, f.Message, f.Hint}
}

// provider tells of the default providers of a kind, and of those that are not configured, by the setting that they miss.
func provider(kind, standard string, there []string, missing map[string]string) []Check {
	var checks []Check
	defaults := resilience.Names(standard)
	for _, name := range defaults {
		check := Check{kind, OK, name, ""}
		if !slices.Contains(there, name) {
			check.State, check.Detail, check.Help = Missing, name+" is the default and is not configured", "set "+missing[name]
			if missing[name] == "" {
				check.Detail, check.Help = "there is no provider "+name, "choose another"
			}
		}
		checks = append(checks, check)
	}
	for _, name := range slices.Sorted(maps.Keys(missing)) {
		if !slices.Contains(defaults, name) {
			checks = append(checks, Check{kind + " " + name, Absent, "it is not configured, and not needed", "set " + missing[name]})
		}
	}
	return checks
}
