// Package eventing holds the Knative Eventing manifests of moneyprinter: broker, triggers, job sinks, sources, event types
// and policies. `kubectl apply` gives them to a cluster; the one-machine binary has them built in and interprets them.
package eventing

import "embed"

// Manifests are the manifests, one file a function, and the policies beside them.
//
//go:embed *.yaml policies/*.yaml
var Manifests embed.FS
