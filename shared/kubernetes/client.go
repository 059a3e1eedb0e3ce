// Package kubernetes reads Jobs and their pods from the Kubernetes API and removes Jobs: plain HTTP, with the service account
// of the pod. The official client does the same and makes a function's image several times as large.
//
// The rights that it needs, in the Jobs' namespace: get and delete on jobs of batch, list on pods.
package kubernetes

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// ServiceAccount is the folder in which a pod finds its token, the API's CA and its namespace.
const ServiceAccount = "/var/run/secrets/kubernetes.io/serviceaccount"

// ErrNoCluster is returned by InCluster outside of a pod, and in one without a service account's token.
var ErrNoCluster = errors.New("kubernetes: this process has no service account")

// Client reads from one cluster's API.
type Client struct {
	url, folder string
	http        *http.Client
}

// InCluster makes the client of the cluster in which this process runs.
func InCluster() (*Client, error) {
	host, port := os.Getenv("KUBERNETES_SERVICE_HOST"), os.Getenv("KUBERNETES_SERVICE_PORT")
	if host == "" || port == "" {
		return nil, ErrNoCluster
	}
	return New("https://"+net.JoinHostPort(host, port), ServiceAccount)
}

// New makes the client of the API at an address, with the files "token" and "ca.crt" of a folder. Without a token it is
// ErrNoCluster.
func New(address, folder string) (*Client, error) {
	if _, err := os.Stat(filepath.Join(folder, "token")); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoCluster, err)
	}
	ca, err := os.ReadFile(filepath.Join(folder, "ca.crt"))
	if err != nil {
		return nil, fmt.Errorf("kubernetes: %w", err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(ca) {
		return nil, fmt.Errorf("kubernetes: %s/ca.crt has no certificate", folder)
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
	// The API is in the cluster: a proxy for the internet does not reach it.
	transport.Proxy = nil
	return &Client{url: strings.TrimSuffix(address, "/"), folder: folder, http: &http.Client{Transport: transport, Timeout: 5 * time.Second}}, nil
}

// Namespace is the namespace of this pod; "" outside of one.
func Namespace() string {
	b, _ := os.ReadFile(filepath.Join(ServiceAccount, "namespace"))
	return strings.TrimSpace(string(b))
}

// Job returns a Job; an *Error of code 404 where there is none.
func (c *Client) Job(ctx context.Context, namespace, name string) (Job, error) {
	var j Job
	return j, c.get(ctx, fmt.Sprintf("/apis/batch/v1/namespaces/%s/jobs/%s", url.PathEscape(namespace), url.PathEscape(name)), &j)
}

// JobLabel is the label in which Kubernetes names the Job of a pod.
const JobLabel = "batch.kubernetes.io/job-name"

// Pods returns the pods of a Job, at most a hundred.
func (c *Client) Pods(ctx context.Context, namespace, job string) ([]Pod, error) {
	var list struct {
		Items []Pod `json:"items"`
	}
	query := url.Values{"labelSelector": {JobLabel + "=" + job}, "limit": {"100"}}
	err := c.get(ctx, fmt.Sprintf("/api/v1/namespaces/%s/pods?%s", url.PathEscape(namespace), query.Encode()), &list)
	return list.Items, err
}

// DeleteJob removes a Job and its pods; an *Error of code 404 where there is none. Kubernetes ends the pods afterwards, with
// their grace period.
func (c *Client) DeleteJob(ctx context.Context, namespace, name string) error {
	var deleted json.RawMessage
	return c.do(ctx, http.MethodDelete, fmt.Sprintf("/apis/batch/v1/namespaces/%s/jobs/%s?propagationPolicy=Background", url.PathEscape(namespace), url.PathEscape(name)), &deleted)
}

func (c *Client) get(ctx context.Context, path string, into any) error {
	return c.do(ctx, http.MethodGet, path, into)
}

// do sends a request and reads the object that it is answered with. The token is read each time, for Kubernetes replaces it.
func (c *Client) do(ctx context.Context, method, path string, into any) error {
	token, err := os.ReadFile(filepath.Join(c.folder, "token"))
	if err != nil {
		return fmt.Errorf("kubernetes: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.url+path, nil)
	if err != nil {
		return fmt.Errorf("kubernetes: %w", err)
	}
	req.Header.Set("Authorization", "Bearer "+strings.TrimSpace(string(token)))
	req.Header.Set("Accept", "application/json")
	resp, err := c.http.Do(req)
	if err != nil {
		return fmt.Errorf("kubernetes: %w", err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return fmt.Errorf("kubernetes: %w", err)
	}
	if resp.StatusCode/100 != 2 {
		return newError(resp.StatusCode, body)
	}
	if err := json.Unmarshal(body, into); err != nil {
		return fmt.Errorf("kubernetes: the answer cannot be read: %w", err)
	}
	return nil
}

// maxAnswer is the longest answer in bytes: a pod is some ten kilobytes.
const maxAnswer = 8 << 20
