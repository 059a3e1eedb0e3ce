package manifest

import (
	"context"
	"fmt"
	"sync"

	"knative.dev/eventing/pkg/apis/config"
	"knative.dev/eventing/pkg/apis/feature"
)

// brokerDefaults is config-br-defaults as Knative 1.23 ships it.
const brokerDefaults = `
clusterDefault:
  brokerClass: MTChannelBasedBroker
  apiVersion: v1
  kind: ConfigMap
  name: config-br-default-channel
  namespace: knative-eventing
  delivery:
    retry: 10
    backoffPolicy: exponential
    backoffDelay: PT0.2S
`

// cluster is the context in which a cluster with Knative's stock configuration defaults and validates.
var cluster = sync.OnceValue(func() context.Context {
	flags, err := feature.NewFlagsConfigFromMap(nil)
	if err != nil {
		panic(fmt.Sprintf("manifest: Knative's feature defaults: %v", err))
	}
	defaults, err := config.NewDefaultsConfigFromMap(map[string]string{config.BrokerDefaultsKey: brokerDefaults})
	if err != nil {
		panic(fmt.Sprintf("manifest: Knative's broker defaults: %v", err))
	}
	return feature.ToContext(config.ToContext(context.Background(), &config.Config{Defaults: defaults}), flags)
})
