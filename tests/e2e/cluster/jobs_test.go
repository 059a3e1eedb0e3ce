//go:build cluster

package cluster

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	apiwatch "k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/watch"
)

// jobPods selects the pods of rendering Jobs, whose label app.kubernetes.io/name is the JobSink.
const jobPods = "batch.kubernetes.io/job-name,app.kubernetes.io/name in (segment,assemble)"

// run is one Job's pod that was seen, from its process's start to its end.
type run struct {
	sink, name string
	start, end time.Time
}

// jobWatch sees every pod of moneyprinter's Jobs while it is there: they are deleted minutes after their end. A Job itself
// counts as active for some seconds after its process has ended, until Kubernetes has taken note.
type jobWatch struct {
	mu   sync.Mutex
	runs map[string]run
}

// watchJobs watches until the test ends.
func (c *cluster) watchJobs(t *testing.T) *jobWatch {
	t.Helper()
	j := &jobWatch{runs: map[string]run{}}
	known, err := c.CoreV1().Pods(namespace).List(t.Context(), metav1.ListOptions{LabelSelector: jobPods})
	if err != nil {
		t.Fatal(err)
	}
	w, err := watch.NewRetryWatcherWithContext(t.Context(), known.ResourceVersion, &cache.ListWatch{WatchFuncWithContext: func(ctx context.Context, options metav1.ListOptions) (apiwatch.Interface, error) {
		options.LabelSelector = jobPods
		return c.CoreV1().Pods(namespace).Watch(ctx, options)
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Stop)
	go func() {
		for e := range w.ResultChan() {
			if pod, ok := e.Object.(*corev1.Pod); ok {
				j.see(pod)
			}
		}
	}()
	return j
}

func (j *jobWatch) see(pod *corev1.Pod) {
	j.mu.Lock()
	defer j.mu.Unlock()
	r := j.runs[pod.Name]
	r.sink, r.name = pod.Labels["app.kubernetes.io/name"], pod.Name
	for _, s := range pod.Status.ContainerStatuses {
		if s.State.Running != nil {
			r.start = s.State.Running.StartedAt.Time
		}
		if s.State.Terminated != nil {
			r.start, r.end = s.State.Terminated.StartedAt.Time, s.State.Terminated.FinishedAt.Time
		}
	}
	j.runs[pod.Name] = r
}

// ended returns the runs of a sink that have ended, in the order of their starts.
func (j *jobWatch) ended(sink string) []run {
	j.mu.Lock()
	defer j.mu.Unlock()
	var list []run
	for r := range maps.Values(j.runs) {
		if r.sink == sink && !r.start.IsZero() && !r.end.IsZero() {
			list = append(list, r)
		}
	}
	slices.SortFunc(list, func(a, b run) int { return a.start.Compare(b.start) })
	return list
}

// peak is how many ran at once.
func peak(runs []run) (most int) {
	for _, r := range runs {
		n := 0
		for _, other := range runs {
			// Times are whole seconds: one that ends in the second in which another starts does not overlap it.
			if !other.start.After(r.start) && other.end.After(r.start) {
				n++
			}
		}
		most = max(most, n)
	}
	return most
}

// inFlight reads how many requests of a step may be under way, from the functions' own configuration.
func (c *cluster) inFlight(t *testing.T, step string) int {
	t.Helper()
	config, err := c.CoreV1().ConfigMaps(namespace).Get(t.Context(), "moneyprinter", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for part := range strings.SplitSeq(config.Data["MONEYPRINTER_IN_FLIGHT"], ",") {
		if name, number, ok := strings.Cut(part, "="); ok && name == step {
			var n int
			if _, err := fmt.Sscan(number, &n); err != nil {
				t.Fatal(err)
			}
			return n
		}
	}
	t.Fatalf("MONEYPRINTER_IN_FLIGHT says nothing of %s", step)
	return 0
}

// Twenty videos at once, of twenty seconds and four segments at least: all complete, and never more Jobs run than
// admission allows.
func TestTwentyVideosAtOnce(t *testing.T) {
	c := connect(t)
	jobs := c.watchJobs(t)
	ids := make([]string, 20)
	for i := range ids {
		ids[i] = c.create(t, map[string]any{
			"video_subject": fmt.Sprintf("number %d", i+1), "video_short_side": 720, "video_script": longScript(i), "bgm_type": "",
		})
	}
	for _, id := range ids {
		v := c.completed(t, id, 25*time.Minute)
		segments := 0
		for _, s := range v.Steps {
			if s.Name == "segment" {
				segments = s.Total
			}
		}
		if v.Cuts[0].Milliseconds < 20_000 || segments < 4 || min(v.Cuts[0].Width, v.Cuts[0].Height) < 540 {
			t.Errorf("video %s: %+v in %d segments; want 20 s, 540 lines and four segments at least", id, v.Cuts[0], segments)
		}
	}
	c.idle(t)
	for _, sink := range []string{"segment", "assemble"} {
		runs := jobs.ended(sink)
		limit, most := c.inFlight(t, sink), peak(runs)
		for _, r := range runs {
			t.Logf("%s %s %s", r.start.Format(time.TimeOnly), r.end.Format(time.TimeOnly), r.name)
		}
		t.Logf("%s: %d Jobs, at most %d at once; admission allows %d", sink, len(runs), most, limit)
		if most > limit {
			t.Errorf("%s: %d Jobs ran at once, admission allows %d", sink, most, limit)
		}
		if sink == "segment" && (most < 2 || len(runs) < 80) {
			t.Errorf("%d segment Jobs, at most %d at once: want 80 that overlap", len(runs), most)
		}
	}
}

// longScript is a script of some twenty-five seconds in five scenes that no other video has.
func longScript(i int) string {
	return fmt.Sprintf("This is story number %d of our small collection. "+
		"A lighthouse stands at the edge of the land and shines over the sea. "+
		"Every night its keeper climbs the stairs and lights the lamp. "+
		"Ships far away see the light and find their way past the rocks. "+
		"In the morning the keeper sleeps, and the birds come back to the cliff.", i+1)
}
