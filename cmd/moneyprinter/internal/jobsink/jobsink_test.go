package jobsink

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"
	"go.uber.org/goleak"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	sinksv1alpha1 "knative.dev/eventing/pkg/apis/sinks/v1alpha1"
)

func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == "job" {
		os.Exit(runScript())
	}
	if len(os.Args) == 3 && os.Args[1] == "crash" {
		crash(os.Args[2])
	}
	goleak.VerifyTestMain(m,
		goleak.IgnoreTopFunction("k8s.io/klog/v2.(*flushDaemon).run.func1"),
		goleak.IgnoreTopFunction("knative.dev/eventing/pkg/kncloudevents.cleanupClientsMap"),
	)
}

// script is what the event tells a job of these tests to do.
type script struct {
	// Dir gets a file "<attempt>" for each attempt, holding the process's id.
	Dir string
	// Exit holds the exit code of each attempt in order; the last counts for all later ones. Empty waits to be killed.
	Exit []int
	// Stubborn ignores SIGTERM.
	Stubborn bool
	// Child starts a grandchild that sleeps in the same process group; its id is in the file "child".
	Child bool
}

// runScript is the process of a Job.
func runScript() int {
	b, err := os.ReadFile(filepath.Join(os.Getenv("K_EVENT_PATH"), "event"))
	if err != nil {
		return 99
	}
	var e cloudevents.Event
	var s script
	if json.Unmarshal(b, &e) != nil || json.Unmarshal(e.Data(), &s) != nil {
		return 98
	}
	if s.Stubborn {
		signal.Ignore(syscall.SIGTERM)
	}
	if s.Child {
		child := exec.Command("sleep", "600")
		if child.Start() != nil || write(s.Dir, "child", child.Process.Pid) != nil {
			return 97
		}
	}
	_ = os.WriteFile(filepath.Join(s.Dir, "environment"), []byte(strings.Join(os.Environ(), "\n")), 0o600)
	old, _ := filepath.Glob(filepath.Join(s.Dir, "[0-9]*"))
	attempt := len(old)
	if write(s.Dir, strconv.Itoa(attempt), os.Getpid()) != nil {
		return 96
	}
	if len(s.Exit) == 0 {
		time.Sleep(10 * time.Minute)
	}
	return s.Exit[min(attempt, len(s.Exit)-1)]
}

// write puts a file there whole, so that who sees it can read it.
func write(dir, name string, n int) error {
	draft := filepath.Join(dir, "."+name)
	if err := os.WriteFile(draft, []byte(strconv.Itoa(n)), 0o600); err != nil {
		return err
	}
	return os.Rename(draft, filepath.Join(dir, name))
}

func sink(change func(*batchv1.JobSpec)) *sinksv1alpha1.JobSink {
	never, limit := corev1.RestartPolicyNever, int32(2)
	spec := batchv1.JobSpec{
		BackoffLimit: &limit,
		PodFailurePolicy: &batchv1.PodFailurePolicy{Rules: []batchv1.PodFailurePolicyRule{
			{Action: batchv1.PodFailurePolicyActionFailJob, OnExitCodes: &batchv1.PodFailurePolicyOnExitCodesRequirement{Operator: batchv1.PodFailurePolicyOnExitCodesOpIn, Values: []int32{64}}},
			{Action: batchv1.PodFailurePolicyActionIgnore, OnExitCodes: &batchv1.PodFailurePolicyOnExitCodesRequirement{Operator: batchv1.PodFailurePolicyOnExitCodesOpIn, Values: []int32{75}}},
		}},
		Template: corev1.PodTemplateSpec{Spec: corev1.PodSpec{
			RestartPolicy: never,
			Containers: []corev1.Container{{
				Name: "render", Image: "image",
				Env: []corev1.EnvVar{
					{Name: "K_SINK", Value: "http://broker-ingress.knative-eventing.svc.cluster.local/ns/default"},
					{Name: "TMPDIR", Value: "/scratch/tmp"},
					{Name: "SECRET", ValueFrom: &corev1.EnvVarSource{}},
				},
				Resources:    corev1.ResourceRequirements{Requests: corev1.ResourceList{corev1.ResourceCPU: resource.MustParse("1"), corev1.ResourceMemory: resource.MustParse("64Mi")}},
				VolumeMounts: []corev1.VolumeMount{{Name: "scratch", MountPath: "/scratch"}},
			}},
			Volumes: []corev1.Volume{{Name: "scratch", VolumeSource: corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{}}}},
		}},
	}
	if change != nil {
		change(&spec)
	}
	s := &sinksv1alpha1.JobSink{ObjectMeta: metav1.ObjectMeta{Namespace: "ns", Name: "render"}, Spec: sinksv1alpha1.JobSinkSpec{Job: &batchv1.Job{Spec: spec}}}
	s.SetDefaults(context.Background())
	return s
}

func open(t *testing.T, dir string, s *sinksv1alpha1.JobSink) *Server {
	t.Helper()
	server, err := Open([]*sinksv1alpha1.JobSink{s}, Options{
		Dir: dir, Ingress: "http://127.0.0.1:8080/broker", Env: []string{"EXTRA=1"}, Backoff: 10 * time.Millisecond,
		Grace: 200 * time.Millisecond, MilliCPU: 2000, Memory: 1 << 30,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	return server
}

// send posts an event with a script and returns the Job's Ref and the script's folder.
func send(t *testing.T, s *Server, id string, todo script) (Ref, string) {
	t.Helper()
	if todo.Dir == "" {
		todo.Dir = t.TempDir()
	}
	ref := Ref{Namespace: "ns", Sink: "render", Source: "/test", ID: id}
	if w := postEvent(s, id, todo); w.Code != http.StatusAccepted || w.Header().Get("Location") != ref.Location() {
		t.Fatalf("the JobSink answers %d %s %s", w.Code, w.Header().Get("Location"), w.Body)
	}
	return ref, todo.Dir
}

func postEvent(s *Server, id string, todo script) *httptest.ResponseRecorder {
	data, _ := json.Marshal(todo)
	r := httptest.NewRequest(http.MethodPost, "/ns/render", strings.NewReader(string(data)))
	for name, value := range map[string]string{"ce-specversion": "1.0", "ce-type": "t", "ce-source": "/test", "ce-id": id, "content-type": "application/json"} {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// eventually waits until the condition holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(20 * time.Second); !holds(); <-tick.C {
		if time.Now().After(deadline) {
			t.Fatalf("after 20 s still not: %s", what)
		}
	}
}

func get(s *Server, ref Ref) (code int, reason string) {
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, ref.Location(), nil))
	return w.Code, w.Header().Get("Reason")
}

func attempts(dir string) int {
	files, _ := filepath.Glob(filepath.Join(dir, "[0-9]*"))
	return len(files)
}

// pid reads the id of a process that the job wrote.
func pid(t *testing.T, dir, name string) int {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.Atoi(string(b))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// alive tells whether a process runs; one that nobody has waited for yet does not.
func alive(pid int) bool {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return false
	}
	_, rest, _ := strings.Cut(string(b), ") ")
	return !strings.HasPrefix(rest, "Z")
}

func TestOutcome(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		exit     []int
		code     int
		reason   string
		attempts int
	}{
		"success":                      {[]int{0}, 200, "Complete", 1},
		"fails, then succeeds":         {[]int{1, 1, 0}, 200, "Complete", 3},
		"backoffLimit is spent":        {[]int{1}, 400, "Failed", 3},
		"FailJob at once":              {[]int{64}, 400, "Failed", 1},
		"FailJob at the second":        {[]int{1, 64}, 400, "Failed", 2},
		"Ignore is not counted":        {[]int{75, 75, 75, 75, 0}, 200, "Complete", 5},
		"Ignore beside failures":       {[]int{1, 75, 1, 75, 1}, 400, "Failed", 5},
		"a code of no rule is counted": {[]int{137, 2, 0}, 200, "Complete", 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t, t.TempDir(), sink(nil))
			ref, dir := send(t, s, "id", script{Exit: c.exit})
			eventually(t, "the Job is over", func() bool { code, _ := get(s, ref); return code != 202 })
			if code, reason := get(s, ref); code != c.code || reason != c.reason || attempts(dir) != c.attempts {
				t.Errorf("status %d %q after %d attempts, want %d %q after %d", code, reason, attempts(dir), c.code, c.reason, c.attempts)
			}
		})
	}
}

func TestEnvironment(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	s := open(t, data, sink(nil))
	ref, dir := send(t, s, "id", script{Exit: []int{0}})
	eventually(t, "the Job is complete", func() bool { code, _ := get(s, ref); return code == 200 })
	b, err := os.ReadFile(filepath.Join(dir, "environment"))
	if err != nil {
		t.Fatal(err)
	}
	env := "\n" + string(b) + "\n"
	folder := filepath.Join(data, "ns", ref.Name())
	for _, want := range []string{
		"K_SINK=http://127.0.0.1:8080/broker/ns/default", "K_EXECUTION_MODE=batch", "EXTRA=1",
		"K_EVENT_PATH=" + filepath.Join(folder, "event"), "TMPDIR=" + filepath.Join(folder, "volumes", "scratch", "tmp"),
	} {
		if !strings.Contains(env, "\n"+want+"\n") {
			t.Errorf("the environment lacks %s", want)
		}
	}
	if strings.Contains(env, "\nSECRET=") {
		t.Error("a variable from a Secret has a value")
	}
	if _, err := os.Stat(filepath.Join(folder, "volumes")); !os.IsNotExist(err) {
		t.Errorf("scratch is left behind: %v", err)
	}
}

func TestSameEventMakesOneJob(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir(), sink(nil))
	dir := t.TempDir()
	ref, _ := send(t, s, "id", script{Dir: dir, Exit: []int{0}})
	eventually(t, "the Job is complete", func() bool { code, _ := get(s, ref); return code == 200 })
	send(t, s, "id", script{Dir: dir, Exit: []int{0}})
	other, _ := send(t, s, "other", script{Dir: dir, Exit: []int{0}})
	eventually(t, "the other Job is complete", func() bool { code, _ := get(s, other); return code == 200 })
	if n := attempts(dir); n != 2 {
		t.Errorf("three events with two ids ran %d processes", n)
	}
}

func TestTTLRemovesTheJob(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	s := open(t, data, sink(func(spec *batchv1.JobSpec) { spec.TTLSecondsAfterFinished = new(int32) }))
	ref, _ := send(t, s, "id", script{Exit: []int{0}})
	eventually(t, "the status is gone", func() bool { code, _ := get(s, ref); return code == 500 })
	if _, err := os.Stat(filepath.Join(data, "ns", ref.Name())); !os.IsNotExist(err) {
		t.Errorf("the folder is still there: %v", err)
	}
}

func TestDeadlineKillsTheProcessGroup(t *testing.T) {
	t.Parallel()
	second := int64(1)
	s := open(t, t.TempDir(), sink(func(spec *batchv1.JobSpec) { spec.ActiveDeadlineSeconds = &second }))
	ref, dir := send(t, s, "id", script{Stubborn: true, Child: true})
	eventually(t, "the Job is over", func() bool { code, _ := get(s, ref); return code != 202 })
	if code, reason := get(s, ref); code != 400 || reason != "Failed" || attempts(dir) != 1 {
		t.Errorf("status %d %q after %d attempts", code, reason, attempts(dir))
	}
	for _, name := range []string{"0", "child"} {
		p := pid(t, dir, name)
		eventually(t, "process "+name+" is dead", func() bool { return !alive(p) })
	}
}

func TestDeleteEndsTheProcess(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir(), sink(nil))
	ref, dir := send(t, s, "id", script{Stubborn: true, Child: true})
	eventually(t, "the process runs", func() bool { return attempts(dir) == 1 })
	begun := time.Now()
	if found, err := s.Delete(t.Context(), ref); !found || err != nil {
		t.Fatalf("delete: %v, %v", found, err)
	}
	if took := time.Since(begun); took > 2*time.Second {
		t.Errorf("delete took %v", took)
	}
	if p := pid(t, dir, "0"); alive(p) {
		t.Errorf("process %d lives", p)
	}
	child := pid(t, dir, "child")
	eventually(t, "the grandchild is dead", func() bool { return !alive(child) })
	if code, _ := get(s, ref); code != 500 {
		t.Errorf("the status of a deleted Job is %d", code)
	}
	if found, err := s.Delete(t.Context(), ref); found || err != nil {
		t.Errorf("deleting it again: %v, %v", found, err)
	}
}

func TestCapacityQueuesInOrder(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir(), sink(nil)) // two processors, one for each Job
	var refs []Ref
	var dirs []string
	for i := range 4 {
		ref, dir := send(t, s, strconv.Itoa(i), script{})
		refs, dirs = append(refs, ref), append(dirs, dir)
	}
	eventually(t, "two run", func() bool { return attempts(dirs[0]) == 1 && attempts(dirs[1]) == 1 })
	if attempts(dirs[2])+attempts(dirs[3]) != 0 {
		t.Error("more run than the machine has room for")
	}
	if _, err := s.Delete(t.Context(), refs[1]); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the third runs", func() bool { return attempts(dirs[2]) == 1 })
	if attempts(dirs[3]) != 0 {
		t.Error("the fourth runs beside two others")
	}
}

func TestAJobLargerThanTheMachineRunsAlone(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir(), sink(func(spec *batchv1.JobSpec) {
		spec.Template.Spec.Containers[0].Resources.Requests[corev1.ResourceCPU] = resource.MustParse("64")
	}))
	first, dir := send(t, s, "first", script{})
	eventually(t, "the first runs", func() bool { return attempts(dir) == 1 })
	_, second := send(t, s, "second", script{})
	if attempts(second) != 0 {
		t.Error("the second runs beside it")
	}
	if _, err := s.Delete(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the second runs", func() bool { return attempts(second) == 1 })
}

func TestCloseEndsProcessesAndOpenRunsThemAgain(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	s := open(t, data, sink(nil))
	ref, dir := send(t, s, "id", script{Stubborn: true})
	eventually(t, "the process runs", func() bool { return attempts(dir) == 1 })
	begun := time.Now()
	s.Close()
	if took := time.Since(begun); took > 2*time.Second || alive(pid(t, dir, "0")) {
		t.Errorf("close took %v; process alive: %v", took, alive(pid(t, dir, "0")))
	}
	again := open(t, data, sink(nil))
	eventually(t, "it runs again", func() bool { return attempts(dir) == 2 })
	if code, _ := get(again, ref); code != 202 {
		t.Errorf("the status is %d", code)
	}
}

// crash is a process that runs one Job and is killed with it under way.
func crash(data string) {
	s, err := Open([]*sinksv1alpha1.JobSink{sink(nil)}, Options{Dir: filepath.Join(data, "jobs"), MilliCPU: 2000, Memory: 1 << 30})
	if err != nil {
		panic(err)
	}
	dir := filepath.Join(data, "script")
	postEvent(s, "id", script{Dir: dir, Stubborn: true})
	select {}
}

func TestKillDashNine(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	dir := filepath.Join(data, "script")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	parent := exec.Command(os.Args[0], "crash", data)
	parent.Stderr = os.Stderr
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the Job's process runs", func() bool { return attempts(dir) == 1 })
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = parent.Wait()
	child := pid(t, dir, "0")
	eventually(t, "the child died with its parent", func() bool { return !alive(child) })
	s := open(t, filepath.Join(data, "jobs"), sink(nil))
	eventually(t, "the Job runs again", func() bool { return attempts(dir) == 2 })
	if j := s.jobs["ns/"+(Ref{Namespace: "ns", Sink: "render", Source: "/test", ID: "id"}).Name()]; j == nil {
		t.Error("the Job has another name after the restart")
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir(), sink(nil))
	event := `{"specversion":"1.0","type":"t","source":"/s","id":"1"}`
	const structured = "application/cloudevents+json"
	for name, c := range map[string]struct {
		method, path, contentType, body string
		want                            int
	}{
		"unknown sink":    {"POST", "/ns/none", structured, event, 400},
		"path too short":  {"POST", "/ns", structured, event, 400},
		"path too long":   {"POST", "/ns/render/x", structured, event, 400},
		"no event":        {"POST", "/ns/render", "text/plain", "hello", 400},
		"invalid event":   {"POST", "/ns/render", structured, `{"specversion":"1.0"}`, 400},
		"a batch":         {"POST", "/ns/render", "application/cloudevents-batch+json", "[" + event + "]", 400},
		"too long":        {"POST", "/ns/render", structured, strings.Replace(event, "}", `,"data":"`+strings.Repeat("x", 1<<20)+`"}`, 1), 413},
		"another method":  {"PUT", "/ns/render", structured, event, 400},
		"no status there": {"GET", "/ns/render", "", "", 400},
		"status, no sink": {"GET", "/namespaces/ns/name/none/sources/s/ids/i", "", "", 400},
		"status, no job":  {"GET", "/namespaces/ns/name/render/sources/s/ids/i", "", "", 500},
	} {
		r := httptest.NewRequest(c.method, c.path, strings.NewReader(c.body))
		r.Header.Set("Content-Type", c.contentType)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != c.want {
			t.Errorf("%s: %d %s, want %d", name, w.Code, w.Body, c.want)
		}
	}
	if len(s.jobs) != 0 {
		t.Errorf("refused requests made %d Jobs", len(s.jobs))
	}
}

func TestBackoffIsKubernetes(t *testing.T) {
	t.Parallel()
	s := &Server{o: Options{Backoff: 10 * time.Second}}
	for failures, want := range map[int]time.Duration{1: 10 * time.Second, 2: 20 * time.Second, 3: 40 * time.Second, 6: 320 * time.Second, 7: 10 * time.Minute, 40: 10 * time.Minute} {
		if got := s.backoff(failures); got != want {
			t.Errorf("after %d failures: %v, want %v", failures, got, want)
		}
	}
}
