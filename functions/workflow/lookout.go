package workflow

import (
	"sync"
	"time"
)

// lookout is what one replica remembers of the vigil, so that it does not look at its row at every event, nor call for one
// that is on its way.
type lookout struct {
	mu sync.Mutex
	// kept is until when the vigil need not be looked at.
	kept time.Time
	// called is until when an earlier call counts as on its way, and after which owner of the vigil it was made.
	called time.Time
	after  string
}

// seenKept tells whether somebody was seen to keep the vigil a moment ago.
func (l *lookout) seenKept(now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return now.Before(l.kept)
}

// sawKept notes that somebody keeps the vigil, which expires unless it is renewed.
func (l *lookout) sawKept(expires, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.kept = now.Add(sweepPause)
	if expires.Before(l.kept) {
		l.kept = expires
	}
}

// mayCall tells whether a vigil that nobody keeps, and which owner had last, should be called for, and notes that it is. A
// call of a moment ago is still on its way as long as the vigil has had no other owner since.
func (l *lookout) mayCall(owner string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now.Before(l.called) && l.after == owner {
		return false
	}
	l.called, l.after = now.Add(sweepPause), owner
	return true
}

// missed notes that a call could not be sent.
func (l *lookout) missed() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.called = time.Time{}
}
