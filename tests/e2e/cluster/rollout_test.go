//go:build cluster

package cluster

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"
)

// A revision of script that asks its model differently gets 20 % of the traffic, then all, then none again, while videos
// are being made: none fails, both revisions worked, and the model was asked once for each video.
func TestRollout(t *testing.T) {
	c := connect(t)
	model := c.startProvider(t)
	changed := buildChanged(t, "functions/script/prompt.go", "You write the narration of short videos.", "You narrate short videos.")
	stable := c.revise(t, "script", model.env())
	t.Cleanup(func() { c.restore(t, "script", stable) })
	before := latest(t, c.service(t, "script"))

	var ids []string
	more := func(phase string, n int) {
		for i := range n {
			ids = append(ids, c.create(t, map[string]any{
				"video_subject": fmt.Sprintf("the %s moon number %d", phase, i+1), "video_terms": "moon", "video_short_side": 360, "bgm_type": "", "llm_provider": "openai",
			}))
		}
	}
	more("waiting", 4)
	c.revise(t, "script", append(model.env(), map[string]any{"name": "REVISION_OF_THE_TEST", "value": "2"}), changed, split{before, 80}, split{"", 20})
	after := latest(t, c.service(t, "script"))
	if after == before {
		t.Fatalf("there is no new revision beside %s", before)
	}
	more("canary", 10)
	c.route(t, "script", split{after, 100})
	more("promoted", 4)
	c.route(t, "script", split{before, 100})
	more("rolled back", 4)

	for _, id := range ids {
		c.completed(t, id, 15*time.Minute)
	}
	model.mu.Lock()
	defer model.mu.Unlock()
	t.Logf("the model was asked: %v", model.system)
	if len(model.system) != 2 {
		t.Errorf("the model was asked in %d ways, want both revisions': %v", len(model.system), model.system)
	}
	if len(model.calls) != len(ids) {
		t.Errorf("the model was asked about %d subjects, want %d", len(model.calls), len(ids))
	}
	for subject, n := range model.calls {
		if n != 1 {
			t.Errorf("the model was asked %d times about %s", n, subject)
		}
	}
}

// env makes a function ask this provider.
func (p *provider) env() []map[string]any {
	return []map[string]any{
		{"name": "MONEYPRINTER_LLM_BASE_URL", "value": p.url},
		{"name": "MONEYPRINTER_LLM_API_KEY", "value": "sk-of-the-test"},
		{"name": "MONEYPRINTER_LLM_MODEL", "value": "test"},
	}
}

// split is a share of a service's traffic; an empty revision is the latest.
type split struct {
	revision string
	percent  int
}

func (c *cluster) service(t *testing.T, name string) *unstructured.Unstructured {
	t.Helper()
	s, err := c.objects.Resource(services).Namespace(namespace).Get(t.Context(), name, metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func latest(t *testing.T, s *unstructured.Unstructured) string {
	t.Helper()
	name, ok, err := unstructured.NestedString(s.Object, "status", "latestReadyRevisionName")
	if err != nil || !ok {
		t.Fatalf("there is no revision: %v", err)
	}
	return name
}

// revise makes a new revision of a service with more environment and, where one is given, another image, and returns the
// spec that it had. Without shares it takes all traffic.
func (c *cluster) revise(t *testing.T, name string, env []map[string]any, more ...any) (before map[string]any) {
	t.Helper()
	s := c.service(t, name)
	before, _, err := unstructured.NestedMap(s.Object, "spec")
	if err != nil {
		t.Fatal(err)
	}
	image, shares := "", []split{{"", 100}}
	for _, m := range more {
		switch m := m.(type) {
		case string:
			image = m
		case split:
			if len(shares) == 1 && shares[0] == (split{"", 100}) {
				shares = nil
			}
			shares = append(shares, m)
		}
	}
	containers, _, err := unstructured.NestedSlice(s.Object, "spec", "template", "spec", "containers")
	if err != nil {
		t.Fatal(err)
	}
	container := containers[0].(map[string]any)
	list, _ := container["env"].([]any)
	for _, e := range env {
		list = append(remove(list, e["name"]), e)
	}
	container["env"] = list
	if image != "" {
		container["image"] = image
	}
	patch := map[string]any{"spec": map[string]any{
		"template": map[string]any{"spec": map[string]any{"containers": containers}},
		"traffic":  traffic(shares),
	}}
	c.patch(t, name, patch)
	return before
}

func remove(list []any, name any) (rest []any) {
	for _, e := range list {
		if e.(map[string]any)["name"] != name {
			rest = append(rest, e)
		}
	}
	return rest
}

func traffic(shares []split) (list []map[string]any) {
	for _, s := range shares {
		target := map[string]any{"percent": s.percent}
		if s.revision == "" {
			target["latestRevision"] = true
		} else {
			target["revisionName"], target["latestRevision"] = s.revision, false
		}
		list = append(list, target)
	}
	return list
}

// route changes which revisions get a service's traffic.
func (c *cluster) route(t *testing.T, name string, shares ...split) {
	t.Helper()
	c.patch(t, name, map[string]any{"spec": map[string]any{"traffic": traffic(shares)}})
}

func (c *cluster) restore(t *testing.T, name string, spec map[string]any) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	s, err := c.objects.Resource(services).Namespace(namespace).Get(ctx, name, metav1.GetOptions{})
	if err == nil {
		s.Object["spec"] = spec
		_, err = c.objects.Resource(services).Namespace(namespace).Update(ctx, s, metav1.UpdateOptions{})
	}
	if err != nil {
		t.Error(err)
	}
}

// patch changes a service and waits until it is ready as changed.
func (c *cluster) patch(t *testing.T, name string, patch map[string]any) {
	t.Helper()
	b, err := json.Marshal(patch)
	if err != nil {
		t.Fatal(err)
	}
	patched, err := c.objects.Resource(services).Namespace(namespace).Patch(t.Context(), name, types.MergePatchType, b, metav1.PatchOptions{})
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, 3*time.Minute, "the service "+name+" is ready", func(ctx context.Context) error {
		s, err := c.objects.Resource(services).Namespace(namespace).Get(ctx, name, metav1.GetOptions{})
		if err != nil {
			return err
		}
		seen, _, _ := unstructured.NestedInt64(s.Object, "status", "observedGeneration")
		conditions, _, _ := unstructured.NestedSlice(s.Object, "status", "conditions")
		for _, item := range conditions {
			if condition := item.(map[string]any); condition["type"] == "Ready" && condition["status"] == "True" && seen >= patched.GetGeneration() {
				return nil
			}
		}
		return fmt.Errorf("generation %d of %d: %v", seen, patched.GetGeneration(), conditions)
	})
}

// buildChanged builds and pushes the image of script with a text of one of its files changed, and returns its name.
func buildChanged(t *testing.T, file, old, new string) string {
	t.Helper()
	registry := os.Getenv("MONEYPRINTER_E2E_REGISTRY")
	if registry == "" {
		t.Fatal("MONEYPRINTER_E2E_REGISTRY must name the registry that `make up` was given")
	}
	root, err := filepath.Abs(repository)
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile(filepath.Join(root, file))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(source, []byte(old)) {
		t.Fatalf("%s does not say %q any more", file, old)
	}
	dir := t.TempDir()
	replaced := filepath.Join(dir, filepath.Base(file))
	if err := os.WriteFile(replaced, bytes.Replace(source, []byte(old), []byte(new), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{filepath.Join(root, file): replaced}})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "overlay.json"), overlay, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "bin/ko", "build", "--base-import-paths", "--sbom=none", "--tags=changed", "--insecure-registry", "./functions/script/cmd/script")
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "KO_DOCKER_REPO="+registry, "KO_CONFIG_PATH=build/up", "GOFLAGS=-overlay="+filepath.Join(dir, "overlay.json"))
	var log bytes.Buffer
	cmd.Stderr = &log
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("ko: %v\n%s", err, log.String())
	}
	return strings.TrimSpace(string(out))
}
