package progress_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/shared/progress"
	"github.com/moneyprinter/moneyprinter/shared/progress/progresstest"
)

func TestHub(t *testing.T) {
	t.Parallel()
	hub := progress.NewHub()
	progresstest.Test(t, func(*testing.T) progress.Bus { return hub })
}

func TestAFedHubTellsWhatIsWatched(t *testing.T) {
	t.Parallel()
	type told struct {
		Video string
		Yes   bool
	}
	var got []told
	hub := progress.NewFedHub(func(video string, yes bool) { got = append(got, told{video, yes}) })
	first, second, all := hub.Watch("v"), hub.Watch("v"), hub.Watch("")
	first.Close()
	first.Close()
	second.Close()
	all.Close()
	hub.Watch("v")
	if diff := cmp.Diff([]told{{"v", true}, {"", true}, {"v", false}, {"", false}, {"v", true}}, got); diff != "" {
		t.Fatal(diff)
	}
}
