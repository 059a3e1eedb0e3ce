package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/kubernetes"
)

// starts is how many starts a figure is the median of.
const starts = 5

// start measures the time from exec to ready: the program of a function's image, built as ko builds it, is started on this
// node with the function's own settings and secrets, until its readiness probe says that its database answers.
func start(ctx context.Context, clients *kubernetes.Clientset, s unstructured.Unstructured) (time.Duration, error) {
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	name := s.GetName()
	program := filepath.Join(dir, name)
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", program, "./functions/"+name+"/cmd/"+name)
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("%w\n%s", err, out)
	}
	env, err := environment(ctx, clients, s)
	if err != nil {
		return 0, err
	}
	times := make([]time.Duration, starts)
	for i := range times {
		if times[i], err = startOnce(ctx, program, env); err != nil {
			return 0, err
		}
	}
	slices.Sort(times)
	return times[len(times)/2], nil
}

func startOnce(ctx context.Context, program string, env []string) (time.Duration, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	address := l.Addr().String()
	l.Close()
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, program)
	cmd.Env = append(env, "LISTEN_ADDRESS="+address, "PATH="+os.Getenv("PATH"), "TMPDIR="+os.TempDir())
	var log bytes.Buffer
	cmd.Stderr = &log
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	end := sync.OnceFunc(func() {
		cancel()
		_ = cmd.Wait()
	})
	defer end()
	for ctx.Err() == nil {
		if resp, err := http.Get("http://" + address + "/health/readiness"); err == nil {
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return time.Since(began), nil
			}
		}
		time.Sleep(time.Millisecond)
	}
	end()
	return 0, fmt.Errorf("%s is not ready after half a minute:\n%s", filepath.Base(program), log.String())
}

var clusterName = regexp.MustCompile(`[a-z0-9-]+\.[a-z0-9-]+\.svc\.cluster\.local`)

// environment is what a Service's container takes from ConfigMaps and Secrets, with addresses for names that only pods can
// look up.
func environment(ctx context.Context, clients *kubernetes.Clientset, s unstructured.Unstructured) (list []string, err error) {
	c, err := container(s)
	if err != nil {
		return nil, err
	}
	sources, _, err := unstructured.NestedSlice(c, "envFrom")
	if err != nil {
		return nil, err
	}
	for _, source := range sources {
		source := source.(map[string]any)
		if name, ok, _ := unstructured.NestedString(source, "configMapRef", "name"); ok {
			m, err := clients.CoreV1().ConfigMaps(namespace).Get(ctx, name, metav1.GetOptions{})
			if err != nil {
				return nil, err
			}
			for k, v := range m.Data {
				list = append(list, k+"="+v)
			}
		}
		if name, ok, _ := unstructured.NestedString(source, "secretRef", "name"); ok {
			m, err := clients.CoreV1().Secrets(namespace).Get(ctx, name, metav1.GetOptions{})
			if err != nil {
				return nil, err
			}
			for k, v := range m.Data {
				list = append(list, k+"="+string(v))
			}
		}
	}
	for i, v := range list {
		list[i] = clusterName.ReplaceAllStringFunc(v, func(name string) string {
			parts := strings.Split(name, ".")
			service, e := clients.CoreV1().Services(parts[1]).Get(ctx, parts[0], metav1.GetOptions{})
			if e != nil {
				err = e
				return name
			}
			return cmp.Or(service.Spec.ClusterIP, name) // a Knative route has none
		})
	}
	return list, err
}
