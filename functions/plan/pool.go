package plan

import (
	"math/rand/v2"
	"slices"

	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// piece is a stretch of one asset that no shot shows yet, in milliseconds of the source.
type piece struct {
	clip     steps.Clip
	from, to int64
	// repeat counts how often the asset's footage began again before this piece.
	repeat int
}

// pool is the footage that is left, in the order of its use.
type pool struct {
	pace
	clips []steps.Clip
	order func([]piece) []piece
	queue []piece
	// repeats counts how often the whole footage was used up.
	repeats int
}

// newPool cuts every clip into pieces as long as the longest shot. Random takes one piece of each clip first, the longest,
// and then the rest, both shuffled; sequential takes the first piece of each clip, then the second of each, and so on.
func newPool(clips []steps.Clip, p pace, mode video.ConcatMode, r *rand.Rand) *pool {
	pool := &pool{pace: p, clips: clips, order: sequential}
	if mode == video.Random {
		pool.order = func(pieces []piece) []piece { return shuffled(pieces, r) }
	}
	pool.refill()
	return pool
}

// refill starts over with all footage, each time from another in-point where a clip is long enough.
func (p *pool) refill() {
	var pieces []piece
	for _, clip := range p.clips {
		pieces = append(pieces, p.cut(clip, p.repeats)...)
	}
	if p.repeats == 0 {
		pieces = p.order(pieces)
	} else {
		pieces = sequential(pieces)
	}
	p.queue = append(p.queue, pieces...)
	p.repeats++
}

// cut returns the pieces of a clip. Those of a repeat begin elsewhere: a part of a piece later that is no simple fraction.
func (p pace) cut(clip steps.Clip, repeat int) []piece {
	if clip.Kind != steps.VideoClip {
		return []piece{{clip: clip, to: p.window(), repeat: repeat}}
	}
	var pieces []piece
	var from int64
	if room := clip.Milliseconds - p.window(); room > 0 {
		from = int64(repeat) * p.window() * 382 / 1000 % room
	}
	for ; from < clip.Milliseconds; from += p.window() {
		next := piece{clip: clip, from: from, to: min(from+p.window(), clip.Milliseconds), repeat: repeat}
		if p.capacity(next) >= p.least || len(pieces) == 0 && p.capacity(next) > 0 {
			pieces = append(pieces, next)
		}
	}
	return pieces
}

// remove takes the stretch out of the pieces that are left.
func (p *pool) remove(clip string, from, to int64) {
	var left []piece
	for _, q := range p.queue {
		if q.clip.ID != clip || q.to <= from || q.from >= to {
			left = append(left, q)
			continue
		}
		if q.clip.Kind != steps.VideoClip {
			continue
		}
		for _, part := range [][2]int64{{q.from, min(q.to, from)}, {max(q.from, to), q.to}} {
			rest := q
			if rest.from, rest.to = part[0], part[1]; p.capacity(rest) >= p.least {
				left = append(left, rest)
			}
		}
	}
	p.queue = left
}

// at returns the piece that begins at a place of a clip, where that place is unused.
func (p *pool) at(clip string, from int64) (piece, bool) {
	for _, q := range p.queue {
		if q.clip.ID == clip && q.from <= from && from < q.to {
			if q.from = from; p.capacity(q) >= p.least {
				return q, true
			}
		}
	}
	return piece{}, false
}

// use takes a piece whose first frames a shot shows; what is left of it, if it makes a shot, comes last.
func (p *pool) use(used piece, frames int) {
	to := used.to
	if used.clip.Kind == steps.VideoClip {
		to = min(used.from+p.handle(used)+p.source(frames), used.to)
	}
	rest := used
	rest.from = to
	p.remove(used.clip.ID, used.from, used.to)
	if p.capacity(rest) >= p.least {
		p.queue = append(p.queue, rest)
	}
}

// sequential orders pieces by their number within the clip, keeping the clips' order.
func sequential(pieces []piece) []piece {
	rank := make(map[string]int)
	type ranked struct {
		piece
		rank int
	}
	all := make([]ranked, len(pieces))
	for i, p := range pieces {
		all[i] = ranked{p, rank[p.clip.ID]}
		rank[p.clip.ID]++
	}
	slices.SortStableFunc(all, func(a, b ranked) int { return a.rank - b.rank })
	for i := range all {
		pieces[i] = all[i].piece
	}
	return pieces
}

// shuffled puts the longest piece of each clip first; within both parts the order is random.
func shuffled(pieces []piece, r *rand.Rand) []piece {
	longest := make(map[string]int)
	for i, p := range pieces {
		if j, ok := longest[p.clip.ID]; !ok || p.to-p.from > pieces[j].to-pieces[j].from {
			longest[p.clip.ID] = i
		}
	}
	var first, rest []piece
	for i, p := range pieces {
		if longest[p.clip.ID] == i {
			first = append(first, p)
		} else {
			rest = append(rest, p)
		}
	}
	for _, part := range [][]piece{first, rest} {
		r.Shuffle(len(part), func(i, j int) { part[i], part[j] = part[j], part[i] })
	}
	return append(first, rest...)
}
