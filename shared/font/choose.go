package font

import (
	"fmt"
	"slices"

	"github.com/go-text/typesetting/fontscan"
	"github.com/go-text/typesetting/language"

	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// Choose returns the fonts that draw text: the family of the query or the bundled font, then for each character that is
// still missing the installed font that suits its script best. Fonts that draw nothing of the text are left out.
//
// A family that is not there is a failure of code NotFound; a character that no font draws is one of code MissingGlyph, but
// an emoji is dropped instead.
func Choose(text string, q Query) (Choice, error) {
	first, err := preferred(q.Family)
	if err != nil {
		return Choice{}, err
	}
	missing := visible(text)
	taste := tasteOf(missing, q.Language)
	var choice Choice
	take := func(f *Face) {
		left := slices.DeleteFunc(slices.Clone(missing), f.covers)
		if len(left) < len(missing) {
			choice.Fonts = append(choice.Fonts, f.Font)
		}
		missing = left
	}
	take(first)
	for len(missing) > 0 {
		r := missing[0]
		if f := taste.best(r, missing); f != nil {
			take(f)
			continue
		}
		if !emoji(r) {
			return Choice{}, missingGlyph(r)
		}
		choice.Dropped = append(choice.Dropped, string(r))
		missing = missing[1:]
	}
	if len(choice.Fonts) == 0 {
		choice.Fonts = []Font{first.Font}
	}
	return choice, nil
}

// preferred returns the face of the user's family, bold where the family has it, or the bundled face.
func preferred(name string) (*Face, error) {
	wanted := normalize(name)
	if wanted == "" || wanted == bundledFamily {
		return load(source{})
	}
	var faces []fontscan.Footprint
	for _, f := range installed() {
		if f.Family == wanted {
			faces = append(faces, f)
		}
	}
	slices.SortStableFunc(faces, func(a, b fontscan.Footprint) int { return shape(a) - shape(b) })
	for _, f := range faces {
		if face, err := load(source{f.Location.File, int(f.Location.Index)}); err == nil {
			return face, nil
		}
	}
	return nil, failure.New(failure.NotFound, fmt.Sprintf("no font family %q is available", clip(name)),
		failure.Hint("leave font_name empty for the bundled font, or install the family; fc-list : family names the installed ones"))
}

// best returns the installed face that draws r and, of those, most of the other missing characters of r's script; the
// nicer one where they draw as many. It is nil where none draws r.
func (t taste) best(r rune, missing []rune) *Face {
	script := language.LookupScript(r)
	var same []rune
	for _, m := range missing {
		if language.LookupScript(m) == script {
			same = append(same, m)
		}
	}
	type candidate struct {
		fontscan.Footprint
		drawn, rank int
	}
	var candidates []candidate
	for _, f := range installed() {
		if !f.Runes.Contains(r) {
			continue
		}
		c := candidate{Footprint: f, rank: t.rank(f, r)}
		for _, m := range same {
			if f.Runes.Contains(m) {
				c.drawn++
			}
		}
		candidates = append(candidates, c)
	}
	slices.SortFunc(candidates, func(a, b candidate) int {
		switch {
		case a.drawn != b.drawn:
			return b.drawn - a.drawn
		case a.rank != b.rank:
			return a.rank - b.rank
		}
		return order(a.Footprint, b.Footprint)
	})
	for _, c := range candidates {
		if f, err := load(source{c.Location.File, int(c.Location.Index)}); err == nil && f.covers(r) {
			return f
		}
	}
	return nil
}

func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
