package language

import (
	"strings"
	"testing"
	"unicode"
)

// FuzzParse reads any name of a language: what is taken is a tag, and the tag's tag is itself.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"en", "zh_cn", "Chinese, Simplified", "English (US)", "Deutsch", "pt-BR-x", "EN-latn-us", "sr--x", "İ", "français", "zh-\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		tag, ok := Parse(name)
		if !ok {
			if tag != "" {
				t.Errorf("Parse(%q) = %q and no", name, tag)
			}
			return
		}
		if strings.Trim(tag, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") != "" || names[Base(tag)] == "" {
			t.Errorf("Parse(%q) = %q", name, tag)
		}
		if again, ok := Parse(tag); !ok || again != tag {
			t.Errorf("Parse(%q) = %q, and of that %q, %v", name, tag, again, ok)
		}
	})
}

// FuzzWords cuts any text into words: all of it but white space, once and in order.
func FuzzWords(f *testing.F) {
	for _, s := range []string{"One, two — three!", "咖啡iPhone很香。", "ก็เธอ😀👩‍💻 ）", "\u0301 a", "«a» 'n' ’", "\xff\u200d\u2060"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at := 0
		for _, w := range Words(text) {
			if w.Text == "" || w.Offset < at || !strings.HasPrefix(text[w.Offset:], w.Text) {
				t.Fatalf("word %+v of %q after %d", w, text, at)
			}
			if strings.TrimSpace(text[at:w.Offset]) != "" {
				t.Errorf("%q of %q is in no word", text[at:w.Offset], text)
			}
			at = w.Offset + len(w.Text)
		}
		if strings.TrimFunc(text[at:], unicode.IsSpace) != "" {
			t.Errorf("%q of %q is in no word", text[at:], text)
		}
		if d := Duration(text); d < 0 {
			t.Errorf("%q takes %s", text, d)
		}
	})
}
