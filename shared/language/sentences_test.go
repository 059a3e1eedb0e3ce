package language_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/shared/language"
)

func TestSentences(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"plain":         {"Coffee is old. It is loved! Why? Nobody knows…", []string{"Coffee is old.", "It is loved!", "Why?", "Nobody knows…"}},
		"decimals":      {"It costs 2.5 euros. Pi is 3.14159.", []string{"It costs 2.5 euros.", "Pi is 3.14159."}},
		"abbreviations": {"Dr. Smith met Mr. Jones at St. Mary's, e.g. on Mondays. They spoke.", []string{"Dr. Smith met Mr. Jones at St. Mary's, e.g. on Mondays.", "They spoke."}},
		"number":        {"It is No. 5 of them. No. Never.", []string{"It is No. 5 of them.", "No.", "Never."}},
		"initials":      {"J. R. R. Tolkien wrote it. The U.S. Army read it.", []string{"J. R. R. Tolkien wrote it.", "The U.S. Army read it."}},
		"addresses":     {"Go to example.com today. Then rest.", []string{"Go to example.com today.", "Then rest."}},
		"quotation":     {`"Is it good? Yes." he said. She left.`, []string{`"Is it good? Yes." he said.`, "She left."}},
		"quoted end":    {`He said: “Go home!” She left.`, []string{`He said: “Go home!”`, "She left."}},
		"brackets":      {"Coffee (the drink. And the bean.) began in Ethiopia. Then it spread.", []string{"Coffee (the drink. And the bean.) began in Ethiopia.", "Then it spread."}},
		"stray quote":   {"It is 5\" long. It is new.", []string{"It is 5\" long.", "It is new."}},
		"paragraphs":    {"First line\nSecond line\n\nThird.", []string{"First line", "Second line", "Third."}},
		"several marks": {"What?! No... Yes.", []string{"What?!", "No...", "Yes."}},
		"lower case":    {"Yahoo! is a company. iPhone too.", []string{"Yahoo! is a company. iPhone too."}},
		"chinese":       {"咖啡很香。你喜欢吗？我喜欢！他说：“走吧。”", []string{"咖啡很香。", "你喜欢吗？", "我喜欢！", "他说：“走吧。”"}},
		"japanese":      {"「はい。そうです」と言った。終わり。", []string{"「はい。そうです」と言った。", "終わり。"}},
		"arabic":        {"ما هي القهوة؟ هي مشروب. نعم!", []string{"ما هي القهوة؟", "هي مشروب.", "نعم!"}},
		"urdu":          {"یہ کافی ہے۔ یہ اچھی ہے۔", []string{"یہ کافی ہے۔", "یہ اچھی ہے۔"}},
		"hindi":         {"कॉफी अच्छी है। आप पीते हैं? हाँ।", []string{"कॉफी अच्छी है।", "आप पीते हैं?", "हाँ।"}},
		"nothing":       {" \n\t ", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, s := range language.Sentences(c.text) {
				got = append(got, s.Text)
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Coffee, don't — stop!":          "Coffee,|don't —|stop!",
		"1,000 cups at 2.5 °C":           "1,000|cups|at|2.5|°C",
		"“Hello,” she said":              "“Hello,”|she|said",
		"— Well then":                    "— Well|then",
		"咖啡，很香。":                         "咖|啡，|很|香。",
		"他说：“走吧。”好":                      "他|说：|“走|吧。”|好",
		"用iPhone拍":                       "用|iPhone|拍",
		"コーヒーの歴史":                        "コーヒー|の|歴|史",
		"القهوة، مشروب":                  "القهوة،|مشروب",
		"कॉफी अच्छी है।":                 "कॉफी|अच्छी|है।",
		"Wow 😀 nice":                     "Wow|😀|nice",
		"👨‍👩‍👧 family":                   "👨‍👩‍👧|family",
		"state-of-the-art rock 'n' roll": "state-of-the-art|rock|'n'|roll",
		"a\r\nb":                         "a|b",
		"...":                            "...",
		"  ":                             "",
	} {
		var got []string
		for _, w := range language.Words(text) {
			got = append(got, w.Text)
		}
		if g := strings.Join(got, "|"); g != want {
			t.Errorf("Words(%q) = %s, want %s", text, g, want)
		}
	}
}

// check tells whether spans hold every character of text but white space, in order, each where its offset says.
func check(t *testing.T, text string, spans []language.Span) {
	t.Helper()
	end := 0
	for _, s := range spans {
		if s.Offset < end || s.Offset+len(s.Text) > len(text) || text[s.Offset:s.Offset+len(s.Text)] != s.Text || s.Text == "" {
			t.Fatalf("%q: span %q at %d is not there", text, s.Text, s.Offset)
		}
		if lost := strings.TrimFunc(text[end:s.Offset], unicode.IsSpace); lost != "" {
			t.Fatalf("%q: %q is in no span", text, lost)
		}
		end = s.Offset + len(s.Text)
	}
	if lost := strings.TrimFunc(text[end:], unicode.IsSpace); lost != "" {
		t.Fatalf("%q: %q is in no span", text, lost)
	}
}

func FuzzSplit(f *testing.F) {
	for _, s := range []string{"Coffee is old. It is loved!", "他说：“走吧。”", "a\u0301 b", "“x", "((.)) . A", "\xff\xfe.\x80", "👨‍👩‍👧.", "ก็แค่ นั้น", "\r\n\u2028.\u00a0A", `"." "`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		check(t, text, language.Words(text))
		check(t, text, language.Sentences(text))
		if language.Duration(text) < 0 {
			t.Fatal("a negative duration")
		}
		language.Detect(text)
		language.Parse(text)
	})
}
