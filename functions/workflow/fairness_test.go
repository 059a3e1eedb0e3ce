package workflow_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/moneyprinter/moneyprinter/functions/workflow"
	"github.com/moneyprinter/moneyprinter/shared/database/databasetest"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// requestOf asks for an owner's video.
func (b *bench) requestOf(owner, id, params string) {
	b.Helper()
	e, err := event.New(event.VideoRequested, "/test", "request-of-"+id, id, event.VideoRequest{Owner: owner, Params: json.RawMessage("{" + params + "}")})
	if err != nil {
		b.Fatal(err)
	}
	b.process(e)
}

// serve answers the oldest script request, and returns the ids of the videos whose scripts are asked for then.
func (b *bench) serve() (asked []string) {
	b.Helper()
	for i, e := range b.sent {
		if e.Type() != string(event.Requested(steps.Script)) {
			continue
		}
		b.sent = append(b.sent[:i:i], b.sent[i+1:]...)
		before := len(b.sent)
		b.process(b.answer(e))
		for _, e := range b.sent[before:] {
			if e.Type() == string(event.Requested(steps.Script)) {
				asked = append(asked, e.Subject())
			}
		}
		return asked
	}
	return nil
}

const scriptAlone = coffee + `, "stop_at": "script"`

// A tenant with hundreds of videos delays another's one by no more than what is under way, however few places there are.
func TestNoTenantStarvesAnother(t *testing.T) {
	kinds(t, func(t *testing.T, open databasetest.Open) {
		for _, places := range []int{1, 2, 5} {
			t.Run(fmt.Sprint(places), func(t *testing.T) {
				t.Parallel()
				b := setup(t, open, func(p *workflow.Parts) { p.InFlight = map[steps.Name]int{steps.Script: places} })
				const queued = 60
				for i := range queued {
					b.requestOf("alice", fmt.Sprintf("a%03d", i), scriptAlone)
				}
				for range 3 {
					b.serve()
				}
				b.requestOf("bob", "b", scriptAlone)
				served := 0
				for asked := b.serve(); len(asked) > 0; asked = b.serve() {
					if served++; strings.Join(asked, " ") == "b" {
						break
					}
				}
				// With one place, one more of Alice's may be first: turns are kept while several wait.
				if served > 2 {
					t.Errorf("bob's only video began after %d more of alice's, of %d that wait", served-1, queued)
				}
				for b.serve() != nil {
				}
			})
		}
	})
}

// While all have work, places are shared evenly.
func TestPlacesAreSharedEvenly(t *testing.T) {
	kinds(t, func(t *testing.T, open databasetest.Open) {
		b := setup(t, open, func(p *workflow.Parts) { p.InFlight = map[steps.Name]int{steps.Script: 4} })
		for i := range 40 {
			b.requestOf("alice", fmt.Sprintf("a%03d", i), scriptAlone)
		}
		for i := range 20 {
			b.requestOf("bob", fmt.Sprintf("b%03d", i), scriptAlone)
			b.requestOf("carol", fmt.Sprintf("c%03d", i), scriptAlone)
		}
		got := map[byte]int{}
		for range 30 {
			for _, id := range b.serve() {
				got[id[0]]++
			}
		}
		for owner, n := range got {
			if n < 9 || n > 11 {
				t.Errorf("%c got %d places of 30, want a third: %v", owner, n, got)
			}
		}
		if len(got) != 3 {
			t.Errorf("places went to %v", got)
		}
	})
}

// Priority orders an owner's own videos and nobody else's.
func TestPriorityIsWithinAnOwner(t *testing.T) {
	kinds(t, func(t *testing.T, open databasetest.Open) {
		b := setup(t, open, func(p *workflow.Parts) { p.InFlight = map[steps.Name]int{steps.Script: 1} })
		b.requestOf("alice", "first", scriptAlone)
		b.requestOf("alice", "later", scriptAlone)
		b.requestOf("alice", "low", scriptAlone+`, "priority": -1`)
		b.requestOf("alice", "high", scriptAlone+`, "priority": 5`)
		b.requestOf("bob", "bobs", scriptAlone)
		var order []string
		for asked := b.serve(); len(asked) > 0; asked = b.serve() {
			order = append(order, asked...)
		}
		want := "high later low"
		var own []string
		place := 0
		for i, id := range order {
			if id == "bobs" {
				place = i
				continue
			}
			own = append(own, id)
		}
		if strings.Join(own, " ") != want || place > 1 {
			t.Errorf("the order is %v, want alice's to be %s and bob's among the first two", order, want)
		}
	})
}

// A render that costs several places waits until they are free, and small ones do not keep it out.
func TestAnExpensiveRenderGetsItsPlaces(t *testing.T) {
	kinds(t, func(t *testing.T, open databasetest.Open) {
		b := setup(t, open, func(p *workflow.Parts) { p.InFlight = map[steps.Name]int{steps.Segment: 2} })
		b.scenes = 2
		b.requestOf("alice", "small", coffee)
		b.requestOf("bob", "large", coffee+`, "video_fps": 60`)
		atOnce, most, finished := map[string]int{}, map[string]int{}, false
		for len(b.sent) > 0 {
			e := b.sent[0]
			b.sent = b.sent[1:]
			if e.Type() == string(event.VideoCompleted) && e.Subject() == "large" {
				finished = true
			}
			if !strings.HasSuffix(e.Type(), ".requested") {
				continue
			}
			if e.Type() == string(event.Requested(steps.Segment)) {
				n := b.count(`SELECT coalesce(sum(cost), 0) FROM task WHERE state = 'requested' AND step = 'segment'`)
				atOnce[e.Subject()] = n
				most[e.Subject()] = max(most[e.Subject()], n)
			}
			b.process(b.answer(e))
		}
		if !finished || most["large"] > 2 || most["small"] > 2 || most["large"] != 2 {
			t.Errorf("finished %v, places taken at most: %v", finished, most)
		}
	})
}

// Of an owner on hold nothing is asked, and the others go on.
func TestHoldOfAnOwner(t *testing.T) {
	kinds(t, func(t *testing.T, open databasetest.Open) {
		b := setup(t, open)
		if err := b.workflow.Hold(t.Context(), "alice"); err != nil {
			t.Fatal(err)
		}
		b.requestOf("alice", "a", scriptAlone)
		b.requestOf("bob", "b", scriptAlone)
		if asked := b.take(event.Requested(steps.Script)); len(asked) != 1 || asked[0].Subject() != "b" {
			t.Errorf("asked for %v", asked)
		}
		if l, err := b.workflow.Load(t.Context()); err != nil || l.Held || len(l.Owners) != 1 || l.Owners[0] != "alice" {
			t.Errorf("load %+v, %v", l, err)
		}
		if err := b.workflow.Release(t.Context(), "alice"); err != nil {
			t.Fatal(err)
		}
		if asked := b.take(event.Requested(steps.Script)); len(asked) != 1 || asked[0].Subject() != "a" {
			t.Errorf("after the release asked for %v", asked)
		}
	})
}
