package subtitle

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"

	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// srt writes the captions as a SubRip file in UTF-8: numbered cues, times with a comma. SubRip has no escapes: an arrow in
// the text, which readers take for a time, is split by an invisible character.
func srt(scenes []steps.CuedScene, fps int) []byte {
	var b bytes.Buffer
	escape := strings.NewReplacer("-->", "--\u2060>")
	number := 0
	each(scenes, fps, func(c steps.Cue) {
		number++
		fmt.Fprintf(&b, "%d\n%s --> %s\n", number, clock(c.Start, ','), clock(c.End, ','))
		for _, l := range c.Lines {
			b.WriteString(escape.Replace(printable(l.Text)) + "\n")
		}
		b.WriteByte('\n')
	})
	return b.Bytes()
}

// vtt writes the captions as a WebVTT file (https://www.w3.org/TR/webvtt1/).
func vtt(scenes []steps.CuedScene, fps int) []byte {
	b := bytes.NewBufferString("WEBVTT\n\n")
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	each(scenes, fps, func(c steps.Cue) {
		fmt.Fprintf(b, "%s --> %s\n", clock(c.Start, '.'), clock(c.End, '.'))
		for _, l := range c.Lines {
			b.WriteString(escape.Replace(printable(l.Text)) + "\n")
		}
		b.WriteByte('\n')
	})
	return b.Bytes()
}

// each calls f with every cue, timed from the video's start.
func each(scenes []steps.CuedScene, fps int, f func(steps.Cue)) {
	for _, s := range scenes {
		offset := milliseconds(int64(s.Start), fps)
		for _, c := range s.Cues {
			c.Start, c.End = c.Start+offset, c.End+offset
			f(c)
		}
	}
}

// clock writes milliseconds as hh:mm:ss.mmm with the given point.
func clock(ms int, point rune) string {
	return fmt.Sprintf("%02d:%02d:%02d%c%03d", ms/3_600_000, ms/60_000%60, ms/1000%60, point, ms%1000)
}

// printable leaves control characters out.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, text)
}
