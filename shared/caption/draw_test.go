package caption_test

import (
	"fmt"
	"image"
	"strings"
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/caption"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// scripts are cues in scripts that are hard to draw.
var scripts = map[string][]string{
	"latin":      {"Today, |AVATAR |will", "fly |to |Yonkers."},
	"chinese":    {"今天|我们|来谈谈|咖啡，", "超过|1,000年。"},
	"arabic":     {"السلام |عليكم |يا |أصدقاء", "هذه |منصة |رائعة!"},
	"mixed":      {"نستخدم |Knative |في |البيت", "Docker |بنسبة |25% |اليوم!"},
	"hebrew":     {"שלום |לכולם, |היום", "נדבר |על |קפה."},
	"devanagari": {"क्या |आप |जानते |हैं", "पृथ्वी |गोल |है?"},
	"thai":       {"สวัสดี|ชาว|โลก", "วันนี้|อากาศ|ดีมาก"},
}

// TestHighlightMovesNothing highlights in a colour next to the text's: no pixel of any state may then differ from the
// others by more than that, and from the same text drawn in one piece only by the rounding of positions. So highlighting
// keeps joining and order in every script.
func TestHighlightMovesNothing(t *testing.T) {
	t.Parallel()
	for name, lines := range scripts {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := cue(lines...)
			c.End += 100 // a frame with no word highlighted
			s := style()
			s.HighlightColor = "#FFFFFE"
			n := c.End / 100
			d := document(t, s, 270, 480, c)
			frames := render(t, d, script(t, d, c), n)
			s.Highlight = false
			d.Style = s
			whole := render(t, d, script(t, d, c), 1)[0]
			if ink(whole, white).Empty() {
				t.Fatal("nothing is drawn")
			}
			for i, f := range frames {
				if most, _ := difference(f, frames[n-1]); most > 2 {
					t.Errorf("with word %d highlighted a pixel differs by %d from none", i, most)
				}
			}
			if _, mean := difference(frames[0], whole); mean > 0.25 {
				t.Errorf("the picture differs by %.3f in the mean from the text in one piece", mean)
			}
		})
	}
}

// TestHighlightFollowsWords looks where the highlighted word is: from left to right in Latin, from right to left in Arabic.
func TestHighlightFollowsWords(t *testing.T) {
	t.Parallel()
	for name, direction := range map[string]int{"latin": 1, "chinese": 1, "arabic": -1, "hebrew": -1, "mixed": -1} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := cue(scripts[name]...)
			d := document(t, style(), 270, 480, c)
			frames := render(t, d, script(t, d, c), c.End/100)
			var before image.Rectangle
			for i, f := range frames {
				word := ink(f, yellow)
				if word.Empty() {
					t.Fatalf("word %d is not highlighted", i)
				}
				sameLine := !before.Empty() && word.Min.Y < before.Max.Y-2
				if sameLine && direction*(word.Min.X-before.Min.X) <= 0 {
					t.Errorf("word %d at %v follows %v", i, word, before)
				}
				before = word
			}
		})
	}
}

// TestSafeArea draws at every position of every aspect and looks that the captions stay where platforms leave room.
func TestSafeArea(t *testing.T) {
	t.Parallel()
	for _, size := range []image.Point{{270, 480}, {480, 270}, {270, 270}, {270, 338}} {
		for _, position := range []string{"bottom", "top", "center", "custom"} {
			for _, box := range []string{"", "rounded", "wide"} {
				t.Run(fmt.Sprintf("%dx%d %s %s", size.X, size.Y, position, box), func(t *testing.T) {
					t.Parallel()
					s := style()
					s.Position = position
					if box != "" {
						s.Background, s.Rounded = "#203080", box == "rounded"
					}
					// The second line is wider than the picture: it is drawn smaller.
					c := cue("Every |word", "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamten")
					d := document(t, s, size.X, size.Y, c)
					got := ink(render(t, d, script(t, d, c), 1)[0], drawn)
					safe := image.Rect(size.X*5/100, size.Y*5/100, size.X*95/100+1, size.Y*95/100+1)
					if size == (image.Point{270, 480}) {
						safe = image.Rect(size.X*12/100, size.Y*8/100, size.X*88/100+1, size.Y*82/100+1)
						if box == "wide" {
							safe.Min.X, safe.Max.X = size.X*5/100, size.X*95/100+1
						}
					}
					if got.Empty() || !got.In(safe) {
						t.Errorf("the captions cover %v, the safe area is %v", got, safe)
					}
					middle := size.Y / 2
					want := map[string]bool{"bottom": got.Min.Y > middle, "top": got.Max.Y < middle, "center": got.Min.Y < middle && got.Max.Y > middle, "custom": got.Min.Y > middle}
					if !want[position] {
						t.Errorf("the captions cover %v at position %s", got, position)
					}
				})
			}
		}
	}
}

// TestMeasuredWidth compares the box, which is drawn as wide as the text is measured, with the text that libass draws.
func TestMeasuredWidth(t *testing.T) {
	t.Parallel()
	for name, lines := range scripts {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := style()
			s.Background, s.Rounded, s.StrokeWidth, s.Highlight = "#FF0000", true, 0, false
			c := cue(strings.TrimRight(lines[0], "，,")) // a full-width comma is half empty
			d := document(t, s, 540, 960, c)
			f := render(t, d, script(t, d, c), 1)[0]
			box, text := ink(f, func(r, g, b int) bool { return r > 100 && b < 60 }), ink(f, white)
			pad := 0.4 * float64(s.Size) / 2
			left, right := float64(text.Min.X-box.Min.X), float64(box.Max.X-text.Max.X)
			if left < pad-2 || left > pad+4 || right < pad-2 || right > pad+4 {
				t.Errorf("the text %v has %.0f and %.0f pixels to the edges of its box %v, want %.0f", text, left, right, box, pad)
			}
		})
	}
}

// TestExactFrames looks that a cue is on every frame from its first to its last and on no other, at every frame rate.
func TestExactFrames(t *testing.T) {
	t.Parallel()
	for _, fps := range []int{24, 25, 30, 50, 60} {
		t.Run(fmt.Sprint(fps), func(t *testing.T) {
			t.Parallel()
			var cues []steps.Cue
			var want []bool
			for n := range 40 { // every third frame of the scene is without a caption
				if n%3 != 2 {
					cues = append(cues, steps.Cue{Start: n * 1000 / fps, End: (n + 1) * 1000 / fps, Lines: []steps.Line{{Text: "O"}}})
				}
				want = append(want, n%3 != 2)
			}
			d := document(t, style(), 90, 160, cues...)
			d.FPS, d.Frames = fps, 40
			for n, f := range render(t, d, script(t, d, cues...), 40) {
				if got := !ink(f, drawn).Empty(); got != want[n] {
					t.Errorf("frame %d has a caption: %t, want %t", n, got, want[n])
				}
			}
		})
	}
}

// TestSlices looks that a scene in slices is drawn with the same pixels as in the whole video.
func TestSlices(t *testing.T) {
	t.Parallel()
	c := cue("One |two |three", "four |five |six")
	c.Start += 130 // between two frames
	d := document(t, style(), 270, 480, c)
	d.Frames = 24
	whole, err := d.ASS([]caption.Scene{{Start: 6, Frames: 18, Cues: []steps.Cue{c}}})
	if err != nil {
		t.Fatal(err)
	}
	frames := render(t, d, whole, 24)
	for _, cut := range []struct{ from, to int }{{0, 6}, {6, 9}, {9, 24}} {
		slice := d
		slice.Frames = cut.to - cut.from
		part, err := slice.ASS([]caption.Scene{{Start: 6 - cut.from, Frames: 18, Cues: []steps.Cue{c}}})
		if err != nil {
			t.Fatal(err)
		}
		for i, f := range render(t, slice, part, slice.Frames) {
			if most, _ := difference(f, frames[cut.from+i]); most != 0 {
				t.Errorf("frame %d of the slice from %d differs by %d from the whole", i, cut.from, most)
			}
		}
	}
	if ink(frames[0], drawn) != (image.Rectangle{}) || ink(frames[9], drawn).Empty() {
		t.Error("the captions are not on the scene's frames")
	}
}
