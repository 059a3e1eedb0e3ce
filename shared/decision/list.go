package decision

import (
	"slices"
	"sync"
)

// Most is how many decisions a list keeps, so that they fit into an event: the latest.
const Most = 40

// List collects the decisions of a step that may make several calls at once. The zero List is empty; a nil one drops what it
// is given.
type List struct {
	mu  sync.Mutex
	all []Decision
}

// Add takes a decision. Of more than Most the first are dropped.
func (l *List) Add(d ...Decision) {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = Latest(append(l.all, d...))
}

// All returns the decisions in the order in which they were made.
func (l *List) All() []Decision {
	if l == nil {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.all)
}

// Latest returns the last decisions, at most Most.
func Latest(all []Decision) []Decision { return all[max(0, len(all)-Most):] }
