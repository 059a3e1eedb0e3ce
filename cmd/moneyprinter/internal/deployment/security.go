package deployment

import (
	"fmt"
	"strings"
	"sync"

	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/document"
)

// evaluator holds Kubernetes' own checks of the pod security standards.
var evaluator = sync.OnceValue(func() policy.Evaluator {
	e, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		panic("deployment: Kubernetes' pod security checks: " + err.Error())
	}
	return e
})

// security checks pods against the standard that their namespace enforces. A cluster takes the workload and then starts
// none of its pods.
func (x *index) security(o *object, t template) []document.Problem {
	namespace := x.namespaces[o.doc.Namespace]
	if namespace == nil {
		return nil
	}
	enforced, errs := api.PolicyToEvaluate(namespace.Labels, api.Policy{Enforce: api.LevelVersion{Level: api.LevelPrivileged, Version: api.LatestVersion()}})
	if len(errs) > 0 {
		return []document.Problem{x.byKey[key("", "Namespace", "", namespace.Name)].doc.Problem("metadata.labels", errs.ToAggregate().Error())}
	}
	var reasons []string
	for _, r := range evaluator().EvaluatePod(enforced.Enforce, &t.meta, &t.spec) {
		if !r.Allowed {
			reasons = append(reasons, fmt.Sprintf("%s (%s)", r.ForbiddenReason, strings.TrimSpace(r.ForbiddenDetail)))
		}
	}
	if len(reasons) == 0 {
		return nil
	}
	return []document.Problem{o.doc.Problem(t.field+".spec", fmt.Sprintf("namespace %s enforces the %s standard, and these pods would not start: %s",
		namespace.Name, enforced.Enforce.Level, strings.Join(reasons, "; ")))}
}
