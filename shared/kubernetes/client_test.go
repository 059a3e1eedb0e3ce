package kubernetes_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/moneyprinter/moneyprinter/shared/kubernetes"
)

const job = "segment-0b8f8f2a4f1c0d9be1c3310aecbd9590"

// api is a Kubernetes API that gives one answer and notes what it was asked.
type api struct {
	*httptest.Server
	// account is the folder of the service account.
	account string
	status  int
	answer  []byte
	asked   []string
}

func serve(t *testing.T, status int, file string) *api {
	t.Helper()
	a := &api{account: t.TempDir(), status: status}
	if file != "" {
		a.answer = read(t, file)
	}
	a.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.asked = append(a.asked, r.Header.Get("Authorization")+" "+r.RequestURI)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(a.status)
		w.Write(a.answer)
	}))
	t.Cleanup(a.Close)
	a.write(t, "ca.crt", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.Certificate().Raw}))
	a.write(t, "token", []byte("first\n"))
	return a
}

func (a *api) write(t *testing.T, name string, b []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(a.account, name), b, 0o600); err != nil {
		t.Fatal(err)
	}
}

func (a *api) client(t *testing.T) *kubernetes.Client {
	t.Helper()
	c, err := kubernetes.New(a.URL, a.account)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func read(t *testing.T, file string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The answers that these tests replay are of the API's own form: its types take them, and know every field.
func TestAnswersAreOfTheAPI(t *testing.T) {
	t.Parallel()
	for file, object := range map[string]any{"job.json": &batchv1.Job{}, "pods.json": &corev1.PodList{}, "forbidden.json": &metav1.Status{}} {
		d := json.NewDecoder(bytes.NewReader(read(t, file)))
		d.DisallowUnknownFields()
		if err := d.Decode(object); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

func TestJob(t *testing.T) {
	t.Parallel()
	a := serve(t, http.StatusOK, "job.json")
	c := a.client(t)
	j, err := c.Job(t.Context(), "moneyprinter", job)
	if err != nil {
		t.Fatal(err)
	}
	want := kubernetes.Condition{Type: "Failed", Status: "True", Reason: kubernetes.BackoffLimitExceeded, Message: "Job has reached the specified backoff limit"}
	if got, failed := j.Failed(); !failed || got != want {
		t.Errorf("failed %v: %+v", failed, got)
	}
	// Kubernetes has replaced the token.
	a.write(t, "token", []byte("second"))
	if _, err := c.Job(t.Context(), "moneyprinter", job); err != nil {
		t.Fatal(err)
	}
	path := "/apis/batch/v1/namespaces/moneyprinter/jobs/" + job
	if d := cmp.Diff([]string{"Bearer first " + path, "Bearer second " + path}, a.asked); d != "" {
		t.Errorf("asked (-want +got):\n%s", d)
	}
}

func TestPods(t *testing.T) {
	t.Parallel()
	a := serve(t, http.StatusOK, "pods.json")
	pods, err := a.client(t).Pods(t.Context(), "moneyprinter", job)
	if err != nil || len(pods) != 1 {
		t.Fatalf("pods %+v, %v", pods, err)
	}
	p := pods[0]
	end := p.Status.ContainerStatuses[0].State.Terminated
	if p.Metadata.Name != job+"-x7kq2" || p.Status.Phase != "Failed" || p.Spec.Containers[0].Resources.Limits["memory"] != "1Gi" ||
		end == nil || end.ExitCode != 137 || end.Reason != kubernetes.OOMKilled || end.FinishedAt.IsZero() {
		t.Errorf("pod %+v, ended %+v", p, end)
	}
	if want := "Bearer first /api/v1/namespaces/moneyprinter/pods?labelSelector=batch.kubernetes.io%2Fjob-name%3D" + job + "&limit=100"; a.asked[0] != want {
		t.Errorf("asked %s, want %s", a.asked[0], want)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	a := serve(t, http.StatusForbidden, "forbidden.json")
	_, err := a.client(t).Job(t.Context(), "moneyprinter", job)
	var refused *kubernetes.Error
	if !errors.As(err, &refused) || refused.Code != http.StatusForbidden || refused.Reason != "Forbidden" || refused.Message == "" {
		t.Errorf("without the right: %v", err)
	}
	a.status, a.answer = http.StatusBadGateway, []byte("<html>")
	if _, err := a.client(t).Pods(t.Context(), "moneyprinter", job); !errors.As(err, &refused) || refused.Code != http.StatusBadGateway {
		t.Errorf("a proxy's page: %v", err)
	}
	a.status, a.answer = http.StatusOK, []byte("{")
	if _, err := a.client(t).Job(t.Context(), "moneyprinter", job); err == nil {
		t.Error("half an answer is a Job")
	}
}

// An API that the cluster's CA does not vouch for is not asked.
func TestUnknownCA(t *testing.T) {
	t.Parallel()
	a := serve(t, http.StatusOK, "job.json")
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	other := &x509.Certificate{SerialNumber: big.NewInt(1), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, other, other, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	a.write(t, "ca.crt", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	if _, err := a.client(t).Job(t.Context(), "moneyprinter", job); err == nil || len(a.asked) > 0 {
		t.Errorf("asked %v, %v", a.asked, err)
	}
	a.write(t, "ca.crt", []byte("no certificate"))
	if _, err := kubernetes.New(a.URL, a.account); err == nil {
		t.Error("a CA without a certificate is taken")
	}
}

func TestOutsideOfACluster(t *testing.T) {
	t.Setenv("KUBERNETES_SERVICE_HOST", "")
	if _, err := kubernetes.InCluster(); !errors.Is(err, kubernetes.ErrNoCluster) {
		t.Errorf("without the variables: %v", err)
	}
	if _, err := kubernetes.New("https://127.0.0.1:1", t.TempDir()); !errors.Is(err, kubernetes.ErrNoCluster) {
		t.Errorf("without a token: %v", err)
	}
}
