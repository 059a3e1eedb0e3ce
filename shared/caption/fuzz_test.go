package caption_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/moneyprinter/moneyprinter/shared/caption"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// ours are the override blocks that package caption writes.
var ours = regexp.MustCompile(`^(\\pos\(-?[0-9.]+,-?[0-9.]+\)(\\p1)?|\\p0|\\1c&H[0-9A-F]{6}&\\2c&H00000[01]&|\\fn[^\\{},()]*\\fs[0-9.]+\\b[0-9]+)$`)

// FuzzASS draws any lines in any words, times and font name: every event is of one line and ours, and no block but ours
// is open.
func FuzzASS(f *testing.F) {
	f.Add("Hello |{\\fs200}|world", "\\|N|}", 0, 100, "", true)
	f.Add("a\nDialogue: 0,0:00:00.00,9:00:00.00,Caption,,0,0,0,,b", "\u202eabc|\u2066", -5, 1<<40, "Inter", false)
	f.Add("%s'\"|\\", "שלום |לכולם", 90, 10, "no such family", true)
	f.Add("👩‍💻|\u0301|\u200d", "\xff|\x00", 0, 0, "{\\b1}", true)
	f.Fuzz(func(t *testing.T, first, second string, start, length int, family string, boxed bool) {
		if len(first)+len(second) > 400 {
			return
		}
		s := style()
		s.Font = family
		if boxed {
			s.Background, s.Rounded = "#203080", true
		}
		c := cue(first, second)
		for _, l := range c.Lines {
			for i := range l.Words {
				l.Words[i].Start, l.Words[i].End = start+i*(length%1000), start+length
			}
		}
		choice, err := caption.Fonts(s, "", []steps.Cue{c})
		if err != nil {
			var why *failure.Failure
			if !errors.As(err, &why) || why.Code != failure.NotFound && why.Code != failure.MissingGlyph {
				t.Fatalf("Fonts: %v", err)
			}
			return
		}
		d := caption.Document{Width: 270, Height: 480, FPS: 10, Frames: 100, Style: s, Fonts: choice.Fonts}
		script, err := d.ASS([]caption.Scene{{Frames: 100, Cues: []steps.Cue{c}}})
		if err != nil {
			t.Fatal(err)
		}
		if !utf8.Valid(script) || strings.Count(string(script), "\n[") != 2 {
			t.Fatalf("sections or bytes that are not ours:\n%s", script)
		}
		_, events, _ := strings.Cut(string(script), "Effect, Text\n")
		for line := range strings.Lines(events) {
			field := strings.SplitN(strings.TrimSuffix(line, "\n"), ",", 10)
			if !strings.HasPrefix(line, "Dialogue: ") || len(field) != 10 {
				t.Fatalf("a line that is no event of ours: %q", line)
			}
			text := strings.NewReplacer(`\{`, "", `\}`, "").Replace(field[9])
			for {
				before, rest, open := strings.Cut(text, "{")
				if strings.Contains(strings.NewReplacer(`\N`, "", "\\\u2060", "").Replace(before), `\`) || strings.Contains(before, "}") {
					t.Fatalf("a command that is not ours in %q of\n%s", before, line)
				}
				if !open {
					break
				}
				block, after, closed := strings.Cut(rest, "}")
				if !closed || !ours.MatchString(block) {
					t.Fatalf("a block that is not ours: {%s} in\n%s", block, line)
				}
				text = after
			}
		}
	})
}
