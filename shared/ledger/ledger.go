// Package ledger remembers what was done and what was paid for, by content address.
//
// A step's [Key] is held by one attempt at a time under a lease; a finished key answers at once and is never paid again;
// failures are never remembered. A lease belongs to an attempt and to an [Incarnation] of a process, and its token fences
// the write of the result: who lost the lease cannot finish. External calls have keys of their own, so that the raw answer
// of a paid call outlives a crash of the step that made it.
package ledger

import (
	"context"
	"errors"
	"time"
)

// ErrFenced is returned by Heartbeat and Finish when another attempt has taken the lease over: stop, and write nothing.
var ErrFenced = errors.New("ledger: the lease was taken over")

// Patience is how long a lease lives without a heartbeat.
const Patience = 5 * time.Second

// Incarnation names one life of one process. A new boot of the same instance proves the death of the one before.
type Incarnation struct {
	// Instance is a place where at most one process lives: a pod's name, a Job's name, a data folder.
	Instance string
	// Boot is new at every start.
	Boot string
}

// Claim asks for a key.
type Claim struct {
	Key   string
	Owner string
	Step  string
	// Attempt is the id of the event that asks. Who asks for a held key is remembered as a waiter under it.
	Attempt string
	// TraceParent is kept for the waiter's answer.
	TraceParent string
	Incarnation Incarnation
	// Video and Run are the video that the work is for and its run; End ends both. An empty Video is nobody's.
	Video string
	Run   int
}

// Status is a ledger's answer to a claim.
type Status int

// The statuses.
const (
	// Granted: the key is yours until you finish, release, or miss your heartbeats.
	Granted Status = iota + 1
	// Finished: the work is done and here is its result.
	Finished
	// Busy: another attempt holds the key; the claim is remembered as a waiter.
	Busy
	// Ended: nobody waits for the work any more; do nothing.
	Ended
)

// Grant is the answer to a claim.
type Grant struct {
	Status Status
	// Lease is set where the key was granted.
	Lease Lease
	// Result is set where the key is finished.
	Result []byte
}

// Lease is a hold on a key.
type Lease struct {
	Key string
	// Token grows by one each time the key changes hands.
	Token int64
}

// Waiter is a claim that was told Busy.
type Waiter struct {
	Attempt     string
	TraceParent string
}

// Ledger remembers finished work. Every implementation passes ledgertest.Test.
type Ledger interface {
	// Claim grants the key, or returns its result, or remembers the claim as a waiter. A held key is granted anew when its
	// holder's incarnation is known dead or has missed its heartbeats for Patience.
	Claim(ctx context.Context, c Claim) (Grant, error)
	// Heartbeat keeps the lease; ErrFenced where it is lost.
	Heartbeat(ctx context.Context, l Lease) error
	// Finish records the result and returns who waited for it; ErrFenced where the lease is lost. A ttl above zero is how
	// long the result is remembered.
	Finish(ctx context.Context, l Lease, result []byte, ttl time.Duration) ([]Waiter, error)
	// Release gives the key back without a result and returns who waited. A lost lease is no error.
	Release(ctx context.Context, l Lease) ([]Waiter, error)
	// End takes the leases of a video's runs up to run away, unless another video waits for the same work, and answers
	// their claims with Ended from now on.
	End(ctx context.Context, video string, run int) error

	// Answer returns the recorded answer of an external call, and whether there is one.
	Answer(ctx context.Context, call string) (answer []byte, ok bool, err error)
	// Begin notes that an external call is about to be made. It reports true when the same call was begun before and
	// neither answered nor forgotten: it may be paid twice.
	Begin(ctx context.Context, call, provider string) (uncertain bool, err error)
	// Record keeps the raw answer of a call that was begun.
	Record(ctx context.Context, call string, answer []byte) error
	// Forget notes that a call failed and nothing was bought.
	Forget(ctx context.Context, call string) error
}
