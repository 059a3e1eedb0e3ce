// Package e2e tests a running moneyprinter from the outside, as its users meet it.
package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"

	"github.com/moneyprinter/moneyprinter/shared/event"
)

// binary is the program under test.
var binary string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "moneyprinter-e2e-")
	if err != nil {
		panic(err)
	}
	binary = filepath.Join(dir, "moneyprinter")
	if out, err := exec.Command("go", "build", "-o", binary, "../../cmd/moneyprinter").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build: %v\n%s", err, out)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// serve runs `moneyprinter serve` until the test ends and returns its URL.
func serve(t *testing.T, args ...string) string {
	t.Helper()
	c := exec.Command(binary, append([]string{"serve", "--listen", "127.0.0.1:0", "--data", t.TempDir()}, args...)...)
	var log bytes.Buffer
	c.Stderr = &log
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Process.Signal(os.Interrupt)
		if err := c.Wait(); err != nil {
			t.Errorf("serve ended with %v", err)
		}
		if t.Failed() {
			t.Logf("its log:\n%s", log.String())
		}
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if url, ok := strings.CutPrefix(lines.Text(), "moneyprinter serves at "); ok {
			go func() {
				for lines.Scan() {
				}
			}()
			return url
		}
	}
	t.Fatal("serve printed no address")
	return ""
}

// subscriber is a service of the user's own that a trigger delivers completed videos to.
func subscriber(t *testing.T) (manifests string, completed <-chan cloudevents.Event) {
	t.Helper()
	events := make(chan cloudevents.Event, 10)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		e, err := event.FromRequest(r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		events <- e
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(server.Close)
	dir := t.TempDir()
	trigger := `apiVersion: eventing.knative.dev/v1
kind: Trigger
metadata: {name: mine, namespace: moneyprinter}
spec:
  broker: moneyprinter
  filters:
  - prefix: {type: moneyprinter.video.}
  - suffix: {type: ed}
  - not: {any: [{exact: {type: moneyprinter.video.requested}}, {exact: {type: moneyprinter.video.accepted}}]}
  subscriber: {uri: "` + server.URL + `"}
`
	if err := os.WriteFile(filepath.Join(dir, "mine.yaml"), []byte(trigger), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir, events
}

func curl(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.Command("curl", append([]string{"--silent", "--show-error", "--max-time", "30"}, args...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("curl %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// A producer outside posts a request for a video with curl, in both modes of the HTTP binding; the video is made, its
// event reaches a trigger's subscriber, and its file comes down whole and in ranges.
func TestVideoByEvent(t *testing.T) {
	t.Parallel()
	manifests, completed := subscriber(t)
	url := serve(t, "--manifests", manifests)
	ingress := url + "/broker/moneyprinter/moneyprinter"
	params := `{"video_subject": "salt", "video_script": "Salt comes from rocks. Rain carries it down to the sea.", "video_short_side": 360}`

	binaryMode := curl(t, ingress, "--write-out", "%{http_code}", "-H", "Ce-Specversion: 1.0", "-H", "Ce-Type: moneyprinter.video.requested",
		"-H", "Ce-Source: /curl", "-H", "Ce-Id: 1", "-H", "Ce-Subject: by-binary", "-H", "Content-Type: application/json", "-d", `{"params": `+params+`}`)
	structuredMode := curl(t, ingress, "--write-out", "%{http_code}", "-H", "Content-Type: application/cloudevents+json",
		"-d", `{"specversion": "1.0", "type": "moneyprinter.video.requested", "source": "/curl", "id": "2", "subject": "by-structure", "datacontenttype": "application/json", "data": {"params": `+params+`}}`)
	for mode, answer := range map[string]string{"binary": binaryMode, "structured": structuredMode} {
		if answer != "202" {
			t.Errorf("%s mode: the broker answered %q, want 202 and no body", mode, answer)
		}
	}
	made := map[string]event.VideoResult{}
	limit := time.After(4 * time.Minute)
	for len(made) < 2 {
		select {
		case e := <-completed:
			var result event.VideoResult
			if err := e.DataAs(&result); err != nil || e.Type() != string(event.VideoCompleted) {
				t.Fatalf("the subscriber got %s: %v", e, err)
			}
			made[e.Subject()] = result
		case <-limit:
			t.Fatalf("after four minutes the subscriber has %d events", len(made))
		}
	}
	for _, id := range []string{"by-binary", "by-structure"} {
		result, ok := made[id]
		if !ok || len(result.Output) != 1 {
			t.Fatalf("video %s: %+v", id, result)
		}
		file := result.Output[0].Files[0]
		address := fmt.Sprintf("%s/api/v1/videos/%s/files/%s", url, id, file.Name)
		path := filepath.Join(t.TempDir(), "video.mp4")
		curl(t, "--fail", "--output", path, address)
		whole, err := os.ReadFile(path)
		if err != nil || int64(len(whole)) != file.Blob.Size {
			t.Fatalf("%s has %d bytes, want %d: %v", file.Name, len(whole), file.Blob.Size, err)
		}
		curl(t, "--fail", "--output", path, "--range", "1000-1999", address)
		if part, err := os.ReadFile(path); err != nil || !bytes.Equal(part, whole[1000:2000]) {
			t.Errorf("the range has %d bytes that differ: %v", len(part), err)
		}
		var answer struct {
			Data struct {
				State    string
				Progress float64
			}
		}
		if err := json.Unmarshal([]byte(curl(t, "--fail", fmt.Sprintf("%s/api/v1/videos/%s", url, id))), &answer); err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %+v", id, answer.Data)
		if live := curl(t, "--fail", "--no-buffer", fmt.Sprintf("%s/api/v1/videos/%s/events", url, id)); !strings.Contains(live, "event: video.completed") {
			t.Errorf("the live view of a finished video does not end with its completion:\n%s", live)
		}
	}
}
