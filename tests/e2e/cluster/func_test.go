//go:build cluster

package cluster

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/wait"
	servingv1 "knative.dev/serving/pkg/apis/serving/v1"
	"sigs.k8s.io/yaml"
)

// funcNamespace is where functions are deployed by func, beside those of `make up`.
const funcNamespace = "moneyprinter-func"

// The operator's tool deploys, lists, invokes and deletes functions, with the scale, resources and environment of their
// func.yaml, in a namespace of their own with the databases and blobs of moneyprinter's.
func TestFunc(t *testing.T) {
	c := connect(t)
	c.copyNamespace(t)
	tool := c.startTool(t)
	functions := []string{"gateway", "script", "speech"}
	for _, name := range functions {
		tool.run("make", "deploy", "FN="+name, "REGISTRY="+os.Getenv("MONEYPRINTER_E2E_REGISTRY"), "NAMESPACE="+funcNamespace)
		deployed, made := c.knativeService(t, name), rendered(t, name)
		if d := cmp.Diff(settingsOf(made), settingsOf(deployed)); d != "" {
			t.Errorf("%s is not as its func.yaml says (-func.yaml +cluster):\n%s", name, d)
		} else {
			b, err := json.Marshal(settingsOf(deployed))
			t.Logf("%s: %s %v", name, b, err)
		}
	}

	var list []struct{ Name, Namespace, Ready string }
	out := tool.run(tool.program, "list", "--namespace", funcNamespace, "--output", "json")
	if err := json.Unmarshal([]byte(out), &list); err != nil {
		t.Fatalf("func list: %v\n%s", err, out)
	}
	var listed []string
	for _, l := range list {
		if l.Namespace == funcNamespace && l.Ready == "True" {
			listed = append(listed, l.Name)
		}
	}
	slices.Sort(listed)
	if !slices.Equal(listed, functions) {
		t.Errorf("func lists %v, want %v: %s", listed, functions, out)
	}

	for _, name := range []string{"script", "speech"} {
		for range 2 { // the second answer is the ledger's
			out = tool.run("make", "invoke", "FN="+name)
			if want := "moneyprinter." + name + ".completed"; !strings.Contains(out, want) {
				t.Errorf("%s answered no %s:\n%s", name, want, out)
			}
		}
		if !strings.Contains(strings.ReplaceAll(out, " ", ""), `"reused":true`) {
			t.Errorf("%s worked twice on the same request:\n%s", name, out)
		}
	}
	resp, err := c.http.Get(c.knativeService(t, "gateway").Status.URL.String() + "/api/v1/videos")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if b, err := io.ReadAll(resp.Body); err != nil || resp.StatusCode != http.StatusOK || !strings.Contains(string(b), `"videos"`) {
		t.Errorf("the gateway answered %s: %.300s %v", resp.Status, b, err)
	}

	// func takes a function away from where it thinks it was before: those of `make up` must not have been touched.
	for _, name := range functions {
		c.service(t, name)
	}
	for _, name := range functions {
		tool.run("make", "delete", "FN="+name, "NAMESPACE="+funcNamespace)
		eventually(t, time.Minute, name+" is gone", func(ctx context.Context) error {
			_, err := c.objects.Resource(services).Namespace(funcNamespace).Get(ctx, name, metav1.GetOptions{})
			if apierrors.IsNotFound(err) {
				return nil
			}
			return fmt.Errorf("it is there: %v", err)
		})
	}
}

// settings are what func.yaml says about a function.
type settings struct {
	Scale          map[string]string
	Labels         map[string]string
	Concurrency    *int64
	Resources      map[string]string
	Environment    []string
	ServiceAccount string
	Probes         []string
}

func settingsOf(s servingv1.Service) settings {
	spec := s.Spec.Template.Spec
	container := spec.Containers[0]
	list := settings{Scale: map[string]string{}, Labels: map[string]string{}, Resources: map[string]string{}, Concurrency: spec.ContainerConcurrency, ServiceAccount: spec.ServiceAccountName}
	for k, v := range s.Spec.Template.Annotations {
		name, ok := strings.CutPrefix(k, "autoscaling.knative.dev/")
		if number, err := strconv.ParseFloat(v, 64); err == nil {
			v = strconv.FormatFloat(number, 'g', -1, 64) // func writes 50.000000
		}
		if ok {
			list.Scale[name] = v
		}
	}
	for _, k := range []string{"app.kubernetes.io/part-of", "networking.knative.dev/visibility"} {
		list.Labels[k] = s.Labels[k]
	}
	for kind, resources := range map[string]corev1.ResourceList{"request": container.Resources.Requests, "limit": container.Resources.Limits} {
		for name, quantity := range resources {
			list.Resources[kind+" "+string(name)] = quantity.String()
		}
	}
	for _, e := range container.EnvFrom {
		if e.ConfigMapRef != nil {
			list.Environment = append(list.Environment, "ConfigMap "+e.ConfigMapRef.Name)
		}
		if e.SecretRef != nil {
			list.Environment = append(list.Environment, "Secret "+e.SecretRef.Name)
		}
	}
	slices.Sort(list.Environment)
	for _, p := range []*corev1.Probe{container.LivenessProbe, container.ReadinessProbe} {
		if p != nil && p.HTTPGet != nil {
			list.Probes = append(list.Probes, p.HTTPGet.Path)
		}
	}
	return list
}

// rendered is what `make generate` made of a func.yaml for `make up`, which a test of its own holds against the func.yaml.
func rendered(t *testing.T, name string) (s servingv1.Service) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("../../../infra/base/services", name+".yaml"))
	if err == nil {
		err = yaml.Unmarshal(b, &s)
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (c *cluster) knativeService(t *testing.T, name string) (s servingv1.Service) {
	t.Helper()
	o, err := c.objects.Resource(services).Namespace(funcNamespace).Get(t.Context(), name, metav1.GetOptions{})
	if err == nil {
		err = runtime.DefaultUnstructuredConverter.FromUnstructured(o.Object, &s)
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// copyNamespace makes the namespace of func's functions, with moneyprinter's settings, secrets and accounts, until the test
// ends.
func (c *cluster) copyNamespace(t *testing.T) {
	t.Helper()
	spaces := c.CoreV1().Namespaces()
	if _, err := spaces.Create(t.Context(), &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: funcNamespace}}, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
		defer cancel()
		if err := spaces.Delete(ctx, funcNamespace, metav1.DeleteOptions{}); err != nil {
			t.Error(err)
		}
		if err := wait.PollUntilContextCancel(ctx, time.Second, true, func(ctx context.Context) (bool, error) {
			// func's images do not hear SIGTERM: their pods would take the five minutes that a request may.
			now := int64(0)
			_ = c.CoreV1().Pods(funcNamespace).DeleteCollection(ctx, metav1.DeleteOptions{GracePeriodSeconds: &now}, metav1.ListOptions{})
			_, err := spaces.Get(ctx, funcNamespace, metav1.GetOptions{})
			return apierrors.IsNotFound(err), nil
		}); err != nil {
			t.Errorf("the namespace %s is still there: %v", funcNamespace, err)
		}
	})
	for _, kind := range []string{"configmaps", "secrets", "serviceaccounts"} {
		resource := c.objects.Resource(corev1.SchemeGroupVersion.WithResource(kind))
		list, err := resource.Namespace(namespace).List(t.Context(), metav1.ListOptions{})
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range list.Items {
			copied := &unstructured.Unstructured{Object: map[string]any{}}
			for k, v := range o.Object {
				if k != "metadata" {
					copied.Object[k] = v
				}
			}
			copied.SetName(o.GetName())
			if _, err := resource.Namespace(funcNamespace).Create(t.Context(), copied, metav1.CreateOptions{}); err != nil && !apierrors.IsAlreadyExists(err) {
				t.Fatal(err)
			}
		}
	}
}

// tool runs func and the make targets around it, with a proxy that reaches the cluster's routes.
type tool struct {
	*testing.T
	program, proxy string
}

func (c *cluster) startTool(t *testing.T) *tool {
	t.Helper()
	forward := &httputil.ReverseProxy{Rewrite: func(*httputil.ProxyRequest) {}, Transport: c.http.Transport}
	proxy := httptest.NewServer(forward)
	t.Cleanup(proxy.Close)
	program, err := exec.LookPath("func")
	if err != nil {
		if program, err = filepath.Abs(repository + "/bin/func"); err != nil {
			t.Fatal(err)
		}
	}
	return &tool{T: t, program: program, proxy: proxy.URL}
}

// run runs a command at the repository's root and returns what it printed.
func (f *tool) run(name string, args ...string) string {
	f.Helper()
	cmd := exec.CommandContext(f.Context(), name, args...)
	cmd.Dir = repository
	cmd.Env = append(os.Environ(), "FUNC="+f.program, "HTTP_PROXY="+f.proxy, "FUNC_ENABLE_HOST_BUILDER=true")
	began := time.Now()
	out, err := cmd.CombinedOutput()
	if err != nil {
		f.Fatalf("%s %s: %v\n%s", filepath.Base(name), strings.Join(args, " "), err, out)
	}
	f.Logf("%s %s: %.0f s", filepath.Base(name), strings.Join(args, " "), time.Since(began).Seconds())
	return string(out)
}
