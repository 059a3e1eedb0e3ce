package language

import (
	"strings"
	"unicode"
)

// Detect returns the language of a text as a BCP 47 tag. The script decides where one language dominates it; among
// languages that share a script, letters of their own and frequent words do.
func Detect(text string) string {
	count := map[string]int{}
	for _, r := range text {
		for _, s := range scripts {
			if unicode.Is(s.table, r) {
				count[s.language]++
				break
			}
		}
	}
	best := ""
	for _, s := range scripts {
		n := count[s.language]
		// A character of these says as much as a word of letters.
		if s.language == "zh" || s.language == "ja" || s.language == "ko" {
			n *= 3
		}
		count[s.language] = n
		if n > 0 && (best == "" || n > count[best]) {
			best = s.language
		}
	}
	switch best {
	case "zh", "ja":
		// Japanese writes content words in Han characters and the rest in kana; Chinese has no kana.
		if count["ja"] > 0 && count["ja"]*8 >= count["zh"] {
			return "ja"
		}
		return "zh"
	case "":
		return Default
	case "latin":
		return byWords(text, latin, Default)
	case "ru":
		return byWords(text, cyrillic, "ru")
	case "ar":
		return byWords(text, arabic, "ar")
	case "hi":
		return byWords(text, devanagari, "hi")
	}
	return best
}

var scripts = []struct {
	language string
	table    *unicode.RangeTable
}{
	{"latin", unicode.Latin}, {"zh", unicode.Han}, {"ja", unicode.Hiragana}, {"ja", unicode.Katakana}, {"ko", unicode.Hangul},
	{"ar", unicode.Arabic}, {"ru", unicode.Cyrillic}, {"hi", unicode.Devanagari}, {"th", unicode.Thai}, {"he", unicode.Hebrew},
	{"el", unicode.Greek}, {"bn", unicode.Bengali}, {"ta", unicode.Tamil}, {"te", unicode.Telugu}, {"gu", unicode.Gujarati},
	{"pa", unicode.Gurmukhi}, {"kn", unicode.Kannada}, {"ml", unicode.Malayalam}, {"si", unicode.Sinhala}, {"km", unicode.Khmer},
	{"lo", unicode.Lao}, {"my", unicode.Myanmar}, {"ka", unicode.Georgian}, {"hy", unicode.Armenian}, {"am", unicode.Ethiopic},
}

// The languages that share a script, the likeliest first.
var (
	latin      = []string{"en", "es", "fr", "de", "pt", "it", "nl", "pl", "tr", "vi", "id", "sv", "da", "nb", "fi", "cs", "sk", "ro", "hu", "hr", "ca", "sw"}
	cyrillic   = []string{"ru", "uk", "bg", "sr", "be", "kk"}
	arabic     = []string{"ar", "fa", "ur"}
	devanagari = []string{"hi", "mr", "ne"}
)

// letters are those that a language has and its likelier neighbours mostly have not.
var letters = map[string]string{
	"es": "ñ¿¡", "fr": "œêûëèçàâîù", "de": "ßäöü", "pt": "ãõçê", "pl": "łżźśćńąę", "tr": "ğışİ", "vi": "ăơưđạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
	"sv": "åäö", "da": "æøå", "nb": "æøå", "fi": "äö", "cs": "ěřůčšž", "sk": "ľĺŕôčšž", "ro": "ășțţ", "hu": "őű", "hr": "đčćšž", "ca": "çàèò", "it": "àèìòù",
	"uk": "іїєґ", "bg": "ъ", "sr": "јљњћђџ", "be": "ўі", "kk": "әғқңөұүһ", "ru": "ыэё",
	"fa": "پچژگک", "ur": "ٹڈڑےںہھ",
}

// byWords scores languages by their frequent words (3 points each) and letters of their own (1 point each).
func byWords(text string, among []string, otherwise string) string {
	fields := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) })
	best, most := otherwise, 0
	for _, l := range among {
		score, stop := 0, StopWords(l)
		for _, f := range fields {
			if stop[f] {
				score += 3
			}
			for _, r := range f {
				if strings.ContainsRune(letters[l], r) {
					score++
				}
			}
		}
		if score > most {
			best, most = l, score
		}
	}
	return best
}
