package main

import "fmt"

// edits are the places that name every step.
func edits(n name) []edit {
	return []edit{
		{"shared/steps/name.go", []insertion{like(n, `\tTerms +Name = "terms"`)}},
		// The narration is all that it needs, and nothing waits for it.
		{"shared/pipeline/pipeline.go", []insertion{line(`\{Name: steps\.Script,`,
			fmt.Sprintf("\t{Name: steps.%s, Needs: []steps.Name{steps.Script}, Version: 1, Weight: 1, Deadline: 2 * time.Minute, Attempts: 3, InFlight: 16},", n.upper))}},
		{"functions/workflow/inputs.go", []insertion{line(`return t\.termsInputs\(v\)`,
			fmt.Sprintf("\tcase steps.%s:\n\t\treturn t.%sInputs(v)", n.upper, n.lower))}},
		{"cmd/moneyprinter/internal/local/functions.go", []insertion{
			line(`moneyprinter/functions/terms"`, fmt.Sprintf("\t\"github.com/moneyprinter/moneyprinter/functions/%s\"", n.lower)),
			line(`add\("terms", content,`, fmt.Sprintf("\tadd(%q, content, %s.NewWith(content).Handle)", n.lower, n.lower)),
		}},
		{"eventing/schemas/reflect.go", []insertion{like(n, `steps\.Terms:`)}},
		{"eventing/eventtypes.yaml", []insertion{documentLike(n, `name: moneyprinter\.terms\.`)}},
		{"eventing/policies/policies.yaml", []insertion{documentLike(n, `\n  name: terms\n`)}},
		{"eventing/kustomization.yaml", []insertion{like(n, `- terms\.yaml`)}},
		{"infra/base/serviceaccounts.yaml", []insertion{documentLike(n, `name: terms,`)}},
		{"shared/database/grants/grants.go", []insertion{like(n, `Name: "terms"`)}},
		{"infra/secrets/databases.go", []insertion{like(n, `"terms"`)}},
		{"infra/migrate/migrate.yaml", []insertion{like(n, `moneyprinter-terms`)}},
	}
}
