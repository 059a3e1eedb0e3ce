//go:build cluster

package cluster

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

// A POST to the gateway makes a real video, and its MP4 comes down through a presigned URL of the object store.
func TestVideoByPost(t *testing.T) {
	c := connect(t)
	id := c.create(t, map[string]any{
		"video_subject": "salt", "video_script": "Salt comes from rocks. Rain carries it down to the sea.", "video_short_side": 540,
	})
	v := c.completed(t, id, 5*time.Minute)
	c.checkVideo(t, v)
}

// The same by a CloudEvent that curl posts to the broker.
func TestVideoByEvent(t *testing.T) {
	c := connect(t)
	id := "by-curl-" + uuid.NewString()
	broker := kubectlProxy(t) + "/api/v1/namespaces/knative-eventing/services/http:broker-ingress:80/proxy/moneyprinter/moneyprinter"
	out, err := exec.Command("curl", "--silent", "--show-error", "--max-time", "30", "--write-out", "%{http_code}", broker,
		"-H", "Ce-Specversion: 1.0", "-H", "Ce-Type: moneyprinter.video.requested", "-H", "Ce-Source: /curl", "-H", "Ce-Id: 1", "-H", "Ce-Subject: "+id,
		"-H", "Content-Type: application/json",
		"-d", `{"params": {"video_subject": "tea", "video_script": "Tea is a leaf. Hot water takes its taste.", "video_short_side": 360}}`).CombinedOutput()
	if err != nil || string(out) != "202" {
		t.Fatalf("curl: %v: %q, want 202", err, out)
	}
	c.checkVideo(t, c.completed(t, id, 5*time.Minute))
}

// checkVideo downloads a video through a presigned URL and looks into it with ffprobe.
func (c *cluster) checkVideo(t *testing.T, v view) {
	t.Helper()
	_, size, address := v.file(t, "video")
	resp, err := c.http.Get(c.gateway + address)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	gateway, err := url.Parse(c.gateway)
	if err != nil {
		t.Fatal(err)
	}
	if final := resp.Request.URL; final.Host == gateway.Host || final.Query().Get("X-Amz-Signature") == "" {
		t.Errorf("the file came from %s, not by a presigned URL of the object store", final.Redacted())
	}
	path := filepath.Join(t.TempDir(), "video.mp4")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	n, err := io.Copy(f, resp.Body)
	f.Close()
	if err != nil || n != size || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d bytes, want %d: %v", resp.Status, n, size, err)
	}
	out, err := exec.Command("ffprobe", "-v", "error", "-show_entries", "stream=codec_name,width,height:format=duration", "-of", "json", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	var probe struct {
		Streams []struct {
			Codec         string `json:"codec_name"`
			Width, Height int
		}
		Format struct{ Duration string }
	}
	if err := json.Unmarshal(out, &probe); err != nil {
		t.Fatal(err)
	}
	if len(probe.Streams) != 2 || probe.Streams[0].Codec != "h264" || probe.Streams[1].Codec != "aac" || probe.Streams[0].Width != v.Cuts[0].Width || probe.Streams[0].Height != v.Cuts[0].Height {
		t.Errorf("the video is %+v, want H.264 of %dx%d and AAC", probe, v.Cuts[0].Width, v.Cuts[0].Height)
	}
	var seconds float64
	fmt.Sscan(probe.Format.Duration, &seconds)
	if want := float64(v.Cuts[0].Milliseconds) / 1000; seconds < want-0.1 || seconds > want+0.1 {
		t.Errorf("it lasts %.2f s, want %.2f s", seconds, want)
	}
}

// kubectlProxy runs `kubectl proxy`, through which curl reaches services inside the cluster, and returns its URL.
func kubectlProxy(t *testing.T) string {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, "kubectl", "proxy", "--port=0")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cancel(); cmd.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n') // Starting to serve on 127.0.0.1:40123
	if err != nil {
		t.Fatal(err)
	}
	return "http://" + strings.TrimSpace(line[strings.LastIndex(line, " "):])
}
