// Package faults interferes with a running moneyprinter: it loses, repeats, delays and reorders events, and stops a process
// at a named point until somebody kills it. Nothing of it is in a program that users run.
package faults

import (
	"fmt"
	"math/rand/v2"
	"os"
	"sync"
	"time"
)

// The points at which a process can be killed: before and after whatever changes something.
const (
	BeforeCommit  = "before the commit of a transition"
	AfterCommit   = "after the commit of a transition"
	BeforePublish = "before an event is published"
	AfterPublish  = "after an event is published"
	BeforeClaim   = "before a key is claimed"
	AfterClaim    = "after a key is claimed"
	BeforeFinish  = "before a result is recorded"
	AfterFinish   = "after a result is recorded"
	BeforeCall    = "before a provider is called"
	BeforeRecord  = "between a provider's answer and its record"
	AfterRecord   = "after the record of a provider's answer"
	BeforePut     = "before a blob is put"
	AfterPut      = "after a blob is put"
	BeforeReply   = "before a reply"
)

// Points are all points.
var Points = []string{
	BeforeCommit, AfterCommit, BeforePublish, AfterPublish, BeforeClaim, AfterClaim, BeforeFinish, AfterFinish,
	BeforeCall, BeforeRecord, AfterRecord, BeforePut, AfterPut, BeforeReply,
}

// The variables by which the killer tells a process what to do.
const (
	// PointVariable names the point at which the process stops; it passes it as often as PassesVariable says before.
	PointVariable  = "MONEYPRINTER_FAULT_POINT"
	PassesVariable = "MONEYPRINTER_FAULT_PASSES"
	// PipeVariable is the named pipe into which a process that has stopped writes its process id.
	PipeVariable = "MONEYPRINTER_FAULT_PIPE"
)

// Faults interferes. The zero value does nothing.
type Faults struct {
	// Lose and Repeat are the shares of events that never arrive and that arrive twice, of deliveries and of replies alike.
	Lose, Repeat float64
	// Delay is how long an event may take at most: events overtake each other.
	Delay time.Duration
	// Wait has senders wait until an event is sent: the process of a Job ends when its result is.
	Wait bool

	mu     sync.Mutex
	random *rand.Rand
	point  string
	passes int
	pipe   string
}

// FromEnv arms faults as the environment says, with a seed.
func FromEnv(seed uint64) *Faults {
	f := &Faults{random: rand.New(rand.NewPCG(seed, uint64(os.Getpid()))), point: os.Getenv(PointVariable), pipe: os.Getenv(PipeVariable)}
	fmt.Sscan(os.Getenv(PassesVariable), &f.passes)
	return f
}

// At stops this process for ever at the point for which it is armed, and tells the killer.
func (f *Faults) At(point string) {
	if f.point != point {
		return
	}
	f.mu.Lock()
	f.passes--
	reached := f.passes < 0
	f.mu.Unlock()
	if !reached {
		return
	}
	if pipe, err := os.OpenFile(f.pipe, os.O_WRONLY, 0); err == nil {
		fmt.Fprintf(pipe, "%d\n", os.Getpid())
	}
	select {}
}

// chance tells whether something of a probability happens.
func (f *Faults) chance(p float64) bool {
	if p == 0 {
		return false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.random.Float64() < p
}

// wait waits for up to Delay.
func (f *Faults) wait() {
	if f.Delay == 0 {
		return
	}
	f.mu.Lock()
	d := time.Duration(f.random.Int64N(int64(f.Delay)))
	f.mu.Unlock()
	time.Sleep(d)
}

// Commit runs a commit between its two points.
func (f *Faults) Commit(commit func() error) error {
	f.At(BeforeCommit)
	err := commit()
	f.At(AfterCommit)
	return err
}
