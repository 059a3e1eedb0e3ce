package subtitle

import (
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// readCue is a cue of a file as a player shows it.
type readCue struct {
	times string
	lines []string
}

// blocks cuts a file into cues as players do: at blank lines.
func blocks(file string) (cues [][]string) {
	var open []string
	for _, line := range strings.Split(file, "\n") {
		if strings.TrimSpace(line) != "" {
			open = append(open, line)
			continue
		}
		if len(open) > 0 {
			cues, open = append(cues, open), nil
		}
	}
	return cues
}

// srtTag is what players take for formatting in SubRip: HTML's tags, and the override blocks of ASS and MicroDVD.
var srtTag = regexp.MustCompile(`<[A-Za-z/]|\{[\\A-Za-z]`)

// FuzzFiles writes any lines as SubRip and WebVTT and reads them back: the same cues with the same text, and nothing that
// a player takes for a time, a tag or an entity.
func FuzzFiles(f *testing.F) {
	f.Add("One, two.", "Three!", 0, 1500)
	f.Add("a --> b", "--->", 3_600_000, 1)
	f.Add("<b>bold</b>", "{\\an8}top {y:i}", 0, 1)
	f.Add("&amp; &lt;i&gt;", "NOTE x", 0, 1)
	f.Add("\x00", "lost", 0, 1)
	f.Add("1\n00:00:00,000 --> 00:00:01,000", "\u2028\u0085\r", 0, 1)
	f.Add("\u202eabc\ufeff", "\u200f", 0, 1)
	f.Fuzz(func(t *testing.T, first, second string, start, length int) {
		if start < 0 || length < 0 || start > 1<<30 || length > 1<<30 {
			return
		}
		// Lines are made of words: without white space around or inside but blanks.
		first, second = strings.Join(strings.Fields(strings.ToValidUTF8(first, "")), " "), strings.Join(strings.Fields(strings.ToValidUTF8(second, "")), " ")
		cue := steps.Cue{Start: start, End: start + length}
		for _, text := range []string{first, second} {
			if text != "" {
				cue.Lines = append(cue.Lines, steps.Line{Text: text})
			}
		}
		scenes := []steps.CuedScene{{Frames: 30, Cues: []steps.Cue{cue}}, {Start: 30, Frames: 30, Cues: []steps.Cue{cue, cue}}}
		var want []readCue
		for _, at := range []int{0, 1000, 1000} {
			r := readCue{times: fmt.Sprint(start+at, start+length+at)}
			for _, l := range cue.Lines {
				if shown := plain(l.Text); shown != "" {
					r.lines = append(r.lines, shown)
				}
			}
			if len(r.lines) > 0 {
				want = append(want, r)
			}
		}

		var got []readCue
		for i, b := range blocks(string(srt(scenes, 30))) {
			if len(b) < 2 || b[0] != fmt.Sprint(i+1) {
				t.Fatalf("cue %d is %q", i+1, b)
			}
			r := readCue{times: timesOf(t, b[1], ",")}
			for _, l := range b[2:] {
				if strings.Contains(l, "-->") || srtTag.MatchString(l) {
					t.Errorf("a player takes %q for more than text", l)
				}
				r.lines = append(r.lines, plain(l))
			}
			got = append(got, r)
		}
		if d := cmp.Diff(want, got, cmp.AllowUnexported(readCue{})); d != "" {
			t.Errorf("SubRip (-written +read):\n%s", d)
		}

		got = nil
		for i, b := range blocks(string(vtt(scenes, 30))) {
			if i == 0 {
				if cmp.Diff([]string{"WEBVTT"}, b) != "" {
					t.Fatalf("the file begins with %q", b)
				}
				continue
			}
			r := readCue{times: timesOf(t, b[0], ".")}
			for _, l := range b[1:] {
				if strings.ContainsAny(l, "<>") {
					t.Errorf("a player takes %q for more than text", l)
				}
				r.lines = append(r.lines, plain(html.UnescapeString(l)))
			}
			got = append(got, r)
		}
		if d := cmp.Diff(want, got, cmp.AllowUnexported(readCue{})); d != "" {
			t.Errorf("WebVTT (-written +read):\n%s", d)
		}
	})
}

// plain is a text without what is not seen: control characters, and the joiner that keeps SubRip from reading more than text.
func plain(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2060' {
			return -1
		}
		return r
	}, text))
}

// timesOf reads a line of two times.
func timesOf(t *testing.T, line, point string) string {
	t.Helper()
	var ms [2]int
	for i, s := range strings.Split(line, " --> ") {
		var h, m, sec, milli int
		if n, err := fmt.Sscanf(strings.Replace(s, point, ".", 1), "%d:%d:%d.%d", &h, &m, &sec, &milli); n != 4 || i > 1 || m > 59 || sec > 59 || milli > 999 {
			t.Fatalf("times %q: %v", line, err)
		}
		ms[i] = ((h*60+m)*60+sec)*1000 + milli
	}
	return fmt.Sprint(ms[0], ms[1])
}
