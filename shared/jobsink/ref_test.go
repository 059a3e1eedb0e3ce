package jobsink_test

import (
	"crypto/md5"
	"encoding/hex"
	"strings"
	"testing"

	"knative.dev/pkg/kmeta"

	"github.com/moneyprinter/moneyprinter/shared/jobsink"
)

// The name is the one that Knative's own function gives, for sinks of every length.
func TestName(t *testing.T) {
	t.Parallel()
	if got, want := (jobsink.Ref{Namespace: "ns", Sink: "render", Source: "/test", ID: "id"}).Name(), "render-e1c3310aecbd9590841324c80d715399"; got != want {
		t.Errorf("the name is %s, want %s", got, want)
	}
	for n := 1; n <= 63; n++ {
		r := jobsink.Ref{Namespace: "ns", Sink: strings.Repeat("s", n), Source: "/moneyprinter/functions/workflow", ID: "v/segment/0/1"}
		sum := md5.Sum([]byte(r.Source + r.ID))
		if want := kmeta.ChildName(r.Sink+"-", hex.EncodeToString(sum[:])); r.Name() != want {
			t.Errorf("a sink's name of %d characters: %s, want %s", n, r.Name(), want)
		}
	}
}

func TestLocation(t *testing.T) {
	t.Parallel()
	for _, r := range []jobsink.Ref{
		{Namespace: "moneyprinter", Sink: "segment", Source: "/moneyprinter/functions/workflow", ID: "v/segment/0/1"},
		{Namespace: "ns", Sink: "s", Source: "https://example.com/a?b=c#d", ID: "50% off/тест"},
	} {
		got, err := jobsink.ParseLocation(r.Location())
		if err != nil || got != r {
			t.Errorf("%s reads as %+v, %v", r.Location(), got, err)
		}
	}
	for _, bad := range []string{"", "/namespaces/ns/name/s", "/namespaces/ns/name/s/sources/a/b/ids/c", "/namespaces/%zz/name/s/sources/a/ids/c"} {
		if r, err := jobsink.ParseLocation(bad); err == nil {
			t.Errorf("%q reads as %+v", bad, r)
		}
	}
}
