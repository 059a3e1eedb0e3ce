package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"sigs.k8s.io/yaml"
)

// placeholder stands for the registry in the func.yaml files, which do not know it.
const placeholder = "registry.example"

// configure returns the func.yaml of a staged function.
func (o options) configure(b []byte) ([]byte, error) {
	if o.registry != "" {
		b = bytes.ReplaceAll(b, []byte(placeholder+"/"), []byte(o.registry+"/"))
	}
	if !o.local && o.namespace == "" {
		return b, nil
	}
	var f map[string]any
	if err := yaml.Unmarshal(b, &f); err != nil {
		return nil, fmt.Errorf("func.yaml: %w", err)
	}
	if deploy, ok := f["deploy"].(map[string]any); ok && o.namespace != "" {
		// Where a function is to go is where it counts as deployed: func removes it from any other place that it knows of.
		f["namespace"], deploy["namespace"] = o.namespace, o.namespace
	}
	if run, ok := f["run"].(map[string]any); ok && o.local {
		if envs, ok := run["envs"].([]any); ok {
			run["envs"] = slices.DeleteFunc(envs, cluster)
		}
	}
	return yaml.Marshal(f)
}

// cluster tells whether a variable's value is in a Secret or a ConfigMap. `func run` would take the reference for the value,
// or refuse it.
func cluster(env any) bool {
	e, ok := env.(map[string]any)
	if !ok {
		return false
	}
	value, _ := e["value"].(string)
	value = strings.TrimSpace(strings.TrimPrefix(value, "{{"))
	return strings.HasPrefix(value, "secret:") || strings.HasPrefix(value, "configMap:")
}
