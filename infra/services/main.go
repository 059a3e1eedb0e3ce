// Command services writes the Knative Service of each function, of its func.yaml: what `func deploy` would make of it, and
// beside it what func cannot say (a read-only root, a timeout, the user). The files are for deploying all functions at once,
// by ko and kustomize; `func deploy` is for one.
//
//	go run ./infra/services         writes infra/base/services
package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"sigs.k8s.io/yaml"
)

func main() {
	if err := write("functions", filepath.Join("infra", "base", "services")); err != nil {
		fmt.Fprintln(os.Stderr, "services:", err)
		os.Exit(1)
	}
}

// jobs are the functions that run as Jobs in a cluster: they have a JobSink and no Service.
var jobs = []string{"segment", "assemble"}

// write writes the Services of the functions in a folder, and the kustomization that lists them.
func write(functions, out string) error {
	paths, err := filepath.Glob(filepath.Join(functions, "*", "func.yaml"))
	if err != nil {
		return err
	}
	if len(paths) == 0 {
		return fmt.Errorf("there is no func.yaml in %s", functions)
	}
	if err := os.RemoveAll(out); err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	list := bytes.NewBufferString("# Written by go run ./infra/services.\napiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n")
	for _, path := range paths {
		name := filepath.Base(filepath.Dir(path))
		if slices.Contains(jobs, name) {
			continue
		}
		b, err := render(path)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if err := os.WriteFile(filepath.Join(out, name+".yaml"), b, 0o644); err != nil {
			return err
		}
		fmt.Fprintf(list, "- %s.yaml\n", name)
	}
	return os.WriteFile(filepath.Join(out, "kustomization.yaml"), list.Bytes(), 0o644)
}

// render makes the Service of a func.yaml.
func render(path string) ([]byte, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var p project
	if err := yaml.UnmarshalStrict(b, &p); err != nil {
		return nil, err
	}
	s, err := service(p)
	if err != nil {
		return nil, err
	}
	out, err := yaml.Marshal(s)
	if err != nil {
		return nil, err
	}
	return append([]byte("# Written of functions/"+p.Name+"/func.yaml by go run ./infra/services.\n"), out...), nil
}
