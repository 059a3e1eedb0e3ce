//go:build cluster

package cluster

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
)

// namespace is where moneyprinter's functions are.
const namespace = "moneyprinter"

var (
	services = schema.GroupVersionResource{Group: "serving.knative.dev", Version: "v1", Resource: "services"}
	jobSinks = schema.GroupVersionResource{Group: "sinks.knative.dev", Version: "v1alpha1", Resource: "jobsinks"}
)

// cluster is the cluster under test.
type cluster struct {
	*kubernetes.Clientset
	objects dynamic.Interface
	// http reaches the routes of Knative Services as a client outside does.
	http *http.Client
	// gateway is the API's public URL.
	gateway string
}

// connect finds the cluster and moneyprinter on it.
func connect(t *testing.T) *cluster {
	t.Helper()
	config, err := clientcmd.NewNonInteractiveDeferredLoadingClientConfig(clientcmd.NewDefaultClientConfigLoadingRules(), nil).ClientConfig()
	if err != nil {
		t.Fatalf("there is no cluster: %v; set KUBECONFIG", err)
	}
	config.QPS, config.Burst = 100, 200
	c := &cluster{}
	if c.Clientset, err = kubernetes.NewForConfig(config); err != nil {
		t.Fatal(err)
	}
	if c.objects, err = dynamic.NewForConfig(config); err != nil {
		t.Fatal(err)
	}
	c.gateway = c.url(t, "gateway")
	c.http = &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{DialContext: c.dial}}
	t.Cleanup(func() {
		if t.Failed() {
			c.printLogs(t)
		}
	})
	return c
}

// url is the address of a Knative Service.
func (c *cluster) url(t *testing.T, service string) string {
	t.Helper()
	s, err := c.objects.Resource(services).Namespace(namespace).Get(t.Context(), service, metav1.GetOptions{})
	if err != nil {
		t.Fatalf("moneyprinter is not up: %v; `make up` brings it up", err)
	}
	status, _ := s.Object["status"].(map[string]any)
	address, _ := status["url"].(string)
	if address == "" {
		t.Fatalf("the service %s has no URL: %v", service, status)
	}
	return address
}

// dial connects to the ingress for the host names of Knative routes, and to everything else directly. Cluster-local routes
// are reached on a node.
func (c *cluster) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if host, port, err := net.SplitHostPort(address); err == nil && strings.HasSuffix(host, ".svc.cluster.local") {
		if address, err = c.clusterLocal(ctx, host, port); err != nil {
			return nil, err
		}
	}
	if ingress := os.Getenv("MONEYPRINTER_E2E_INGRESS"); ingress != "" {
		gateway, err := url.Parse(c.gateway)
		if err != nil {
			return nil, err
		}
		// <service>.<namespace>.<domain>
		_, rest, _ := strings.Cut(gateway.Hostname(), ".")
		_, domain, _ := strings.Cut(rest, ".")
		if host, _, err := net.SplitHostPort(address); err == nil && strings.HasSuffix(host, "."+domain) {
			address = strings.TrimPrefix(ingress, "http://")
		}
	}
	return (&net.Dialer{}).DialContext(ctx, network, address)
}

// clusterLocal returns the address of a Service by its name in the cluster; a Knative route's names the ingress.
func (c *cluster) clusterLocal(ctx context.Context, host, port string) (string, error) {
	for range 2 {
		parts := strings.Split(host, ".")
		s, err := c.CoreV1().Services(parts[1]).Get(ctx, parts[0], metav1.GetOptions{})
		if err != nil {
			return "", err
		}
		if s.Spec.ExternalName == "" {
			return net.JoinHostPort(s.Spec.ClusterIP, port), nil
		}
		host = s.Spec.ExternalName
	}
	return "", fmt.Errorf("%s is the name of a name", host)
}

// pods lists moneyprinter's pods that run or are about to.
func (c *cluster) pods(ctx context.Context, namespace, selector string) ([]corev1.Pod, error) {
	list, err := c.CoreV1().Pods(namespace).List(ctx, metav1.ListOptions{LabelSelector: selector})
	if err != nil {
		return nil, err
	}
	var live []corev1.Pod
	for _, p := range list.Items {
		if p.Status.Phase != corev1.PodSucceeded && p.Status.Phase != corev1.PodFailed {
			live = append(live, p)
		}
	}
	return live, nil
}

// printLogs prints the end of the log of every container of moneyprinter's pods, but of what ended well.
func (c *cluster) printLogs(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	list, err := c.CoreV1().Pods(namespace).List(ctx, metav1.ListOptions{})
	if err != nil {
		t.Logf("the pods' logs cannot be read: %v", err)
		return
	}
	lines := int64(40)
	for _, p := range list.Items {
		if p.Status.Phase == corev1.PodSucceeded {
			continue
		}
		for _, container := range p.Spec.Containers {
			if container.Name == "queue-proxy" {
				continue
			}
			log, err := c.CoreV1().Pods(namespace).GetLogs(p.Name, &corev1.PodLogOptions{Container: container.Name, TailLines: &lines}).DoRaw(ctx)
			t.Logf("--- %s/%s (%s) %v\n%s", p.Name, container.Name, p.Status.Phase, err, log)
		}
	}
}

// eventually waits until what is so: is returns nil. The last error says what was missing.
func eventually(t *testing.T, limit time.Duration, what string, is func(context.Context) error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	tick := time.NewTicker(250 * time.Millisecond)
	defer tick.Stop()
	var last error
	for {
		err := is(ctx)
		if err == nil {
			return
		}
		if ctx.Err() == nil {
			last = err
		}
		select {
		case <-ctx.Done():
			t.Fatalf("after %s still not: %s: %v", limit, what, last)
		case <-tick.C:
		}
	}
}
