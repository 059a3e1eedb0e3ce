package jobsink

import "testing"

// FuzzParseLocation looks that a location names one Job, whatever its parts are, and that any path is one Job's or none.
func FuzzParseLocation(f *testing.F) {
	f.Add("moneyprinter", "segment", "/moneyprinter/functions/workflow", "v/segment/3/1", "/namespaces/n/name/j/sources/s/ids/i")
	f.Add("a/b", "%2F", "..", "", "/x/n/y/j/z/s/w/i")
	f.Add("", "\x00\xff", "?#", "a b", "/namespaces//name//sources//ids//")
	f.Fuzz(func(t *testing.T, namespace, sink, source, id, path string) {
		ref := Ref{namespace, sink, source, id}
		// A trailing slash is taken for none, so an event without an id has no location; none is without.
		if got, err := ParseLocation(ref.Location()); id != "" && (err != nil || got != ref) {
			t.Errorf("ParseLocation(%q) = %+v, %v; want %+v", ref.Location(), got, err, ref)
		}
		if len(ref.Name()) < 32 {
			t.Errorf("the name is %q", ref.Name())
		}
		got, err := ParseLocation(path)
		if err != nil || got.ID == "" {
			return
		}
		if again, err := ParseLocation(got.Location()); err != nil || again != got {
			t.Errorf("%q is %+v and then %+v, %v", path, got, again, err)
		}
	})
}
