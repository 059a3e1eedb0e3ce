package manifest

import (
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	batchv1 "k8s.io/api/batch/v1"
	sinksv1alpha1 "knative.dev/eventing/pkg/apis/sinks/v1alpha1"

	"github.com/moneyprinter/moneyprinter/eventing"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/pipeline"
)

var update = flag.Bool("update", false, "write the golden files")

// TestBadManifests lints each folder of testdata/bad and compares the problems with its file want.
func TestBadManifests(t *testing.T) {
	t.Parallel()
	folders, err := filepath.Glob("testdata/bad/*")
	if err != nil || len(folders) == 0 {
		t.Fatal("no cases", err)
	}
	for _, folder := range folders {
		t.Run(filepath.Base(folder), func(t *testing.T) {
			t.Parallel()
			_, problems := Lint(os.DirFS(folder), []string{"script", "deadletter"})
			var got strings.Builder
			for _, p := range problems {
				got.WriteString(p.String() + "\n")
			}
			golden := filepath.Join(folder, "want")
			if *update {
				if err := os.WriteFile(golden, []byte(got.String()), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" || len(problems) == 0 {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

// ours are our own manifests.
func ours(t *testing.T) *Set {
	t.Helper()
	var functions []string
	for _, s := range pipeline.Steps {
		functions = append(functions, string(s.Name))
	}
	set, err := Load(eventing.Manifests, append(functions, "workflow", "deadletter"))
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// TestOurEventTypes holds eventing/eventtypes.yaml against the types that the pipeline has.
func TestOurEventTypes(t *testing.T) {
	t.Parallel()
	want := map[string]string{}
	types := []event.Type{event.VideoRequested, event.VideoAccepted, event.VideoCompleted, event.VideoFailed, event.VideoCancelled, event.SweepDue}
	for _, s := range pipeline.Steps {
		types = append(types, event.Requested(s.Name), event.Completed(s.Name), event.Failed(s.Name))
	}
	for _, x := range types {
		want[string(x)] = event.Schema(x)
	}
	got := map[string]string{}
	for _, x := range ours(t).EventTypes {
		attributes := map[string]string{}
		for _, a := range x.Spec.Attributes {
			attributes[a.Name] = a.Value
		}
		if x.Name != attributes["type"] {
			t.Errorf("EventType %s is of type %s", x.Name, attributes["type"])
		}
		got[attributes["type"]] = attributes["dataschema"]
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("types and schemas (-shared/event +eventtypes.yaml):\n%s", diff)
	}
}

// TestEveryStepHasItsTrigger: each step has a trigger of its name on its request, and a Job's time is within the pipeline's deadline.
func TestEveryStepHasItsTrigger(t *testing.T) {
	t.Parallel()
	set := ours(t)
	triggers := map[string]string{}
	for _, x := range set.Triggers {
		if len(x.Spec.Filters) == 1 {
			triggers[x.Name] = x.Spec.Filters[0].Exact["type"] + " " + x.Spec.Subscriber.Ref.Name
		}
		if x.Spec.Delivery == nil || x.Spec.Delivery.Timeout == nil || x.Spec.Delivery.Retry == nil {
			t.Errorf("trigger %s has no delivery of its own", x.Name)
		}
	}
	for _, s := range pipeline.Steps {
		if got, want := triggers[string(s.Name)], string(event.Requested(s.Name))+" "+string(s.Name); got != want {
			t.Errorf("trigger %s: %q, want %q", s.Name, got, want)
		}
	}
	for _, sink := range set.JobSinks {
		i := slices.IndexFunc(pipeline.Steps, func(s pipeline.Step) bool { return string(s.Name) == sink.Name })
		if i < 0 {
			t.Errorf("job sink %s is no step", sink.Name)
			continue
		}
		if most := int64(pipeline.Steps[i].Deadline.Seconds()); *sink.Spec.Job.Spec.ActiveDeadlineSeconds > most {
			t.Errorf("job sink %s may run longer than the pipeline waits: %d s", sink.Name, most)
		}
	}
}

func TestLoadTellsEverythingAtOnce(t *testing.T) {
	t.Parallel()
	_, err := Load(os.DirFS("testdata/bad/no-subscriber"), []string{"script"})
	var f *failure.Failure
	if !errors.As(err, &f) || f.Code != failure.InvalidInput || f.Hint == "" || strings.Count(f.Message, "m.yaml:") != 6 {
		t.Errorf("the failure is %v", err)
	}
	if _, err := Load(fstest.MapFS{}, nil); err == nil || !strings.Contains(err.Error(), "no manifest") {
		t.Errorf("an empty folder: %v", err)
	}
}

// TestKnativeDefaults: a broker that says nothing gets what a cluster with Knative's stock configuration gives it.
func TestKnativeDefaults(t *testing.T) {
	t.Parallel()
	set, err := Load(fstest.MapFS{"a/b.yml": {Data: []byte("apiVersion: eventing.knative.dev/v1\nkind: Broker\nmetadata: {name: b, namespace: n}\n")}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	b := set.Brokers[0]
	if b.Annotations["eventing.knative.dev/broker.class"] != "MTChannelBasedBroker" || *b.Spec.Delivery.Retry != 10 || *b.Spec.Delivery.BackoffDelay != "PT0.2S" {
		t.Errorf("the defaulted broker is %v, %v", b.Annotations, b.Spec.Delivery)
	}
	s := &sinksv1alpha1.JobSink{Spec: sinksv1alpha1.JobSinkSpec{Job: &batchv1.Job{}}}
	s.SetDefaults(context.Background()) // the runtime relies on it for K_EXECUTION_MODE; it must not want a cluster
}

func FuzzLint(f *testing.F) {
	files, _ := filepath.Glob("testdata/bad/*/m.yaml")
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		set, problems := Lint(fstest.MapFS{"m.yaml": {Data: b}}, nil)
		for _, p := range problems {
			if p.Message == "" || p.Line < 0 {
				t.Errorf("a problem says nothing: %#v", p)
			}
		}
		if set == nil {
			t.Error("no set")
		}
	})
}
