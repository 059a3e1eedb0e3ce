package backdrop

import (
	"image"
	"image/color"
	_ "image/png"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/shared/ffmpeg"
	"github.com/moneyprinter/moneyprinter/shared/font"
)

// phrases are words that are hard to set.
var phrases = map[string][]string{
	"short":      {"AI"},
	"usual":      {"coffee", "Ethiopia"},
	"sentence":   {"the long and winding history of a very small bean that changed the whole world"},
	"one long":   {"Donaudampfschifffahrtsgesellschaftskapitän"},
	"three long": {"Incomprehensibilities", "Antidisestablishmentarianism", "Honorificabilitudinitatibus"},
	"Chinese":    {"为什么天空是蓝色的", "光的散射"},
	"mixed":      {"AI 人工智能 2026"},
	"Arabic":     {"قصة القهوة", "من إثيوبيا إلى العالم كله"},
	"Hebrew":     {"ההיסטוריה של הקפה"},
	"accents":    {"ÅÊŨỘ ÇĘĢ"},
	"hostile":    {`{\an5\fs999}BIG\N\n{\p1}m 0 0 l 999 999{\p0}`},
}

// The type stays within the picture in every script, and out of the captions' part of it.
func TestTypeStaysInside(t *testing.T) {
	t.Parallel()
	for name, words := range phrases {
		for _, size := range [][2]int{{270, 480}, {480, 270}} {
			for _, captions := range []string{"bottom", "top", "center"} {
				if captions != "bottom" && size[0] > size[1] {
					continue
				}
				t.Run(name+"/"+captions, func(t *testing.T) {
					t.Parallel()
					box := inked(t, words, captions, size[0], size[1])
					if box.Empty() {
						t.Fatal("nothing is drawn")
					}
					margin := size[0] * 4 / 100
					inside := image.Rect(margin, size[1]*4/100, size[0]-margin, size[1])
					switch captions {
					case "bottom":
						inside.Max.Y = size[1] * 62 / 100
					case "top":
						inside.Min.Y = size[1] * 36 / 100
					case "center":
						inside.Max.Y = size[1] * 44 / 100
					}
					if !box.In(inside) {
						t.Errorf("the type covers %v of %v; it must stay in %v", box, size, inside)
					}
				})
			}
		}
	}
}

// inked draws the type alone, white on black, in the middle of its time, and returns the box of what is drawn.
func inked(t *testing.T, words []string, captions string, width, height int) image.Rectangle {
	t.Helper()
	fonts, err := Spec{Words: words}.fonts()
	if err != nil {
		t.Fatal(err)
	}
	set, err := font.Open(fonts)
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{width: width, height: height, fps: 30, frames: 150, captions: captions, look: newLook("x", 1, 0)}
	d := newDocument(s, set[0])
	drawType(s, d, words, set)
	dir := t.TempDir()
	prepared, err := font.Prepare(dir, fonts)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "a.ass"), d.script.Encode(), 0o644); err != nil {
		t.Fatal(err)
	}
	graph := "color=black:s=" + size(width, height) + ":r=1,format=rgb24,setpts=2.5/TB,ass=a.ass:fontsdir=fonts"
	if _, err := (ffmpeg.Command{Dir: dir, Env: prepared.Env, Args: []string{"-filter_complex", graph, "-frames:v", "1", "a.png"}}).Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(filepath.Join(dir, "a.png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, _, err := image.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	box := image.Rectangle{}
	for y := range height {
		for x := range width {
			if color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y > 60 {
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return box
}

// No text of a user opens an override block or reaches the filter chain.
func TestTextIsEscaped(t *testing.T) {
	t.Parallel()
	plain, err := Spec{Clip: ID("x", 0), Term: "x", Words: []string{"words"}}.Render(180, 320, 30, 90, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, hostile := range []string{`{\an5\fs999}`, "a\nDialogue: 9,0:00:00.00,9:00:00.00,Shape,,0,0,0,,x", `\N\h\n`, "[s];movie=/etc/passwd", "'", "x\x00\x1b\xff"} {
		d, err := Spec{Clip: ID("x", 0), Term: "x", Words: []string{"w" + hostile}, Captions: hostile}.Render(180, 320, 30, 90, 0)
		if err != nil {
			t.Fatal(err)
		}
		if d.Source != plain.Source {
			t.Errorf("%q changes the filter chain", hostile)
		}
		if a, b := strings.Count(string(d.ASS), "\n"), strings.Count(string(plain.ASS), "\n"); a%b != 0 && strings.Count(string(d.ASS), "\nDialogue: 9") > 0 {
			t.Errorf("%q adds an event", hostile)
		}
		if strings.Contains(strings.ReplaceAll(string(d.ASS), `\{`, ""), `{\an5\fs999}`) || !utf8.Valid(d.ASS) {
			t.Errorf("%q is not escaped", hostile)
		}
		for _, term := range []string{hostile, "coffee" + hostile} {
			d, err := Spec{Clip: "generated:" + hostile, Term: term}.Render(180, 320, 30, 90, 0)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(d.Source, "passwd") || strings.ContainsAny(d.Source, "[];\\\n\x00") {
				t.Errorf("the clip or term %q is in the filter chain", term)
			}
		}
	}
}

// Whatever the words, a line breaks only where its script lets it, and nothing is lost or changed.
func FuzzWrap(f *testing.F) {
	for _, words := range phrases {
		f.Add(words[0])
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return
		}
		text = strings.Join(strings.Fields(text), " ")
		lines := wrap(text, font.Estimate)
		if len(lines) > maxLines {
			t.Errorf("%d lines", len(lines))
		}
		squeeze := func(s string) string { return strings.ReplaceAll(s, " ", "") }
		if diff := cmp.Diff(squeeze(text), squeeze(strings.Join(lines, ""))); diff != "" {
			t.Errorf("the text changed:\n%s", diff)
		}
	})
}

func size(width, height int) string { return strconv.Itoa(width) + "x" + strconv.Itoa(height) }
