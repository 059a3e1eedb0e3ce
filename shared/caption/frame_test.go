package caption_test

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"image/png"
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
		Position: "bottom", Size: p.FontSize, Color: p.TextForeColor, StrokeColor: p.StrokeColor, StrokeWidth: p.StrokeWidth,
		Highlight: true, HighlightColor: p.HighlightColor,
	}
}

// cue makes a cue of lines in which "|" separates words; every word lasts 500 ms.
func cue(lines ...string) steps.Cue {
	var c steps.Cue
	for _, l := range lines {
		line := steps.Line{Text: strings.ReplaceAll(l, "|", "")}
		for _, w := range strings.Split(l, "|") {
			line.Words = append(line.Words, steps.Word{Text: strings.TrimRightFunc(w, unicode.IsSpace), Start: c.End, End: c.End + 500})
			c.End += 500
		}
		c.Lines = append(c.Lines, line)
	}
	return c
}

// document is a picture of two seconds at 10 frames a second with the fonts that the cues need.
func document(t *testing.T, s steps.CaptionStyle, width, height int, language string, cues ...steps.Cue) caption.Document {
	t.Helper()
	choice, err := caption.Fonts(s, language, cues)
	if err != nil {
		t.Fatal(err)
	}
	return caption.Document{Width: width, Height: height, FPS: 10, Frames: 1000, Style: s, Fonts: choice.Fonts}
}

// frame renders one frame of the captions on grey, as the segment step does.
func frame(t *testing.T, d caption.Document, number int, cues ...steps.Cue) *image.RGBA {
	t.Helper()
	script, err := d.ASS([]caption.Scene{{Frames: d.Frames, Cues: cues}})
	if err != nil {
		t.Fatal(err)
	}
	return draw1(t, d, script, number)
}

func draw1(t *testing.T, d caption.Document, script []byte, number int) *image.RGBA {
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
			"-f", "lavfi", "-i", fmt.Sprintf("color=0x404040:s=%dx%d:r=%d", d.Width, d.Height, d.FPS),
			"-vf", fmt.Sprintf("format=rgb24,ass=captions.ass:fontsdir=fonts:shaping=complex,select=eq(n\\,%d)", number),
			"-frames:v", "1", "-f", "image2pipe", "-c:v", "png", "pipe:1",
		},
	}.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	decoded, err := png.Decode(&out)
	if err != nil {
		t.Fatal(err)
	}
	rgba := image.NewRGBA(decoded.Bounds())
	draw.Draw(rgba, rgba.Bounds(), decoded, image.Point{}, draw.Src)
	return rgba
}
