package workflow

import "slices"

// line is the owners who wait for places of a step.
type line struct {
	waiting []*waiter
	// latest is the number of the latest turn.
	latest int64
}

// waiter is an owner in the line.
type waiter struct {
	name string
	// used are the places that the owner has, turn is the number of the turn in which it was served last.
	used int
	turn int64
	// tasks are those first in line, once asked for.
	tasks []task
	asked bool
}

// newLine lines up who waits, has fewer places than one owner may have, and is not on hold.
func newLine(used map[string]int, perOwner int, owners []string, held holds) *line {
	l := &line{}
	for _, name := range owners {
		if !held.owners[name] && used[name] < perOwner {
			l.waiting = append(l.waiting, &waiter{name: name, used: used[name]})
		}
	}
	return l
}

// served notes the turn in which an owner was served last.
func (l *line) served(owner string, turn int64) {
	l.latest = max(l.latest, turn)
	for _, w := range l.waiting {
		if w.name == owner {
			w.turn = turn
		}
	}
}

// next returns the owner with the fewest places, and of several the one who was served the longest ago.
func (l *line) next() (*waiter, bool) {
	var best *waiter
	for _, w := range l.waiting {
		if best == nil || w.used < best.used || w.used == best.used && w.turn < best.turn {
			best = w
		}
	}
	return best, best != nil
}

// serve gives an owner the places of its first task.
func (l *line) serve(w *waiter, places int) {
	l.latest++
	w.turn = l.latest
	w.used += places
	w.tasks = w.tasks[1:]
}

// leave takes an owner out of the line.
func (l *line) leave(w *waiter) {
	l.waiting = slices.DeleteFunc(l.waiting, func(other *waiter) bool { return other == w })
}
