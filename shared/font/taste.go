package font

import (
	"cmp"
	"path/filepath"
	"strings"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/fontscan"
	"github.com/go-text/typesetting/language"
)

// taste ranks fonts that draw the same characters.
type taste struct {
	// cjk is the ending of the Noto CJK family whose Han forms the language wants: sc, tc, hk, jp or kr.
	cjk string
}

// tasteOf follows the language; where that is none of Chinese, Japanese or Korean, kana and Hangul in the text decide.
func tasteOf(text []rune, tag string) taste {
	tag = strings.ToLower(tag)
	base, _, _ := strings.Cut(tag, "-")
	switch {
	case base == "ja":
		return taste{"jp"}
	case base == "ko":
		return taste{"kr"}
	case strings.HasPrefix(tag, "zh-hk"), strings.HasPrefix(tag, "zh-hant-hk"), base == "yue":
		return taste{"hk"}
	case strings.HasPrefix(tag, "zh-tw"), strings.HasPrefix(tag, "zh-hant"):
		return taste{"tc"}
	case base == "zh":
		return taste{"sc"}
	}
	for _, r := range text {
		switch language.LookupScript(r) {
		case language.Hiragana, language.Katakana:
			return taste{"jp"}
		case language.Hangul:
			return taste{"kr"}
		}
	}
	return taste{"sc"}
}

// rank is lower for the nicer caption font: upright, sans serif, bold, made for the script.
func (t taste) rank(f fontscan.Footprint, r rune) int {
	return family1000(f.Family, t.cjk, emoji(r))*1000 + shape(f)
}

// family1000 ranks a normalised family name.
func family1000(name, cjk string, emoji bool) int {
	has := func(parts ...string) bool {
		for _, p := range parts {
			if strings.Contains(name, p) {
				return true
			}
		}
		return false
	}
	switch {
	case emoji && (name == "notoemoji" || name == "symbola"):
		return 0
	case has("mono", "display", "unjoined", "looped", "condensed", "nastaliq", "rashi"):
		return 8
	case name == "notosanscjk"+cjk:
		return 0
	case strings.HasPrefix(name, "notosanscjk"):
		return 2
	case strings.HasPrefix(name, "notosans"):
		return 1
	case strings.HasPrefix(name, "dejavusans"):
		return 3
	case has("serif", "naskh", "kufi", "math", "music"):
		return 6
	}
	return 4
}

// shape is 0 for an upright bold face of normal width and grows with the distance from it; at most 999.
func shape(f fontscan.Footprint) int {
	distance := int(f.Aspect.Weight) - int(font.WeightBold)
	if distance < 0 {
		distance = -distance
	}
	distance /= 10
	if f.Aspect.Style == font.StyleItalic {
		distance += 500
	}
	if f.Aspect.Stretch != font.StretchNormal {
		distance += 200
	}
	return min(distance, 999)
}

// order settles what is left: the plainer name, then the file's name, so that machines with the same fonts agree.
func order(a, b fontscan.Footprint) int {
	return cmp.Or(
		cmp.Compare(len(a.Family), len(b.Family)),
		cmp.Compare(a.Family, b.Family),
		cmp.Compare(filepath.Base(a.Location.File), filepath.Base(b.Location.File)),
		cmp.Compare(a.Location.Index, b.Location.Index),
		cmp.Compare(a.Location.File, b.Location.File),
	)
}
