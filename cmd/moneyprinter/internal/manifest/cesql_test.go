package manifest

import (
	"testing"
	"testing/fstest"
)

// An expression that Knative's parser panics on is a problem of its manifest like any other.
func TestExpressionThatPanics(t *testing.T) {
	t.Parallel()
	for _, expression := range []string{`0"`, `((((`} {
		_, problems := Lint(fstest.MapFS{"m.yaml": {Data: []byte("apiVersion: eventing.knative.dev/v1\nkind: Trigger\nmetadata: {name: t, namespace: n}\nspec:\n  broker: b\n  filters:\n  - cesql: " + "'" + expression + "'\n  subscriber: {uri: http://x}\n")}}, nil)
		if len(problems) == 0 {
			t.Errorf("nothing is wrong with %s", expression)
		}
	}
}
