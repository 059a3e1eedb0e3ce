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
	if !o.local {
		return b, nil
	}
	var f map[string]any
	if err := yaml.Unmarshal(b, &f); err != nil {
		return nil, fmt.Errorf("func.yaml: %w", err)
	}
	if run, ok := f["run"].(map[string]any); ok {
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
