package manifest

import (
	"fmt"
	"net/url"
	"strings"

	duckv1 "knative.dev/pkg/apis/duck/v1"
)

// The hosts under which a cluster serves brokers and job sinks.
const (
	BrokerHost  = "broker-ingress.knative-eventing.svc.cluster.local"
	JobSinkHost = "job-sink.knative-eventing.svc.cluster.local"
)

// ServiceHost is the host of the Knative Service of a name in a cluster.
func ServiceHost(namespace, name string) string { return name + "." + namespace + ".svc.cluster.local" }

// BrokerAddress is the ingress URL of the broker of a key <namespace>/<name> in a cluster.
func BrokerAddress(key string) *url.URL {
	return &url.URL{Scheme: "http", Host: BrokerHost, Path: "/" + key}
}

// Address resolves a destination as Knative's resolver does: a reference to the URL that the object has in a cluster, a
// URI to itself or, beside a reference, relative to it. namespace is the one of the object that has the destination.
func Address(d duckv1.Destination, namespace string) (*url.URL, error) {
	if d.Ref == nil {
		if d.URI == nil || d.URI.Scheme == "" || d.URI.Host == "" {
			return nil, fmt.Errorf("neither a ref nor an absolute uri")
		}
		return d.URI.URL(), nil
	}
	if d.Ref.Namespace != "" {
		namespace = d.Ref.Namespace
	}
	group, _, _ := strings.Cut(d.Ref.APIVersion, "/")
	if d.Ref.Group != "" {
		group = d.Ref.Group
	}
	var at *url.URL
	switch d.Ref.Kind + "." + group {
	case "Service.serving.knative.dev":
		at = &url.URL{Scheme: "http", Host: ServiceHost(namespace, d.Ref.Name)}
	case "Broker.eventing.knative.dev":
		at = BrokerAddress(namespace + "/" + d.Ref.Name)
	case "JobSink.sinks.knative.dev":
		at = &url.URL{Scheme: "http", Host: JobSinkHost, Path: "/" + namespace + "/" + d.Ref.Name}
	default:
		return nil, fmt.Errorf("a %s of %s is no sink of the one-machine runtime; it knows Knative Services, JobSinks and Brokers", d.Ref.Kind, d.Ref.APIVersion)
	}
	if d.URI != nil {
		at = at.ResolveReference(d.URI.URL())
	}
	return at, nil
}
