package language

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Span is a part of a text and where it begins, in bytes.
type Span struct {
	Text   string
	Offset int
}

// Sentences splits a text at the ends of its sentences and at line breaks. Together the spans hold every character but
// the white space between them. It never splits inside quotation marks or brackets, numbers, addresses or abbreviations.
func Sentences(text string) []Span {
	var spans []Span
	offset := 0
	for line := range strings.SplitAfterSeq(text, "\n") {
		begin := 0
		for _, end := range append(ends(line), len(line)) {
			part := line[begin:end]
			left := len(part) - len(strings.TrimLeftFunc(part, unicode.IsSpace))
			if part = strings.TrimSpace(part); part != "" {
				spans = append(spans, Span{part, offset + begin + left})
			}
			begin = end
		}
		offset += len(line)
	}
	return spans
}

const (
	// stops end a sentence wherever they stand; a full stop is weighed.
	stops  = "!?。！？｡．؟۔।॥…։።"
	closes = "\"'”’»)]}」』）】〉》›“"
	opens  = "“«([{「『（【〈《‹„"
)

// pairs are what opens a quotation or bracket and what closes it.
var pairs = map[rune]string{'“': "”", '„': "“”", '«': "»", '(': ")", '[': "]", '{': "}", '「': "」", '『': "』", '（': "）", '【': "】", '《': "》", '〈': "〉", '‹': "›", '"': `"`}

// ends returns the byte offsets after each sentence's end within a line, the line's own end left out.
func ends(line string) []int {
	inside := quoted(line)
	var at []int
	for i, r := range line {
		if (r != '.' && !strings.ContainsRune(stops, r)) || inside[i] == deep {
			continue
		}
		end := i + utf8.RuneLen(r)
		next, _ := utf8.DecodeRuneInString(line[end:])
		if next == '.' || strings.ContainsRune(stops, next) {
			continue // the last mark of several decides
		}
		if inside[i] == last {
			for end < len(line) {
				c, n := utf8.DecodeRuneInString(line[end:])
				if !strings.ContainsRune(closes, c) {
					break
				}
				end += n
			}
		}
		rest := line[end:]
		after, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(rest, unicode.IsSpace))
		spaced := rest == "" || unicode.IsSpace(firstRune(rest))
		wide := r > unicode.MaxLatin1 && r != '…'
		switch {
		case rest == "", unicode.IsLower(after) && !wide, !spaced && !wide, r == '.' && abbreviated(line[:i], after):
			continue
		}
		at = append(at, end)
	}
	return at
}

const (
	deep = iota + 1 // inside a quotation that goes on
	last            // the last mark of a quotation
)

// quoted tells for each byte whether it stands inside a quotation or bracket that is closed on the same line. A
// quotation of more than 300 bytes is a whole passage and may be split.
func quoted(line string) map[int]int {
	inside := map[int]int{}
	skip := 0
	for i, r := range line {
		close, ok := pairs[r]
		if !ok || i < skip {
			continue
		}
		from := i + utf8.RuneLen(r)
		n := strings.IndexAny(line[from:], close)
		if n <= 0 || n > 300 {
			continue
		}
		skip = from + n
		body := strings.TrimRight(line[from:skip], closes+" ")
		for j := range line[from:skip] {
			inside[from+j] = deep
		}
		if _, size := utf8.DecodeLastRuneInString(body); size > 0 {
			inside[from+len(body)-size] = last
		}
	}
	return inside
}

// abbreviated tells whether the full stop between s and next belongs to an abbreviation or an initial.
func abbreviated(s string, next rune) bool {
	word := s[strings.LastIndexAny(s, " \t(\"“«")+1:]
	if strings.HasSuffix(word, ".") {
		return false // the last of several
	}
	if strings.EqualFold(word, "no") {
		return unicode.IsNumber(next)
	}
	if utf8.RuneCountInString(word) == 1 && unicode.IsUpper(firstRune(word)) {
		return word != "I"
	}
	return strings.Contains(word, ".") && utf8.RuneCountInString(word) <= 5 || abbreviations[strings.ToLower(word)]
}

var abbreviations = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`mr mrs ms dr prof st sr jr vs etc e.g i.e cf al fig vol pp approx dept est inc ltd co gen col sgt rev hon mt ave
 bzw ca usw z.b d.h u.a nr str evtl ggf inkl vgl mme mlle sra sres dña ud uds ing av dott sig т.е т.д т.п г ул стр им`) {
		m[w] = true
	}
	return m
}()

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}
