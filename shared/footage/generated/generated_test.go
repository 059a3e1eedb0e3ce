package generated

import (
	"errors"
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/backdrop"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/footage/footagetest"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	footagetest.Test(t, func(t *testing.T) footagetest.Bundle {
		return footagetest.Bundle{
			Provider: Provider{}, Name: Name, Work: footagetest.NewWork(t),
			Finds:   steps.SearchInput{Provider: Name, Term: "deep sea"},
			Missing: steps.Candidate{Provider: Name, ID: "../../etc/passwd", Kind: steps.Generated, Term: "deep sea"},
		}
	})
}

func TestSearch(t *testing.T) {
	t.Parallel()
	found, err := Provider{}.Search(t.Context(), nil, steps.SearchInput{Term: " Deep   Sea "})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) != Variants {
		t.Fatalf("%d candidates, want %d", len(found), Variants)
	}
	for i, c := range found[1:] {
		if backdrop.ToneOf(c.ID) == backdrop.ToneOf(found[i].ID) {
			t.Errorf("candidates %d and %d have the same tone", i, i+1)
		}
	}
	if found[0].ID != backdrop.ID("deep sea", 0) || found[0].Term != "Deep Sea" {
		t.Errorf("the first candidate is %+v", found[0])
	}
	if _, err := (Provider{}).Search(t.Context(), nil, steps.SearchInput{Term: "  "}); !errors.Is(err, &failure.Failure{Code: failure.InvalidInput}) {
		t.Errorf("Search without a term = %v", err)
	}
}
