// Command cluster measures the functions of a moneyprinter that runs on Knative: the size of each image, how long each
// function takes to answer a readiness probe when no pod of it runs (cold) and when one does (warm), and how long its program
// takes from exec to ready. It runs on a node of the cluster of $KUBECONFIG, where the addresses of Kubernetes Services are
// reachable:
//
//	go run ./bench/cluster            waits until the functions have scaled to zero, which takes two minutes
//
// Cold and warm times are of the whole path: ingress, activator, queue-proxy, function.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
)

const namespace = "moneyprinter"

// warmRequests is how many requests a warm figure is the median of.
const warmRequests = 50

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// row is what was measured of a function.
type row struct {
	function   string
	megabytes  float64
	cold, warm time.Duration
	// start is from exec to ready.
	start time.Duration
}

func run(ctx context.Context) error {
	config, err := clientcmd.NewNonInteractiveDeferredLoadingClientConfig(clientcmd.NewDefaultClientConfigLoadingRules(), nil).ClientConfig()
	if err != nil {
		return err
	}
	clients, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	objects, err := dynamic.NewForConfig(config)
	if err != nil {
		return err
	}
	list, err := objects.Resource(schema.GroupVersionResource{Group: "serving.knative.dev", Version: "v1", Resource: "services"}).Namespace(namespace).List(ctx, metav1.ListOptions{})
	if err != nil {
		return err
	}
	if err := idle(ctx, clients); err != nil {
		return err
	}
	var rows []row
	for _, s := range list.Items {
		r, err := measure(ctx, clients, s)
		if err != nil {
			return fmt.Errorf("%s: %w", s.GetName(), err)
		}
		if r.start, err = start(ctx, clients, s); err != nil {
			return fmt.Errorf("%s: %w", s.GetName(), err)
		}
		rows = append(rows, r)
	}
	out := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(out, "function\timage MB\tcold s\twarm ms\texec to ready ms\t")
	for _, r := range rows {
		fmt.Fprintf(out, "%s\t%.1f\t%.2f\t%.1f\t%.0f\t\n", r.function, r.megabytes, r.cold.Seconds(), float64(r.warm.Microseconds())/1000, float64(r.start.Milliseconds()))
	}
	return out.Flush()
}

// idle waits until no function runs.
func idle(ctx context.Context, clients *kubernetes.Clientset) error {
	fmt.Fprintln(os.Stderr, "waiting until every function has scaled to zero")
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		pods, err := clients.CoreV1().Pods(namespace).List(ctx, metav1.ListOptions{LabelSelector: "serving.knative.dev/service"})
		if err != nil {
			return err
		}
		if len(pods.Items) == 0 {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// container is the container of a Knative Service: it has one.
func container(s unstructured.Unstructured) (map[string]any, error) {
	containers, _, err := unstructured.NestedSlice(s.Object, "spec", "template", "spec", "containers")
	if err != nil {
		return nil, err
	}
	return containers[0].(map[string]any), nil
}

func measure(ctx context.Context, clients *kubernetes.Clientset, s unstructured.Unstructured) (row, error) {
	r := row{function: s.GetName()}
	c, err := container(s)
	if err != nil {
		return r, err
	}
	image, _, err := unstructured.NestedString(c, "image")
	if err != nil {
		return r, err
	}
	if r.megabytes, err = size(ctx, image); err != nil {
		return r, err
	}
	client, err := route(ctx, clients, s.GetName())
	if err != nil {
		return r, err
	}
	if r.cold, err = probe(ctx, client, s.GetName()); err != nil {
		return r, err
	}
	warm := make([]time.Duration, warmRequests)
	for i := range warm {
		if warm[i], err = probe(ctx, client, s.GetName()); err != nil {
			return r, err
		}
	}
	slices.Sort(warm)
	r.warm = warm[len(warm)/2]
	return r, nil
}

// size is the compressed size of an image's own layers, in megabytes, as a registry without login tells it: the base of
// Debian packages that some functions share, above a hundred megabytes, is not counted, for a node pulls it once.
func size(ctx context.Context, image string) (float64, error) {
	repository, digest, ok := strings.Cut(image, "@")
	host, path, ok2 := strings.Cut(repository, "/")
	if !ok || !ok2 {
		return 0, fmt.Errorf("the image %s is not named by its digest", image)
	}
	path, _, _ = strings.Cut(path, ":")
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+host+"/v2/"+path+"/manifests/"+digest, nil)
	if err != nil {
		return 0, err
	}
	r.Header.Set("Accept", "application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	var manifest struct{ Layers []struct{ Size int64 } }
	if err := json.NewDecoder(resp.Body).Decode(&manifest); err != nil {
		return 0, fmt.Errorf("manifest of %s: %s: %w", image, resp.Status, err)
	}
	var bytes int64
	for _, l := range manifest.Layers {
		if l.Size < 100<<20 {
			bytes += l.Size
		}
	}
	return float64(bytes) / 1e6, nil
}

// route returns a client that reaches the cluster-local address of a service from a node.
func route(ctx context.Context, clients *kubernetes.Clientset, service string) (*http.Client, error) {
	s, err := clients.CoreV1().Services(namespace).Get(ctx, service, metav1.GetOptions{})
	if err != nil {
		return nil, err
	}
	// <name>.<namespace>.svc.cluster.local of the ingress.
	parts := strings.Split(s.Spec.ExternalName, ".")
	if len(parts) < 3 {
		return nil, fmt.Errorf("the route of %s is %q, not the ingress's name", service, s.Spec.ExternalName)
	}
	ingress, err := clients.CoreV1().Services(parts[1]).Get(ctx, parts[0], metav1.GetOptions{})
	if err != nil {
		return nil, err
	}
	address := net.JoinHostPort(ingress.Spec.ClusterIP, "80")
	return &http.Client{Timeout: 2 * time.Minute, Transport: &http.Transport{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, address)
	}}}, nil
}

func probe(ctx context.Context, client *http.Client, service string) (time.Duration, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("http://%s.%s.svc.cluster.local/health/readiness", service, namespace), nil)
	if err != nil {
		return 0, err
	}
	began := time.Now()
	resp, err := client.Do(r)
	if err != nil {
		return 0, err
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("it is not ready: %s", resp.Status)
	}
	return time.Since(began), nil
}
