package subtitle

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"

	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// joiner is invisible, and keeps a player from taking what stands around it for more than text.
const joiner = "\u2060"

// srt writes the captions as a SubRip file in UTF-8: numbered cues, times with a comma. SubRip has no escapes: an arrow in
// the text, which players take for a time, and what may begin a tag of HTML, ASS or MicroDVD are split by a joiner.
func srt(scenes []steps.CuedScene, fps int) []byte {
	var b bytes.Buffer
	escape := strings.NewReplacer("-->", "--"+joiner+">", "<", "<"+joiner, "{", "{"+joiner)
	number := 0
	each(scenes, fps, func(c steps.Cue, lines []string) {
		number++
		fmt.Fprintf(&b, "%d\n%s --> %s\n", number, clock(c.Start, ','), clock(c.End, ','))
		for _, l := range lines {
			b.WriteString(escape.Replace(l) + "\n")
		}
		b.WriteByte('\n')
	})
	return b.Bytes()
}

// vtt writes the captions as a WebVTT file (https://www.w3.org/TR/webvtt1/).
func vtt(scenes []steps.CuedScene, fps int) []byte {
	b := bytes.NewBufferString("WEBVTT\n\n")
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	each(scenes, fps, func(c steps.Cue, lines []string) {
		fmt.Fprintf(b, "%s --> %s\n", clock(c.Start, '.'), clock(c.End, '.'))
		for _, l := range lines {
			b.WriteString(escape.Replace(l) + "\n")
		}
		b.WriteByte('\n')
	})
	return b.Bytes()
}

// each calls f with every cue that shows something, timed from the video's start, and with its lines. None of them is empty:
// to a player an empty line ends the cue.
func each(scenes []steps.CuedScene, fps int, f func(c steps.Cue, lines []string)) {
	for _, s := range scenes {
		offset := milliseconds(int64(s.Start), fps)
		for _, c := range s.Cues {
			c.Start, c.End = c.Start+offset, c.End+offset
			var lines []string
			for _, l := range c.Lines {
				if text := strings.TrimSpace(printable(l.Text)); text != "" {
					lines = append(lines, text)
				}
			}
			if len(lines) > 0 {
				f(c, lines)
			}
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
