package font

import (
	"fmt"
	"strings"

	"github.com/rivo/uniseg"

	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// Set is the opened fonts of a text, the preferred one first. It may be used by several goroutines.
type Set []*Face

// Open finds fonts by their digests and opens them. A font that is not on this machine is a failure of code
// NotConfigured.
func Open(fonts []Font) (Set, error) {
	set := make(Set, 0, len(fonts))
	for _, f := range fonts {
		face, err := find(f)
		if err != nil {
			return nil, err
		}
		set = append(set, face)
	}
	return set, nil
}

func find(wanted Font) (*Face, error) {
	candidates := []source{{}}
	if bundled, err := load(source{}); err != nil || bundled.Digest != wanted.Digest {
		candidates = nil
		for _, f := range installed() {
			if s := (source{f.Location.File, int(f.Location.Index)}); s.base() == wanted.File && s.index == wanted.Index {
				candidates = append(candidates, s)
			}
		}
	}
	for _, s := range candidates {
		if f, err := load(s); err == nil && f.Digest == wanted.Digest {
			return f, nil
		}
	}
	return nil, failure.New(failure.NotConfigured, fmt.Sprintf("the font %s (%s, %s) is not installed here", wanted.Family, wanted.File, wanted.Digest),
		failure.Hint("install the same version of the font wherever videos are rendered"))
}

// Run is a stretch of text that one face draws.
type Run struct {
	Face *Face
	Text string
}

// Runs splits text, in the order in which it is written, where the face changes. A grapheme cluster is drawn by the first
// face that has all of it; punctuation and digits stay with the face before them where that one has them. What no face has is
// left out. Last is the face before text, nil at the start of a line.
func (s Set) Runs(text string, last *Face) []Run {
	var runs []Run
	var pending strings.Builder // invisible characters before the first face
	for state := -1; len(text) > 0; {
		var cluster string
		cluster, text, _, state = uniseg.FirstGraphemeClusterInString(text, state)
		face, drawn := s.draws(cluster, last)
		if face == nil {
			face = last // spaces and the like stay where they are
		}
		switch {
		case face == nil:
			pending.WriteString(drawn)
		case len(runs) > 0 && face == last:
			runs[len(runs)-1].Text += drawn
		default:
			runs = append(runs, Run{face, pending.String() + drawn})
			pending.Reset()
		}
		last = face
	}
	return runs
}

// draws returns the face for a grapheme cluster and what of it the face draws; nil for one that nothing need draw.
func (s Set) draws(cluster string, last *Face) (*Face, string) {
	marks := visible(cluster)
	if len(marks) == 0 {
		if strings.TrimFunc(cluster, invisibleEmoji) == "" {
			return nil, ""
		}
		return nil, cluster
	}
	order := s
	if last != nil && shared(marks[0]) {
		order = append(Set{last}, s...)
	}
	best, most := (*Face)(nil), 0
	for _, f := range order {
		n := 0
		for _, m := range marks {
			if f.covers(m) {
				n++
			}
		}
		if n > most && f.covers(marks[0]) {
			best, most = f, n
		}
	}
	if best == nil {
		return nil, ""
	}
	return best, strings.Map(func(r rune) rune {
		if invisibleEmoji(r) || !invisible(r) && !best.covers(r) {
			return -1
		}
		return r
	}, cluster)
}
