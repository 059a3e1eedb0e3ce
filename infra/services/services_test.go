package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"knative.dev/pkg/apis"
	servingv1 "knative.dev/serving/pkg/apis/serving/v1"
	"sigs.k8s.io/yaml"
)

const committed = "../base/services"

// read reads the files of a folder.
func read(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files[e.Name()] = string(b)
	}
	return files
}

func TestTheCommittedServicesAreFresh(t *testing.T) {
	t.Parallel()
	out := filepath.Join(t.TempDir(), "services")
	if err := write("../../functions", out); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(read(t, out), read(t, committed)); diff != "" {
		t.Errorf("run make generate:\n%s", diff)
	}
}

// What Knative's webhook would say of the Services.
func TestKnativeTakesTheServices(t *testing.T) {
	t.Parallel()
	ctx := apis.WithinCreate(context.Background())
	files := read(t, committed)
	delete(files, "kustomization.yaml")
	if len(files) < 10 {
		t.Fatalf("only %d Services", len(files))
	}
	for name, content := range files {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// ko puts the image's digest in before the cluster sees it.
			content = strings.ReplaceAll(content, "ko://", "registry.example/")
			var s servingv1.Service
			if err := yaml.UnmarshalStrict([]byte(content), &s); err != nil {
				t.Fatal(err)
			}
			s.SetDefaults(ctx)
			if err := s.Validate(ctx); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestAReferenceThatFuncWouldRefuse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, value string }{
		{"", "plain"},
		{"", "{{ secret:keys:one }}"},
		{"KEY", "{{ secret:keys }}"},
	} {
		var p project
		p.Run.Envs = append(p.Run.Envs, struct {
			Name  string `json:"name"`
			Value string `json:"value"`
		}{c.name, c.value})
		if _, err := service(p); err == nil {
			t.Errorf("%s=%s is taken", c.name, c.value)
		}
	}
}
