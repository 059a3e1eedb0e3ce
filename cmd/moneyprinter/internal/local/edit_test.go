package local_test

import (
	"strings"
	"testing"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/local"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// An edited scene, even a longer one, is spoken and rendered again; the other scenes are not, and nothing but the joining
// is done for them.
func TestEditRendersOnlyWhatChanged(t *testing.T) {
	t.Parallel()
	m := start(t, local.Options{})
	sentences := []string{"Salt is in every sea on this earth.", "It comes from rocks on the land, which the rain wears away.", "Rivers carry it down to the coast, year after year.", "The water goes back to the sky, and the salt stays behind."}
	p := small("salt")
	p.Script, p.TransitionMode = strings.Join(sentences, " "), "Shuffle"
	first, err := m.Create(t.Context(), orchestration.LocalOwner, p)
	if err != nil {
		t.Fatal(err)
	}
	if v := finish(t, m, first); v.State != orchestration.Completed {
		t.Fatalf("state %s: %+v", v.State, v.Failure)
	}
	sentences[0] = "Salt is in every sea on this earth, and in some seas there is so much of it that a swimmer floats like a cork and cannot sink at all."
	p.Script, p.Base = strings.Join(sentences, " "), first
	second, err := m.Create(t.Context(), orchestration.LocalOwner, p)
	if err != nil {
		t.Fatal(err)
	}
	v := finish(t, m, second)
	if v.State != orchestration.Completed {
		t.Fatalf("state %s: %+v", v.State, v.Failure)
	}
	anew := map[steps.Name][]int{}
	for _, s := range v.Steps {
		for _, k := range s.Tasks {
			if !k.Reused {
				anew[s.Name] = append(anew[s.Name], k.Index)
			}
		}
	}
	if n := len(anew[steps.Speech]); n != 1 || anew[steps.Speech][0] != 0 {
		t.Errorf("spoken anew: scenes %v, want the first alone", anew[steps.Speech])
	}
	segments := v.Steps[len(v.Steps)-2]
	if segments.Name != steps.Segment || segments.Total < 4 {
		t.Fatalf("%d of %s", segments.Total, segments.Name)
	}
	// The longer scene may have more than one segment; the three others have one each and are kept.
	for _, index := range anew[steps.Segment] {
		if index >= segments.Total-3 {
			t.Errorf("segment %d of %d was rendered anew: %v", index, segments.Total, anew[steps.Segment])
		}
	}
	if len(anew[steps.Segment]) == 0 || len(anew[steps.Assemble]) != 1 {
		t.Errorf("done anew: %v", anew)
	}
}

// The same request again does nothing anew.
func TestSameVideoAgainIsReused(t *testing.T) {
	t.Parallel()
	m := start(t, local.Options{})
	p := small("salt")
	p.Script = "Salt is in every sea. It comes from rocks."
	var outputs []string
	for range 2 {
		id, err := m.Create(t.Context(), orchestration.LocalOwner, p)
		if err != nil {
			t.Fatal(err)
		}
		v := finish(t, m, id)
		if v.State != orchestration.Completed {
			t.Fatalf("state %s: %+v", v.State, v.Failure)
		}
		outputs = append(outputs, string(v.Output[0].Files[0].Blob.Digest))
		if len(outputs) < 2 {
			continue
		}
		for _, s := range v.Steps {
			for _, k := range s.Tasks {
				if !k.Reused {
					t.Errorf("%s %d was done again", s.Name, k.Index)
				}
			}
		}
	}
	if outputs[0] != outputs[1] {
		t.Errorf("the same request gave %s and %s", outputs[0], outputs[1])
	}
}
