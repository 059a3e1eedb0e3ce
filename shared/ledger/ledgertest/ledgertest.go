// Package ledgertest is the conformance suite of ledgers.
package ledgertest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/moneyprinter/moneyprinter/shared/ledger"
)

// Clock is the time that the ledger under test believes in.
type Clock struct{ ms atomic.Int64 }

// Now returns the clock's time.
func (c *Clock) Now() time.Time { return time.UnixMilli(c.ms.Load()) }

// Advance moves the clock.
func (c *Clock) Advance(d time.Duration) { c.ms.Add(d.Milliseconds()) }

// Test runs the suite on empty ledgers that tell the time by the clock given.
func Test(t *testing.T, open func(t *testing.T, clock *Clock) ledger.Ledger) {
	ctx := context.Background()
	alice := ledger.Incarnation{Instance: "pod-a", Boot: "1"}
	bob := ledger.Incarnation{Instance: "pod-b", Boot: "1"}
	start := func(t *testing.T) (ledger.Ledger, *Clock) {
		c := &Clock{}
		c.Advance(time.Hour)
		return open(t, c), c
	}
	claim := func(t *testing.T, l ledger.Ledger, attempt string, who ledger.Incarnation) ledger.Grant {
		t.Helper()
		g, err := l.Claim(ctx, ledger.Claim{Key: "k", Owner: "o", Step: "speech", Attempt: attempt, TraceParent: "trace of " + attempt, Incarnation: who})
		if err != nil {
			t.Fatalf("Claim(%s): %v", attempt, err)
		}
		return g
	}
	want := func(t *testing.T, g ledger.Grant, s ledger.Status) ledger.Grant {
		t.Helper()
		if g.Status != s {
			t.Fatalf("status %d, want %d", g.Status, s)
		}
		return g
	}

	t.Run("FinishedAnswersAtOnce", func(t *testing.T) {
		l, _ := start(t)
		g := want(t, claim(t, l, "v/speech/0/1", alice), ledger.Granted)
		if waiters, err := l.Finish(ctx, g.Lease, []byte(`{"a":1}`), 0); err != nil || len(waiters) != 0 {
			t.Fatalf("Finish = %v, %v", waiters, err)
		}
		if g := want(t, claim(t, l, "w/speech/3/1", bob), ledger.Finished); string(g.Result) != `{"a":1}` {
			t.Errorf("result %q", g.Result)
		}
	})

	t.Run("WaitersAreAnsweredOnce", func(t *testing.T) {
		l, _ := start(t)
		g := claim(t, l, "v/speech/0/1", alice)
		want(t, claim(t, l, "w/speech/0/1", bob), ledger.Busy)
		want(t, claim(t, l, "w/speech/0/1", bob), ledger.Busy)
		want(t, claim(t, l, "x/speech/0/1", alice), ledger.Busy)
		waiters, err := l.Finish(ctx, g.Lease, []byte(`1`), 0)
		if err != nil {
			t.Fatal(err)
		}
		sorted := cmpopts.SortSlices(func(a, b ledger.Waiter) bool { return a.Attempt < b.Attempt })
		expect := []ledger.Waiter{{Attempt: "w/speech/0/1", TraceParent: "trace of w/speech/0/1"}, {Attempt: "x/speech/0/1", TraceParent: "trace of x/speech/0/1"}}
		if d := cmp.Diff(expect, waiters, sorted); d != "" {
			t.Errorf("waiters (-want +got):\n%s", d)
		}
	})

	t.Run("ReleaseFreesTheKey", func(t *testing.T) {
		l, _ := start(t)
		first := claim(t, l, "v/speech/0/1", alice)
		want(t, claim(t, l, "w/speech/0/1", bob), ledger.Busy)
		waiters, err := l.Release(ctx, first.Lease)
		if err != nil || len(waiters) != 1 {
			t.Fatalf("Release = %v, %v", waiters, err)
		}
		second := want(t, claim(t, l, "v/speech/0/2", bob), ledger.Granted)
		if second.Lease.Token <= first.Lease.Token {
			t.Errorf("token went from %d to %d", first.Lease.Token, second.Lease.Token)
		}
	})

	t.Run("MissedHeartbeats", func(t *testing.T) {
		l, clock := start(t)
		first := claim(t, l, "v/speech/0/1", alice)
		clock.Advance(ledger.Patience - time.Second)
		if err := l.Heartbeat(ctx, first.Lease); err != nil {
			t.Fatal(err)
		}
		clock.Advance(ledger.Patience - time.Second)
		want(t, claim(t, l, "v/speech/0/1", bob), ledger.Busy)
		clock.Advance(2 * time.Second)
		second := want(t, claim(t, l, "v/speech/0/1", bob), ledger.Granted)
		if err := l.Heartbeat(ctx, first.Lease); !errors.Is(err, ledger.ErrFenced) {
			t.Errorf("heartbeat of the old holder = %v, want ErrFenced", err)
		}
		if _, err := l.Finish(ctx, first.Lease, []byte(`"old"`), 0); !errors.Is(err, ledger.ErrFenced) {
			t.Errorf("finish of the old holder = %v, want ErrFenced", err)
		}
		if _, err := l.Release(ctx, first.Lease); err != nil {
			t.Errorf("release of the old holder = %v", err)
		}
		if _, err := l.Finish(ctx, second.Lease, []byte(`"new"`), 0); err != nil {
			t.Fatal(err)
		}
		if g := want(t, claim(t, l, "w/speech/0/1", alice), ledger.Finished); string(g.Result) != `"new"` {
			t.Errorf("result %q", g.Result)
		}
	})

	t.Run("NewBootProvesTheOldOneDead", func(t *testing.T) {
		l, _ := start(t)
		claim(t, l, "v/speech/0/1", alice)
		want(t, claim(t, l, "v/speech/0/1", alice), ledger.Busy)
		want(t, claim(t, l, "v/speech/0/1", ledger.Incarnation{Instance: alice.Instance, Boot: "2"}), ledger.Granted)
	})

	t.Run("ResultsExpire", func(t *testing.T) {
		l, clock := start(t)
		g := claim(t, l, "v/search/0/1", alice)
		if _, err := l.Finish(ctx, g.Lease, []byte(`1`), 24*time.Hour); err != nil {
			t.Fatal(err)
		}
		clock.Advance(23 * time.Hour)
		want(t, claim(t, l, "w/search/0/1", bob), ledger.Finished)
		clock.Advance(2 * time.Hour)
		want(t, claim(t, l, "w/search/0/2", bob), ledger.Granted)
	})

	t.Run("OneHolderAmongMany", func(t *testing.T) {
		l, _ := start(t)
		var granted atomic.Int32
		var wg sync.WaitGroup
		for i := range 16 {
			wg.Go(func() {
				g, err := l.Claim(ctx, ledger.Claim{Key: "k", Owner: "o", Step: "speech", Attempt: fmt.Sprintf("v%d/speech/0/1", i), Incarnation: alice})
				if err != nil {
					t.Error(err)
				}
				if g.Status == ledger.Granted {
					granted.Add(1)
				}
			})
		}
		wg.Wait()
		if n := granted.Load(); n != 1 {
			t.Errorf("%d claims were granted at once", n)
		}
	})

	t.Run("NoWaiterIsForgotten", func(t *testing.T) {
		// Whoever is told Busy while the holder finishes must be among the waiters that the holder answers.
		l, _ := start(t)
		for round := range 200 {
			key := fmt.Sprintf("k%d", round)
			held, err := l.Claim(ctx, ledger.Claim{Key: key, Attempt: "holder", Incarnation: alice})
			if err != nil {
				t.Fatal(err)
			}
			var waiters []ledger.Waiter
			var grant ledger.Grant
			var wg sync.WaitGroup
			wg.Go(func() {
				var err error
				if waiters, err = l.Finish(ctx, held.Lease, []byte(`1`), 0); err != nil {
					t.Error(err)
				}
			})
			wg.Go(func() {
				var err error
				if grant, err = l.Claim(ctx, ledger.Claim{Key: key, Attempt: "late", Incarnation: bob}); err != nil {
					t.Error(err)
				}
			})
			wg.Wait()
			if grant.Status == ledger.Busy && len(waiters) == 0 {
				t.Fatal("a claim was told Busy and nobody will answer it")
			}
		}
	})

	t.Run("End", func(t *testing.T) {
		l, _ := start(t)
		ask := func(key, video string, run int, who ledger.Incarnation) ledger.Grant {
			t.Helper()
			g, err := l.Claim(ctx, ledger.Claim{Key: key, Attempt: video + "/speech/0/1", Video: video, Run: run, Incarnation: who})
			if err != nil {
				t.Fatal(err)
			}
			return g
		}
		end := func(video string, run int) {
			t.Helper()
			if err := l.End(ctx, video, run); err != nil {
				t.Fatal(err)
			}
		}
		held := want(t, ask("k", "v", 1, alice), ledger.Granted)
		other := want(t, ask("other", "vv", 1, alice), ledger.Granted)
		end("v", 1)
		end("v", 1)
		if err := l.Heartbeat(ctx, held.Lease); !errors.Is(err, ledger.ErrFenced) {
			t.Errorf("a heartbeat for a video that has ended: %v", err)
		}
		if _, err := l.Finish(ctx, held.Lease, []byte("1"), 0); !errors.Is(err, ledger.ErrFenced) {
			t.Errorf("a result for a video that has ended: %v", err)
		}
		if err := l.Heartbeat(ctx, other.Lease); err != nil {
			t.Errorf("another video's lease: %v", err)
		}
		want(t, ask("k", "v", 1, bob), ledger.Ended)
		want(t, ask("new", "v", 1, bob), ledger.Ended)
		// What was refused is free for others, and for the video's next run.
		want(t, ask("new", "w", 1, bob), ledger.Granted)
		again := want(t, ask("k", "v", 2, bob), ledger.Granted)
		end("v", 1)
		if err := l.Heartbeat(ctx, again.Lease); err != nil {
			t.Errorf("the lease of a later run: %v", err)
		}
		end("v", 2)
		end("v", 1) // late news of the past
		want(t, ask("k", "v", 2, bob), ledger.Ended)
		want(t, ask("k", "v", 3, bob), ledger.Granted)
	})

	t.Run("EndLeavesWorkThatAnotherWaitsFor", func(t *testing.T) {
		l, _ := start(t)
		g := func(video string, who ledger.Incarnation) ledger.Grant {
			g, err := l.Claim(ctx, ledger.Claim{Key: "k", Attempt: video + "/speech/0/1", Video: video, Run: 1, Incarnation: who})
			if err != nil {
				t.Fatal(err)
			}
			return g
		}
		held := want(t, g("v", alice), ledger.Granted)
		want(t, g("v", bob), ledger.Busy)
		want(t, g("w", bob), ledger.Busy)
		if err := l.End(ctx, "v", 1); err != nil {
			t.Fatal(err)
		}
		waiters, err := l.Finish(ctx, held.Lease, []byte("1"), 0)
		if err != nil || len(waiters) != 2 {
			t.Errorf("the other video's wait ends with %v, %v", waiters, err)
		}
		want(t, g("v", bob), ledger.Finished)
	})

	t.Run("EndAndClaimAtOnce", func(t *testing.T) {
		// Whichever comes first, nobody goes on to work for a video that has ended.
		l, _ := start(t)
		for round := range 200 {
			video := fmt.Sprintf("v%d", round)
			var grant ledger.Grant
			var wg sync.WaitGroup
			wg.Go(func() {
				if err := l.End(ctx, video, 1); err != nil {
					t.Error(err)
				}
			})
			wg.Go(func() {
				var err error
				if grant, err = l.Claim(ctx, ledger.Claim{Key: video, Attempt: video + "/a/0/1", Video: video, Run: 1, Incarnation: alice}); err != nil {
					t.Error(err)
				}
			})
			wg.Wait()
			if grant.Status == ledger.Granted && !errors.Is(l.Heartbeat(ctx, grant.Lease), ledger.ErrFenced) {
				t.Fatal("a video has ended, and its work goes on")
			}
		}
	})

	t.Run("Calls", func(t *testing.T) {
		l, _ := start(t)
		if _, ok, err := l.Answer(ctx, "c"); ok || err != nil {
			t.Fatalf("Answer of a call never made = %v, %v", ok, err)
		}
		if uncertain, err := l.Begin(ctx, "c", "openai"); uncertain || err != nil {
			t.Fatalf("first Begin = %v, %v", uncertain, err)
		}
		if uncertain, err := l.Begin(ctx, "c", "openai"); !uncertain || err != nil {
			t.Fatalf("Begin after a crash = %v, %v; want uncertain", uncertain, err)
		}
		if err := l.Forget(ctx, "c"); err != nil {
			t.Fatal(err)
		}
		if uncertain, err := l.Begin(ctx, "c", "openai"); uncertain || err != nil {
			t.Fatalf("Begin after Forget = %v, %v", uncertain, err)
		}
		answer := []byte("raw \x00\xff bytes")
		if err := l.Record(ctx, "c", answer); err != nil {
			t.Fatal(err)
		}
		if err := l.Forget(ctx, "c"); err != nil {
			t.Fatal(err)
		}
		if got, ok, err := l.Answer(ctx, "c"); !ok || err != nil || !cmp.Equal(got, answer) {
			t.Errorf("Answer = %q, %v, %v", got, ok, err)
		}
	})
}
