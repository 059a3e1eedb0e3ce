package manifest

import (
	"fmt"
	"strings"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/document"
)

// decode makes the document's object, defaults and validates it, and adds it to the set when nothing is wrong.
func (l *linter) decode(d *document.Document) {
	if !d.IsMapping() {
		l.report(d, "", "a manifest is a mapping with apiVersion, kind, metadata and spec")
		return
	}
	if strings.HasPrefix(d.APIVersion, "kustomize.config.k8s.io/") {
		return // it builds the cluster's manifests and is none itself
	}
	empty, ok := Kinds[d.APIVersion+" "+d.Kind]
	if !ok {
		l.report(d, "kind", fmt.Sprintf("%q of %q is not understood; it must be one of: %s", d.Kind, d.APIVersion, strings.Join(kindNames(), ", ")))
		return
	}
	before := len(l.problems)
	o, problems, ok := document.Decode(d, empty)
	l.problems = append(l.problems, problems...)
	if !ok {
		return
	}
	if d.Name == "" {
		l.report(d, "metadata.name", "missing")
	}
	if d.Namespace == "" {
		l.report(d, "metadata.namespace", "missing: the one-machine runtime has no current namespace")
	}
	key := d.Kind + " " + d.Namespace + "/" + d.Name
	if first := l.seen[key]; first != nil {
		l.report(d, "metadata.name", "there is another of this name at "+first.String())
	}
	l.problems = append(l.problems, Validate(d, o)...)
	l.seen[key] = d
	if len(l.problems) == before {
		l.objects = append(l.objects, decoded{d, o})
		l.set.add(o)
	}
}
