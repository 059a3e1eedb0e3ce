//go:build cluster

package cluster

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// While ten videos are made on the in-memory broker, pods of the broker, of functions and of Jobs are deleted every few
// seconds: all videos complete, and none twice.
func TestPodsDie(t *testing.T) {
	c := connect(t)
	ids := make([]string, 10)
	for i := range ids {
		ids[i] = c.create(t, map[string]any{"video_subject": fmt.Sprintf("storm %d", i+1), "video_short_side": 360, "video_script": longScript(100 + i), "bgm_type": ""})
	}
	ctx, stop := context.WithCancel(t.Context())
	killed := make(chan map[string]int)
	go func() { killed <- c.killPods(ctx) }()
	var videos []view
	for _, id := range ids {
		videos = append(videos, c.finish(t, id, 25*time.Minute))
	}
	stop()
	kills := <-killed
	t.Logf("pods deleted: %v", kills)
	if len(kills) < 3 {
		t.Errorf("too few kinds of pods were deleted to show anything: %v", kills)
	}
	for _, v := range videos {
		if v.State != "completed" {
			t.Errorf("video %s is %s: %+v", v.ID, v.State, v.Failure)
		}
		if n := c.count(t, v.ID, "video.completed"); n != 1 {
			t.Errorf("video %s was completed %d times", v.ID, n)
		}
	}
}

// killPods deletes a random pod every three seconds until ctx ends, and returns how many of each kind.
func (c *cluster) killPods(ctx context.Context) map[string]int {
	kills := map[string]int{}
	tick := time.NewTicker(3 * time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return kills
		case <-tick.C:
		}
		victims := c.victims(ctx)
		if len(victims) == 0 {
			continue
		}
		victim := victims[rand.IntN(len(victims))]
		now := int64(0)
		if err := c.CoreV1().Pods(victim.Namespace).Delete(ctx, victim.Name, metav1.DeleteOptions{GracePeriodSeconds: &now}); err == nil {
			kills[kindOf(victim)]++
		}
	}
}

// victims are the running pods of functions, Jobs and the broker.
func (c *cluster) victims(ctx context.Context) (list []corev1.Pod) {
	for _, where := range []struct{ namespace, selector string }{
		{namespace, ""},
		{"knative-eventing", "eventing.knative.dev/brokerRole in (ingress, filter)"},
		{"knative-eventing", "messaging.knative.dev/channel=in-memory-channel,messaging.knative.dev/role=dispatcher"},
	} {
		if pods, err := c.pods(ctx, where.namespace, where.selector); err == nil {
			for _, p := range pods {
				if p.Status.Phase == corev1.PodRunning {
					list = append(list, p)
				}
			}
		}
	}
	return list
}

// kindOf names what a pod is part of.
func kindOf(p corev1.Pod) string {
	for _, label := range []string{"serving.knative.dev/service", "eventing.knative.dev/brokerRole", "messaging.knative.dev/role", "app.kubernetes.io/name"} {
		if name := p.Labels[label]; name != "" {
			return name
		}
	}
	return p.Name
}

// count is how often something is in a video's history, as the stream gives it.
func (c *cluster) count(t *testing.T, id, kind string) (n int) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, c.url(t, "stream")+"/api/v1/videos/"+id+"/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := c.http.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("the stream answered %s", resp.Status)
	}
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if lines.Text() == "event: "+kind {
			n++
		}
	}
	return n
}

// A segment whose pod is killed for its memory each time fails the video with that reason, after it was tried again.
func TestOutOfMemory(t *testing.T) {
	c := connect(t)
	c.patchJobSink(t, "segment", `[{"op": "replace", "path": "/spec/job/spec/template/spec/containers/0/resources/limits/memory", "value": "40Mi"},
		{"op": "replace", "path": "/spec/job/spec/template/spec/containers/0/resources/requests/memory", "value": "40Mi"}]`)
	id := c.create(t, map[string]any{"video_subject": "memory", "video_script": "This needs more memory than there is.", "video_short_side": 1080})
	v := c.finish(t, id, 8*time.Minute)
	c.failedFor(t, v, "memory")
}

// A segment that takes longer than its Job may is tried again and then fails the video with that reason.
func TestDeadline(t *testing.T) {
	c := connect(t)
	c.patchJobSink(t, "segment", `[{"op": "replace", "path": "/spec/job/spec/activeDeadlineSeconds", "value": 1}]`)
	id := c.create(t, map[string]any{"video_subject": "time", "video_script": longScript(200), "video_short_side": 1080})
	v := c.finish(t, id, 8*time.Minute)
	c.failedFor(t, v, "deadline")
}

// failedFor checks that a video failed in the segment step, with a reason that names the cause and a hint.
func (c *cluster) failedFor(t *testing.T, v view, cause string) {
	t.Helper()
	if v.State != "failed" || v.Failure == nil {
		t.Fatalf("video %s is %s: %+v", v.ID, v.State, v.Failure)
	}
	t.Logf("the reason: %+v", *v.Failure)
	if v.Failure.Step != "segment" || !strings.Contains(v.Failure.Message, cause) || v.Failure.Hint == "" {
		t.Errorf("the reason does not name the step, the %s and what helps: %+v", cause, *v.Failure)
	}
	for _, s := range v.Steps {
		for _, task := range s.Tasks {
			// A Job whose whole pod is killed tries again by itself, and says how often.
			if s.Name == "segment" && task.State == "failed" && task.Attempt < 2 && !strings.Contains(v.Failure.Message, "times") {
				t.Errorf("segment %d failed at attempt %d; it was not tried again", task.Index, task.Attempt)
			}
		}
	}
}

// patchJobSink changes a JobSink until the test ends.
func (c *cluster) patchJobSink(t *testing.T, name, patch string) {
	t.Helper()
	sinks := c.objects.Resource(jobSinks).Namespace(namespace)
	before, err := sinks.Get(t.Context(), name, metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sinks.Patch(t.Context(), name, types.JSONPatchType, []byte(patch), metav1.PatchOptions{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		for {
			now, err := sinks.Get(ctx, name, metav1.GetOptions{})
			if err != nil {
				t.Error(err)
				return
			}
			now.Object["spec"] = before.Object["spec"]
			if _, err = sinks.Update(ctx, now, metav1.UpdateOptions{}); err == nil {
				return
			}
			if !apierrors.IsConflict(err) {
				t.Error(err)
				return
			}
		}
	})
}
