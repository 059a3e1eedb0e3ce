package deployment

import (
	"strings"

	eventingv1 "knative.dev/eventing/pkg/apis/eventing/v1"

	"github.com/moneyprinter/moneyprinter/shared/database/grants"
)

// secrets are the keys of the Secrets that infra/secrets makes, by namespace/name; a test holds them against it.
var secrets = func() map[string][]string {
	m := map[string][]string{
		"moneyprinter-state/postgres":         {"username", "password"},
		"moneyprinter-state/redis":            {"password"},
		"moneyprinter-state/minio":            {"user", "password"},
		"moneyprinter/moneyprinter-migrate":   {"DATABASE_ADMIN_URL"},
		"moneyprinter/moneyprinter-state":     {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "MONEYPRINTER_REDIS"},
		"moneyprinter/moneyprinter-providers": nil,
	}
	for _, d := range grants.Databases {
		for _, f := range d.Functions {
			m["moneyprinter/moneyprinter-"+f.Name] = []string{"DATABASE_URL"}
		}
	}
	return m
}()

// supplied tells whether an object is there without a manifest: Kubernetes, Knative or infra/secrets makes it. keys are
// what a Secret holds.
func supplied(kind, namespace, name string) (keys []string, ok bool) {
	switch kind {
	case "ServiceAccount":
		return nil, name == "default"
	case "ConfigMap":
		return []string{"ca.crt"}, name == "kube-root-ca.crt"
	case "Secret":
		keys, ok = secrets[namespace+"/"+name]
		return keys, ok
	}
	return nil, false
}

// operatedPods are the labels that operators put on the pods of third parties' kinds, with the object's name.
var operatedPods = map[string]string{
	"postgresql.cnpg.io Cluster":   "cnpg.io/cluster",
	"postgresql.cnpg.io Pooler":    "cnpg.io/poolerName",
	"rabbitmq.com RabbitmqCluster": "app.kubernetes.io/name",
}

// operated tells whether an operator makes the object for another: CloudNativePG a cluster's and a pooler's Services and
// Secrets, Knative's broker for RabbitMQ its ingress.
func (x *index) operated(r reference) bool {
	const cnpg = "postgresql.cnpg.io"
	if r.kind == "Service" && x.byKey[key(cnpg, "Pooler", r.namespace, r.name)] != nil {
		return true
	}
	if broker, ok := strings.CutSuffix(r.name, "-broker-ingress"); ok && r.kind == "Service" {
		o := x.byKey[key(eventingv1.SchemeGroupVersion.Group, "Broker", r.namespace, broker)]
		if o == nil {
			return false
		}
		b, ok := o.value.(*eventingv1.Broker)
		return ok && b.Annotations[eventingv1.BrokerClassAnnotationKey] == "RabbitMQBroker"
	}
	for _, suffix := range map[string][]string{"Service": {"-rw", "-ro", "-r"}, "Secret": {"-superuser", "-app", "-ca", "-server", "-replication"}}[r.kind] {
		if cluster, ok := strings.CutSuffix(r.name, suffix); ok && x.byKey[key(cnpg, "Cluster", r.namespace, cluster)] != nil {
			return true
		}
	}
	return false
}
