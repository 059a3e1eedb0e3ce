package deployment

import (
	"fmt"
	"maps"
	"slices"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/document"
)

// keys checks the keys and the size of a ConfigMap or Secret.
func keys(d *document.Document, text map[string]string, bytes map[string][]byte) (problems []document.Problem) {
	size := 0
	for _, key := range slices.Sorted(maps.Keys(text)) {
		size += len(text[key])
		for _, message := range validation.IsConfigMapKey(key) {
			problems = append(problems, d.Problem("data["+key+"]", message))
		}
	}
	for _, value := range bytes {
		size += len(value)
	}
	if size > corev1.MaxSecretSize {
		problems = append(problems, d.Problem("data", fmt.Sprintf("is %d bytes; a cluster keeps at most %d", size, corev1.MaxSecretSize)))
	}
	return problems
}

// ports checks the ports of a Service.
func ports(d *document.Document, s *corev1.Service) (problems []document.Problem) {
	var names []string
	for i, p := range s.Spec.Ports {
		at := fmt.Sprintf("spec.ports[%d]", i)
		if len(s.Spec.Ports) > 1 && p.Name == "" || slices.Contains(names, p.Name) {
			problems = append(problems, d.Problem(at+".name", "several ports have a name each, and no two the same"))
		}
		names = append(names, p.Name)
		for _, message := range validation.IsValidPortNum(int(p.Port)) {
			problems = append(problems, d.Problem(at+".port", message))
		}
	}
	if len(s.Spec.Ports) == 0 && s.Spec.Type != corev1.ServiceTypeExternalName {
		problems = append(problems, d.Problem("spec.ports", "missing"))
	}
	return problems
}
