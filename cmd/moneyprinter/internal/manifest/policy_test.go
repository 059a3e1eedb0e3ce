package manifest

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"testing"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"
	gocmp "github.com/google/go-cmp/cmp"
	"go.uber.org/zap"
	eventingv1alpha1 "knative.dev/eventing/pkg/apis/eventing/v1alpha1"
	"knative.dev/eventing/pkg/auth"

	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/pipeline"
)

// senders are the policies as a broker applies them, by Knative's own order, and who they name: accounts of our namespace by
// their name alone, others and objects as they are written.
func senders(t *testing.T, set *Set) (policies []auth.SubjectsWithFilters, names []string) {
	t.Helper()
	slices.SortFunc(set.EventPolicies, func(a, b *eventingv1alpha1.EventPolicy) int { return cmp.Compare(a.Name, b.Name) })
	for _, p := range set.EventPolicies {
		if len(p.Spec.To) != 1 || p.Spec.To[0].Ref == nil || p.Spec.To[0].Ref.Kind != "Broker" {
			t.Errorf("policy %s is not of the broker alone", p.Name)
		}
		s := auth.SubjectsWithFilters{Filters: p.Spec.Filters}
		for _, from := range p.Spec.From {
			name := ""
			if from.Ref != nil {
				name = from.Ref.Kind + " " + from.Ref.Name
			} else {
				name = strings.TrimPrefix(*from.Sub, "system:serviceaccount:moneyprinter:")
			}
			if slices.Contains(names, name) {
				t.Errorf("%s is in two policies; Knative looks at the first only", name)
			}
			names = append(names, name)
			s.Subjects = append(s.Subjects, name)
		}
		policies = append(policies, s)
	}
	return policies, names
}

// TestPolicies: every type of eventtypes.yaml, and the sweep's, may be sent by whoever sends it and by nobody else.
func TestPolicies(t *testing.T) {
	t.Parallel()
	set := ours(t)
	policies, names := senders(t, set)
	want := map[string][]string{
		string(event.VideoRequested): {"gateway", "system:serviceaccount:moneyprinter-producers:*"},
		string(event.SweepDue):       {"gateway", "workflow"},
		string(event.Ping):           {"PingSource sweep"},
	}
	for _, x := range set.EventTypes {
		for _, a := range x.Spec.Attributes {
			function, ok := strings.CutPrefix(a.Value, event.Source(""))
			if a.Name != "source" || !ok {
				continue
			}
			about, what, _ := event.Type(x.Name).Split()
			want[x.Name] = []string{function}
			// What a Service answers, its Trigger sends on; a Job answers nobody.
			if about == function && !job(set, function) {
				want[x.Name] = append(want[x.Name], "Trigger "+function)
			}
			if about == function && what == "failed" {
				want[x.Name] = append(want[x.Name], "deadletter")
			}
		}
		if want[x.Name] == nil {
			t.Errorf("nobody is known to send %s", x.Name)
		}
	}
	got := map[string][]string{}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		e := cloudevents.New()
		e.SetType(name)
		e.SetSource("s")
		e.SetID("i")
		for _, sender := range names {
			if auth.SubjectAndFiltersPass(t.Context(), sender, policies, &e, zap.NewNop().Sugar()) {
				got[name] = append(got[name], sender)
			}
		}
	}
	if diff := gocmp.Diff(want, got, sorted); diff != "" {
		t.Errorf("who may send what (-want +got):\n%s", diff)
	}
	if len(want) != 3*len(pipeline.Steps)+7 {
		t.Errorf("%d types were looked at", len(want))
	}
}

// job tells whether a step runs as a Job.
func job(set *Set, name string) bool {
	for _, s := range set.JobSinks {
		if s.Name == name {
			return true
		}
	}
	return false
}

// sorted compares lists of names without their order.
var sorted = gocmp.Transformer("sorted", func(names []string) map[string]bool {
	set := map[string]bool{}
	for _, n := range names {
		set[n] = true
	}
	return set
})
