// Package eventing holds the Knative Eventing manifests of moneyprinter: broker, triggers, job sinks, sources and event
// types. `kubectl apply` gives them to a cluster; the one-machine binary has them built in and interprets them.
package eventing

import "embed"

// Manifests are the manifests, one file a function.
//
//go:embed *.yaml
var Manifests embed.FS
