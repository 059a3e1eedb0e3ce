package caption_test

import (
	"bytes"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/moneyprinter/moneyprinter/shared/caption"
	"github.com/moneyprinter/moneyprinter/shared/ffmpeg"
	"github.com/moneyprinter/moneyprinter/shared/font"
	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// style is the default look.
func style() steps.CaptionStyle {
	p := video.Defaults()
	return steps.CaptionStyle{
		Position: "bottom", CustomPosition: p.CustomPosition, Size: p.FontSize, Color: p.TextForeColor, StrokeColor: p.StrokeColor,
		StrokeWidth: p.StrokeWidth, Highlight: true, HighlightColor: p.HighlightColor,
	}
}

// cue makes a cue of lines in which "|" parts the words. Every word lasts 100 ms, a frame at 10 frames a second.
func cue(lines ...string) steps.Cue {
	var c steps.Cue
	for _, l := range lines {
		line := steps.Line{Text: strings.ReplaceAll(l, "|", "")}
		for _, w := range strings.Split(l, "|") {
			line.Words = append(line.Words, steps.Word{Text: strings.TrimRightFunc(w, unicode.IsSpace), Start: c.End, End: c.End + 100})
			c.End += 100
		}
		c.Lines = append(c.Lines, line)
	}
	return c
}

// document is a picture of ten seconds at 10 frames a second with the fonts that the cues need.
func document(t *testing.T, s steps.CaptionStyle, width, height int, cues ...steps.Cue) caption.Document {
	t.Helper()
	choice, err := caption.Fonts(s, "", cues)
	if err != nil {
		t.Fatal(err)
	}
	return caption.Document{Width: width, Height: height, FPS: 10, Frames: 100, Style: s, Fonts: choice.Fonts}
}

// script is the captions of one scene that begins with the document.
func script(t *testing.T, d caption.Document, cues ...steps.Cue) []byte {
	t.Helper()
	b, err := d.ASS([]caption.Scene{{Frames: d.Frames, Cues: cues}})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// grey is the picture on which the tests draw.
const grey = 0x40

// render draws the first n frames of a script on grey as the segment step does: with the document's fonts and no others.
func render(t *testing.T, d caption.Document, script []byte, n int) []*image.RGBA {
	t.Helper()
	dir := t.TempDir()
	fonts, err := font.Prepare(dir, d.Fonts)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "captions.ass"), script, 0o644); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	_, err = ffmpeg.Command{
		Dir: dir, Env: fonts.Env, Stdout: &out,
		Args: []string{
			"-f", "lavfi", "-i", fmt.Sprintf("color=0x%02[1]x%02[1]x%02[1]x:s=%[2]dx%[3]d:r=%[4]d", grey, d.Width, d.Height, d.FPS),
			"-vf", "format=rgb24,ass=captions.ass:fontsdir=fonts:shaping=complex",
			"-frames:v", fmt.Sprint(n), "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1",
		},
	}.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	size := 3 * d.Width * d.Height
	if out.Len() != n*size {
		t.Fatalf("ffmpeg wrote %d bytes, want %d frames of %d", out.Len(), n, size)
	}
	frames := make([]*image.RGBA, n)
	for i := range frames {
		frames[i] = image.NewRGBA(image.Rect(0, 0, d.Width, d.Height))
		for p, b := range out.Bytes()[i*size : (i+1)*size] {
			frames[i].Pix[p/3*4+p%3] = b
		}
	}
	return frames
}

// ink is the smallest rectangle that holds every pixel for which is holds.
func ink(m *image.RGBA, is func(r, g, b int) bool) image.Rectangle {
	var box image.Rectangle
	for y := range m.Rect.Dy() {
		for x := range m.Rect.Dx() {
			p := m.Pix[m.PixOffset(x, y):]
			if is(int(p[0]), int(p[1]), int(p[2])) {
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return box
}

// drawn tells a pixel that is no longer the grey of the picture.
func drawn(r, g, b int) bool { return max(abs(r-grey), abs(g-grey), abs(b-grey)) > 8 }

// white and yellow tell a pixel well within a glyph of the default colour and of the highlight.
func white(r, g, b int) bool  { return min(r, g, b) > 200 }
func yellow(r, g, b int) bool { return r > 200 && g > 150 && b < 60 }

// difference is the largest difference of a channel between two pictures and its mean.
func difference(a, b *image.RGBA) (most int, mean float64) {
	sum := 0
	for i := range a.Pix {
		d := abs(int(a.Pix[i]) - int(b.Pix[i]))
		most, sum = max(most, d), sum+d
	}
	return most, float64(sum) / float64(len(a.Pix)*3/4)
}

func abs(n int) int { return max(n, -n) }
