package deployment

import (
	"fmt"
	"regexp"

	eventingv1 "knative.dev/eventing/pkg/apis/eventing/v1"
	servingv1 "knative.dev/serving/pkg/apis/serving/v1"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/document"
	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/manifest"
)

var (
	// serviceHost is the name of a Service in a cluster's DNS.
	serviceHost = regexp.MustCompile(`([a-z0-9-]+)\.([a-z0-9-]+)\.svc\b`)
	// brokerURL is the ingress of a broker of the classes that share one.
	brokerURL = regexp.MustCompile(regexp.QuoteMeta(manifest.BrokerHost) + `/([a-z0-9-]+)/([a-z0-9-]+)`)
)

// hosts checks that the Services and brokers that settings, arguments and variables name are there.
func (x *index) hosts(o *object) (problems []document.Problem) {
	o.doc.Scalars(func(field, value string) {
		for _, m := range serviceHost.FindAllStringSubmatch(value, -1) {
			r := reference{kind: "Service", namespace: m[2], name: m[1]}
			known := x.byKey[key("", "Service", m[2], m[1])] != nil || x.byKey[key(servingv1.SchemeGroupVersion.Group, "Service", m[2], m[1])] != nil
			if x.namespaces[m[2]] != nil && !known && !x.operated(r) {
				problems = append(problems, o.doc.Problem(field, fmt.Sprintf("names %s, and there is no Service %s/%s", m[0], m[2], m[1])))
			}
		}
		for _, m := range brokerURL.FindAllStringSubmatch(value, -1) {
			if x.byKey[key(eventingv1.SchemeGroupVersion.Group, "Broker", m[1], m[2])] == nil {
				problems = append(problems, o.doc.Problem(field, fmt.Sprintf("names the broker %s/%s, which is not there", m[1], m[2])))
			}
		}
	})
	return problems
}
