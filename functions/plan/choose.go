package plan

import (
	"slices"
	"strings"

	"github.com/moneyprinter/moneyprinter/shared/backdrop"
	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/timeline"
)

// choose returns the piece for the next shot of a scene of which so many frames are left. What the scene had before an
// edit comes first, then unused footage, and only when all of it is used up does footage begin again.
func (d *director) choose(scene steps.PlanScene, left int, last *timeline.Shot) piece {
	for len(d.freed) > 0 {
		old := d.freed[0]
		d.freed = d.freed[1:]
		if p, ok := d.pool.at(old.Clip.ID, d.begin(old)); ok {
			return p
		}
	}
	if len(d.pool.queue) == 0 {
		d.pool.refill()
	}
	best, bestScore := d.pool.queue[0], -1
	for _, p := range d.pool.queue {
		if score := d.score(p, scene, left, last); score > bestScore {
			best, bestScore = p, score
		}
	}
	return best
}

// score ranks a piece for a scene; the first of the best in the pool's order is taken.
func (d *director) score(p piece, scene steps.PlanScene, left int, last *timeline.Shot) int {
	score := 0
	term := fold(p.clip.Term)
	switch {
	case slices.ContainsFunc(scene.Terms, func(t string) bool { return fold(t) == term }):
		score += 8
	case d.wanted[term] == 0:
		// Nobody's footage rather than another scene's.
		score += 4
	}
	if rest := left - d.length(left, d.capacity(p)); rest == 0 || rest >= d.least {
		score += 16
	}
	if last == nil || last.Clip.ID != p.clip.ID {
		score++
	}
	// Two generated shots in a row differ in tone, so that the cut between them shows.
	if last == nil || last.Clip.Kind != steps.Generated || p.clip.Kind != steps.Generated || backdrop.ToneOf(last.Clip.ID) != backdrop.ToneOf(p.clip.ID) {
		score += 2
	}
	return score
}

// fold makes spellings of a term alike.
func fold(term string) string { return strings.Join(strings.Fields(strings.ToLower(term)), " ") }
