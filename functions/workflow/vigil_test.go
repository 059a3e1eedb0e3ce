package workflow_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cloudevents/sdk-go/v2/binding"
	cloudevents "github.com/cloudevents/sdk-go/v2/event"
	cehttp "github.com/cloudevents/sdk-go/v2/protocol/http"

	"github.com/moneyprinter/moneyprinter/functions/workflow"
	"github.com/moneyprinter/moneyprinter/shared/database/databasetest"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
)

// guard is replicas of the workflow that keep vigil, on one database, and a broker that keeps what they send.
type guard struct {
	*bench
	replicas []*workflow.Function
	// stop ends the first replica's process.
	stop chan struct{}

	mu      sync.Mutex
	sent    []cloudevents.Event
	refuses bool
	// slow is how long the broker takes for a step's request.
	slow time.Duration
}

func watched(t *testing.T, change ...func(*workflow.Parts)) *guard {
	t.Helper()
	g := &guard{stop: make(chan struct{})}
	g.bench = setup(t, databasetest.SQLite, func(p *workflow.Parts) {
		p.Now, p.Vigil, p.Resend = time.Now, 40*time.Second, 10*time.Second
		p.Broker = event.SenderFunc(g.send)
		for _, c := range change {
			c(p)
		}
		p.Stopping = t.Context().Done()
		g.replicas = append(g.replicas, workflow.NewWith(*p))
		p.Stopping = g.stop
	})
	t.Cleanup(func() {
		select {
		case <-g.stop:
		default:
			close(g.stop)
		}
	})
	g.replicas = append([]*workflow.Function{g.workflow}, g.replicas...)
	return g
}

func (g *guard) send(_ context.Context, e cloudevents.Event) error {
	g.mu.Lock()
	if slow := g.slow; slow > 0 && e.Type() == "moneyprinter.script.requested" {
		g.slow = 0
		g.mu.Unlock()
		time.Sleep(slow)
		g.mu.Lock()
	}
	defer g.mu.Unlock()
	if g.refuses {
		return errors.New("the broker is down")
	}
	g.sent = append(g.sent, e)
	return nil
}

// take removes and returns the sent events of a type; "" takes all.
func (g *guard) take(t event.Type) (taken []cloudevents.Event) {
	g.mu.Lock()
	defer g.mu.Unlock()
	var kept []cloudevents.Event
	for _, e := range g.sent {
		if t == "" || e.Type() == string(t) {
			taken = append(taken, e)
		} else {
			kept = append(kept, e)
		}
	}
	g.sent = kept
	return taken
}

// called takes the one event that calls for a vigil.
func (g *guard) called() cloudevents.Event {
	g.Helper()
	calls := g.take(event.SweepDue)
	if len(calls) != 1 {
		g.Fatalf("%d calls for a vigil, want 1", len(calls))
	}
	return calls[0]
}

// quiet fails where a vigil was called for.
func (g *guard) quiet(when string) {
	g.Helper()
	if n := len(g.take(event.SweepDue)); n != 0 {
		g.Errorf("%s: %d calls for a vigil", when, n)
	}
}

// delivery is an event's request that a replica has been given.
type delivery struct {
	err    error
	ended  bool
	hangUp context.CancelFunc
}

// deliver gives an event to a replica and returns once it has answered or waits.
func (g *guard) deliver(replica int, e cloudevents.Event) *delivery {
	ctx, cancel := context.WithCancel(g.Context())
	d := &delivery{hangUp: cancel}
	go func() {
		defer cancel()
		d.err = g.replicas[replica].Process(ctx, e)
		d.ended = true
	}()
	synctest.Wait()
	return d
}

// held fails where the delivery has ended.
func (g *guard) held(d *delivery) {
	g.Helper()
	if d.ended {
		g.Fatalf("the request is not held: %v", d.err)
	}
}

// over fails where the delivery has not ended well.
func (g *guard) over(d *delivery) {
	g.Helper()
	if !d.ended || d.err != nil {
		g.Fatalf("ended %v: %v", d.ended, d.err)
	}
}

// pass lets time pass.
func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// finish answers every request until the videos are complete.
func (g *guard) finish() {
	g.Helper()
	for {
		requests := 0
		for _, e := range g.take("") {
			if event.Type(e.Type()) != event.SweepDue && strings.HasSuffix(e.Type(), ".requested") {
				requests++
				g.over(g.deliver(0, g.answer(e)))
			}
		}
		if requests == 0 {
			return
		}
	}
}

func ping() cloudevents.Event {
	e := cloudevents.New()
	e.SetType(string(event.Ping))
	e.SetSource("/apis/v1/namespaces/moneyprinter/pingsources/sweep")
	e.SetID("ping")
	return e
}

// Where nothing is being made nothing is sent, whatever arrives.
func TestAnIdleSystemSendsNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := watched(t)
		due, err := event.New(event.SweepDue, "/operator", "1", "", struct{}{})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range []cloudevents.Event{ping(), due, due, g.asks("bad", `"video_subject": ""`), ping(), due} {
			g.over(g.deliver(0, e))
		}
		if sent := g.take(""); len(sent) != 1 || sent[0].Type() != string(event.VideoFailed) {
			t.Errorf("sent %v", sent)
		}
		began := time.Now()
		g.over(g.deliver(1, g.asks("v", coffee)))
		keeper := g.deliver(1, g.called())
		g.finish()
		pass(5 * time.Second)
		g.over(keeper)
		for range 100 {
			pass(15 * time.Minute)
			g.over(g.deliver(1, ping()))
			if sent := g.take(""); len(sent) != 0 {
				t.Fatalf("%v after its only video: %v", time.Since(began), sent)
			}
		}
	})
}

// While a video is being made one request is held, and its replica mends what was lost; the next event follows before it
// ends. When the video is complete it ends at once, and nothing follows.
func TestVigil(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := watched(t)
		g.over(g.deliver(0, g.asks("v", coffee)))
		first := g.deliver(0, g.called())
		g.held(first)
		g.take("") // lost, all of it
		pass(15 * time.Second)
		if again := g.take(""); len(again) != 1 || again[0].ID() != "v/script/0/1" {
			t.Errorf("after 15 s the vigil has sent %v", again)
		}
		pass(24 * time.Second)
		g.held(first)
		g.quiet("before the request has ended")
		pass(2 * time.Second)
		g.over(first)
		second := g.deliver(1, g.called())
		g.held(second)
		pass(20 * time.Second)
		g.finish()
		pass(5 * time.Second)
		g.over(second)
		g.quiet("the video is complete")
		if state := g.get("v").State; state != orchestration.Completed {
			t.Errorf("state %s", state)
		}
	})
}

// A second call while somebody keeps vigil ends at once, and events call for none.
func TestOneVigilAtATime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := watched(t)
		// Before the first call is delivered each replica calls once, however many videos are asked for.
		for i := range 20 {
			g.over(g.deliver(i%2, g.asks(fmt.Sprintf("v%d", i), coffee)))
		}
		calls := g.take(event.SweepDue)
		if len(calls) != 2 {
			t.Fatalf("%d calls, want one of each replica", len(calls))
		}
		keeper := g.deliver(0, calls[0])
		g.over(g.deliver(1, calls[1]))
		g.over(g.deliver(1, g.asks("w", coffee)))
		pass(30 * time.Second)
		g.over(g.deliver(1, g.asks("x", coffee)))
		g.over(g.deliver(1, ping()))
		g.quiet("somebody keeps vigil")
		g.held(keeper)
		g.finish()
		pass(5 * time.Second)
		g.over(keeper)
		g.quiet("the videos are complete")
	})
}

// A request that comes right after a vigil has ended finds another, although its replica saw one kept a moment ago.
func TestAVideoRightAfterAVigil(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := watched(t)
		for round := range 3 {
			g.over(g.deliver(1, g.asks(fmt.Sprintf("v%d", round), coffee)))
			keeper := g.deliver(0, g.called())
			pass(4 * time.Second)
			g.over(g.deliver(1, ping())) // it sees that the vigil is kept
			g.finish()
			pass(time.Second)
			g.over(keeper)
		}
	})
}

// A replica that has called for a vigil calls again once the vigil that came of it is over, however soon.
func TestVigilsOfAMoment(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := watched(t)
		for round := range 3 {
			g.over(g.deliver(1, g.asks(fmt.Sprintf("v%d", round), coffee)))
			call := g.called()
			g.finish()
			g.over(g.deliver(0, call))
		}
	})
}

// A sweep that takes longer than the vigil lives: who called for another meanwhile calls again when the first is over.
func TestVigilThatWasThoughtLost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := watched(t)
		g.over(g.deliver(0, g.asks("v", coffee)))
		keeper := g.deliver(0, g.called())
		g.take("") // lost
		g.mu.Lock()
		g.slow = 16 * time.Second // the sweep that sends it again lasts from 15 s to 31 s
		g.mu.Unlock()
		pass(30500 * time.Millisecond)
		g.held(keeper)
		g.called() // its own process thinks so too; lost
		g.over(g.deliver(1, g.asks("w", coffee)))
		call := g.called()
		pass(time.Second)
		g.over(g.deliver(1, call)) // the first vigil is there after all
		g.finish()
		pass(3600 * time.Millisecond)
		g.over(keeper)
		g.over(g.deliver(1, g.asks("x", coffee)))
		last := g.deliver(0, g.called())
		g.finish()
		pass(5 * time.Second)
		g.over(last)
	})
}

// A request that is answered without a vigil being called for would be alone: while the broker refuses, the event is
// refused too, so that it comes again.
func TestNoVigilCanBeCalled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := watched(t)
		g.refuses = true
		if d := g.deliver(0, g.asks("v", coffee)); !d.ended || d.err == nil {
			t.Errorf("ended %v: %v", d.ended, d.err)
		}
		g.refuses = false
		g.over(g.deliver(0, g.asks("v", coffee)))
		g.held(g.deliver(0, g.called()))
		pass(5 * time.Second)
		if sent := g.take(event.VideoAccepted); len(sent) != 1 {
			t.Errorf("%d accepted events", len(sent))
		}
		g.finish()
		pass(5 * time.Second)
	})
}

// However a vigil ends while work is open, another follows.
func TestVigilThatIsBrokenOff(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*guard, *delivery){
		"the caller hangs up":        func(_ *guard, d *delivery) { d.hangUp() },
		"the process is told to end": func(g *guard, _ *delivery) { close(g.stop) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				g := watched(t)
				g.over(g.deliver(0, g.asks("v", coffee)))
				call := g.called()
				first := g.deliver(0, call)
				pass(12 * time.Second)
				began := time.Now()
				end(g, first)
				synctest.Wait()
				g.over(first)
				if took := time.Since(began); took != 0 {
					t.Errorf("it took %v", took)
				}
				second := g.deliver(1, g.called())
				g.held(second)
				// The broker, which got no answer, delivers the first once more.
				g.over(g.deliver(1, call))
				g.held(second)
				g.finish()
				pass(5 * time.Second)
				g.over(second)
			})
		})
	}
	t.Run("an ending process takes none", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			g := watched(t)
			g.over(g.deliver(1, g.asks("v", coffee)))
			call := g.called()
			close(g.stop)
			if d := g.deliver(0, call); !d.ended || d.err == nil {
				t.Errorf("ended %v: %v", d.ended, d.err)
			}
			keeper := g.deliver(1, call)
			g.held(keeper)
			g.finish()
			pass(5 * time.Second)
			g.over(keeper)
		})
	})
}

// A pod that is killed leaves its event unanswered: when the broker delivers it again the vigil goes on at once. Where the
// broker has lost it, an event calls for another as soon as the old vigil has expired.
func TestVigilOfAKilledPod(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := watched(t)
		kill := func(id string) {
			t.Helper()
			if _, err := g.store.DB.Write.ExecContext(t.Context(), `INSERT INTO vigil (name, event, owner, expires_at) VALUES ('sweep', $1, 'killed', $2)
ON CONFLICT (name) DO UPDATE SET event = excluded.event, owner = excluded.owner, expires_at = excluded.expires_at`, id, time.Now().Add(15*time.Second).UnixMilli()); err != nil {
				t.Fatal(err)
			}
		}
		kill("sweep/lost")
		g.over(g.deliver(0, g.asks("v", coffee)))
		pass(14 * time.Second)
		g.over(g.deliver(0, g.asks("w", coffee)))
		g.quiet("the dead pod's vigil has not expired")
		pass(time.Second)
		g.over(g.deliver(0, g.asks("x", coffee)))
		call := g.called()
		kill(call.ID())
		keeper := g.deliver(1, call)
		g.held(keeper)
		g.finish()
		pass(5 * time.Second)
		g.over(keeper)
		g.quiet("the videos are complete")
	})
}

// A delivery that the broker has given up and repeated ends without a word: the later one keeps the vigil.
func TestVigilThatIsTakenOver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := watched(t)
		g.over(g.deliver(0, g.asks("v", coffee)))
		call := g.called()
		first := g.deliver(0, call)
		pass(7 * time.Second)
		second := g.deliver(1, call)
		pass(5 * time.Second)
		g.over(first)
		g.held(second)
		g.quiet("the vigil goes on")
		pass(36 * time.Second)
		g.over(second)
		third := g.deliver(0, g.called())
		g.finish()
		pass(5 * time.Second)
		g.over(third)
	})
}

// Events of steps are lost, requests are cut off, and no PingSource helps: every video is completed, and then all is quiet.
func TestVigilMendsWhatIsLost(t *testing.T) {
	t.Parallel()
	for seed := range uint64(10) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				g, random := watched(t), rand.New(rand.NewPCG(seed, 1))
				const videos = 4
				var vigils []*delivery
				asked, losses := 0, map[string]int{}
				// No event is lost so often that its step runs into its deadline, of two minutes at least.
				lost := func(e cloudevents.Event) bool {
					if random.IntN(3) > 0 || losses[e.Type()+e.ID()] == 2 {
						return false
					}
					losses[e.Type()+e.ID()]++
					return true
				}
				for turn := 0; ; turn++ {
					if turn > 20*60/5 {
						for i := range videos {
							v := g.get(fmt.Sprintf("v%d", i))
							t.Logf("%s is %s: %v %+v", v.ID, v.State, v.Failure, v.Steps)
						}
						t.Fatal("after 20 minutes the videos are not complete")
					}
					if asked < videos && random.IntN(3) == 0 {
						g.over(g.deliver(random.IntN(2), g.asks(fmt.Sprintf("v%d", asked), coffee)))
						asked++
					}
					for _, e := range g.take("") {
						switch {
						case event.Type(e.Type()) == event.SweepDue:
							d := g.deliver(random.IntN(2), e)
							if !d.ended && random.IntN(3) == 0 {
								// The broker gives up, and delivers it again.
								d.hangUp()
								synctest.Wait()
								d = g.deliver(random.IntN(2), e)
							}
							vigils = append(vigils, d)
						case strings.HasSuffix(e.Type(), ".requested") && !lost(e):
							if answer := g.answer(e); !lost(answer) {
								g.over(g.deliver(random.IntN(2), answer))
							}
						}
					}
					if asked == videos && g.count(`SELECT count(*) FROM video WHERE state = 'completed'`) == videos {
						break
					}
					pass(5 * time.Second)
				}
				pass(time.Minute)
				for _, d := range vigils {
					g.over(d)
				}
				for _, e := range g.take("") {
					if event.Type(e.Type()) == event.SweepDue {
						g.over(g.deliver(0, e))
					}
				}
				g.quiet("all videos are complete")
			})
		})
	}
}

// func's middleware cuts an answer off after thirty seconds; a held request outlives it.
func TestVigilOutlivesTheServersDeadline(t *testing.T) {
	t.Parallel()
	g := watched(t, func(p *workflow.Parts) { p.Vigil = 400 * time.Millisecond })
	if err := g.replicas[0].Process(t.Context(), g.asks("v", coffee)); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(http.HandlerFunc(g.replicas[0].Handle))
	server.Config.ReadTimeout, server.Config.WriteTimeout = 100*time.Millisecond, 100*time.Millisecond
	server.Start()
	defer server.Close()
	call := g.called()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := cehttp.WriteRequest(t.Context(), binding.ToMessage(&call), req); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	resp, err := server.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if took := time.Since(began); resp.StatusCode != http.StatusAccepted || took < 400*time.Millisecond {
		t.Errorf("%s after %v", resp.Status, took)
	}
	g.called()
}

// A broker that dies takes with it the vigil's request and the call for the next. While a process lives it calls again,
// until one arrives; when nothing is open it calls no more.
func TestVigilThatDiesWithTheBroker(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := watched(t)
		g.over(g.deliver(0, g.asks("v", coffee)))
		keeper := g.deliver(0, g.called())
		pass(12 * time.Second)
		g.mu.Lock()
		g.refuses = true
		g.mu.Unlock()
		keeper.hangUp()
		synctest.Wait()
		if !keeper.ended || keeper.err == nil {
			t.Errorf("ended %v: %v", keeper.ended, keeper.err)
		}
		pass(20 * time.Second)
		g.mu.Lock()
		g.refuses = false
		g.mu.Unlock()
		pass(15 * time.Second)
		g.called() // lost by the broker
		pass(15 * time.Second)
		next := g.deliver(1, g.called())
		g.held(next)
		g.finish()
		pass(5 * time.Second)
		g.over(next)
		pass(time.Hour)
		g.quiet("nothing is open")
	})
}
