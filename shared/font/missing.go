package font

import (
	"fmt"

	"github.com/go-text/typesetting/language"

	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// Gap is a character of a text that no font draws.
type Gap struct {
	Character rune
	// Script is the ISO 15924 code of its script, such as Hani; Zyyy for symbols and emoji.
	Script string
	// Package is the Debian package whose fonts draw it.
	Package string
}

// String names the character, its script and the package.
func (g Gap) String() string {
	return fmt.Sprintf("%c (U+%04X, %s): apt-get install %s", g.Character, g.Character, g.Script, g.Package)
}

// Gaps returns every character of text that neither the bundled nor an installed font draws as an outline, emoji included.
func Gaps(text string) []Gap {
	var gaps []Gap
	bundled, err := load(source{})
	for _, r := range visible(text) {
		if err == nil && bundled.covers(r) || (taste{}).best(r, nil) != nil {
			continue
		}
		gaps = append(gaps, gapOf(r))
	}
	return gaps
}

func missingGlyph(r rune) error {
	g := gapOf(r)
	return failure.New(failure.MissingGlyph, fmt.Sprintf("no font draws %q (U+%04X, script %s)", r, r, g.Script),
		failure.Hint("install fonts that have it, such as Debian's %s, or take the character out of the script", g.Package))
}

func gapOf(r rune) Gap {
	return Gap{Character: r, Script: language.LookupScript(r).String(), Package: debian(r)}
}

// debian returns the Debian package whose fonts draw r.
func debian(r rune) string {
	switch language.LookupScript(r) {
	case language.Han, language.Hiragana, language.Katakana, language.Hangul, language.Bopomofo:
		if r >= 0x20000 {
			return "fonts-hanazono" // the rare characters beyond the basic plane
		}
		return "fonts-noto-cjk"
	case language.Common, language.Inherited:
		switch {
		case r >= 0x3000 && r <= 0x33FF, r >= 0xFF00 && r <= 0xFFEF:
			return "fonts-noto-cjk"
		case emoji(r):
			return "fonts-symbola"
		}
	}
	return "fonts-noto-core"
}
