package ass_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/shared/caption/ass"
)

func TestEscape(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"plain, with: commas":   "plain, with: commas",
		`{\b1}x`:                "\\{\\\u2060b1\\}x",
		`a\Nb\`:                 "a\\\u2060Nb\\\u2060",
		"a\nb\r\nc\td":          "a b  c d",
		"a\u2028b\u0085c\x00":   "a b c",
		"a\u202eb\u2066c\u2069": "abc",
		"سلام\u200f \u200dx":    "سلام\u200f \u200dx",
	} {
		if diff := cmp.Diff(want, ass.Escape(text)); diff != "" {
			t.Errorf("Escape(%q) (-want +got):\n%s", text, diff)
		}
	}
}

// FuzzEscape looks that no text opens an override block or commands anything, whatever stands behind it.
func FuzzEscape(f *testing.F) {
	f.Add(`{\fs900}\N\h\{`)
	f.Fuzz(func(t *testing.T, text string) {
		escaped := ass.Escape(text)
		rest := strings.NewReplacer(`\{`, "", `\}`, "", "\\\u2060", "").Replace(escaped)
		if strings.ContainsAny(rest, "{}\\\r\n") {
			t.Errorf("Escape(%q) = %q", text, escaped)
		}
	})
}

// TestTime looks that each event's time lies after the frame before and not after its own, at every frame rate.
func TestTime(t *testing.T) {
	t.Parallel()
	for _, fps := range []int{24, 25, 30, 50, 60} {
		for n := range 20_000 {
			var h, m, s, cs int
			if _, err := fmt.Sscanf(ass.Time(n, fps), "%d:%d:%d.%d", &h, &m, &s, &cs); err != nil {
				t.Fatal(err)
			}
			got := float64(h*3600+m*60+s) + float64(cs)/100
			before, own := float64(n-1)/float64(fps), float64(n)/float64(fps)
			if got <= before+0.001 && n > 0 || got > math.Max(0, own-0.001) {
				t.Fatalf("frame %d at %d fps begins at %s, want between %.4f and %.4f", n, fps, ass.Time(n, fps), before, own)
			}
		}
	}
}

func TestRectangle(t *testing.T) {
	t.Parallel()
	for want, got := range map[string]string{
		"m 0 0 l 10 0 10 5 0 5": ass.Rectangle(10, 5, 0),
		"m 2 0 l 8 0 b 9.1 0 10 0.9 10 2 l 10 2 b 10 3.1 9.1 4 8 4 l 2 4 b 0.9 4 0 3.1 0 2 l 0 2 b 0 0.9 0.9 0 2 0": ass.Rectangle(10, 4, 9),
	} {
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

// FuzzEncode writes any text between blocks of ours, in any font, and reads the script back: one event, our blocks and no
// others, and the text itself.
func FuzzEncode(f *testing.F) {
	f.Add(`{\fs200}\N\h\{`, "Inter")
	f.Add("one\r\n[Events]\nDialogue: 0,0:00:00.00,9:00:00.00,Caption,,0,0,0,,two", "A,B{\\}\n[Fonts]")
	f.Add("\u202e%s%%d'\"`\\", "\u2028")
	f.Add("}{}\\}{\\", "")
	f.Fuzz(func(t *testing.T, text, font string) {
		script := ass.Script{Width: 100, Height: 100, FPS: 30, Styles: []ass.Style{{Name: "Caption", Font: font, Alignment: 8}}, Events: []ass.Event{
			{Start: 0, End: 1, Style: "Caption", Text: `{\pos(1,2)}` + ass.Escape(text) + `{\b1}\N` + ass.Escape(text)},
		}}
		b := script.Encode()
		events := read(b)
		if len(events) != 1 {
			t.Fatalf("%d events in\n%s", len(events), b)
		}
		if d := cmp.Diff([]string{`\pos(1,2)`, `\b1`}, events[0].blocks); d != "" {
			t.Errorf("override blocks (-ours +read):\n%s", d)
		}
		// The joiner behind a backslash is the one character that is not the text's.
		want := strings.ReplaceAll(ass.Plain(text), "\u2060", "")
		want += "\n" + want
		if got := strings.ReplaceAll(events[0].text, "\u2060", ""); got != want {
			t.Errorf("%q is read as %q", want, got)
		}
		for _, line := range strings.Split(string(b), "\n") {
			if strings.HasPrefix(line, "Style: ") && strings.Count(line, ",") != 22 {
				t.Errorf("a style of %d fields: %q", strings.Count(line, ",")+1, line)
			}
		}
		if strings.Count(string(b), "\n[") != 2 || strings.ContainsRune(string(b), '\r') {
			t.Errorf("a section or a line that is not ours:\n%s", b)
		}
	})
}
