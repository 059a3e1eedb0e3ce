package doctor

import (
	"fmt"

	"github.com/moneyprinter/moneyprinter/shared/font"
)

// fonts checks that the captions' fonts draw a text; without one, what of the world's scripts they draw.
func fonts(text string) []Check {
	families := font.Families()
	checks := []Check{{"fonts", OK, fmt.Sprintf("%d families, the bundled one included", len(families)), ""}}
	if text != "" {
		gaps := font.Gaps(text)
		for _, g := range gaps {
			checks = append(checks, Check{"glyph", Missing, fmt.Sprintf("no font draws %c (U+%04X, %s)", g.Character, g.Character, g.Script), "Debian: apt-get install " + g.Package})
		}
		if len(gaps) == 0 {
			checks = append(checks, Check{"glyphs", OK, "every character of the text is drawn", ""})
		}
		return checks
	}
	for _, sample := range []struct{ script, text string }{{"Chinese, Japanese, Korean", "汉字かな한글"}, {"Arabic", "العربية"}, {"Devanagari", "हिन्दी"}, {"emoji", "🎬"}} {
		check := Check{"fonts for " + sample.script, OK, "", ""}
		if gaps := font.Gaps(sample.text); len(gaps) > 0 {
			check.State, check.Detail, check.Help = Absent, "such captions cannot be drawn", "Debian: apt-get install "+gaps[0].Package
		}
		checks = append(checks, check)
	}
	return checks
}
