package backdrop

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/shared/ffmpeg"
	"github.com/moneyprinter/moneyprinter/shared/font"
)

// The picture of most tests: small and slow, which changes nothing but the number of frames.
const (
	width, height, fps = 180, 320, 10
)

// shot is frames of a spec.
type shot struct {
	spec         Spec
	start, count int
}

// run draws shots one after the other in one ffmpeg process, puts them through the filters given, and returns what output
// arguments write to the standard output, and where the filters' metadata goes.
func run(t *testing.T, shots []shot, filters string, output ...string) string {
	t.Helper()
	dir := t.TempDir()
	var fonts []font.Font
	graph, joined := "", ""
	for i, s := range shots {
		d, err := s.spec.Render(width, height, fps, s.count, s.start)
		if err != nil {
			t.Fatal(err)
		}
		name := fmt.Sprintf("shot%d.ass", i)
		if err := os.WriteFile(filepath.Join(dir, name), d.ASS, 0o644); err != nil {
			t.Fatal(err)
		}
		fonts = append(fonts, d.Fonts...)
		// The clock of the ass filter is in milliseconds; half of one keeps it off the edge.
		graph += fmt.Sprintf("%s,settb=1/90000,setpts=(N+%d)*%d+45,ass=%s:fontsdir=fonts,settb=1/%d,setpts=N[s%d];", d.Source, s.start, 90_000/fps, name, fps, i)
		joined += fmt.Sprintf("[s%d]", i)
	}
	prepared, err := font.Prepare(dir, fonts)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	args := append([]string{"-filter_complex_threads", "1", "-filter_complex", fmt.Sprintf("%s%sconcat=n=%d,%s", graph, joined, len(shots), filters)}, output...)
	if _, err := (ffmpeg.Command{Dir: dir, Env: prepared.Env, Args: args, Stdout: &out}).Run(t.Context()); err != nil {
		t.Fatalf("%v\n%s", err, graph)
	}
	return out.String()
}

// hashes returns the hash of every frame.
func hashes(t *testing.T, shots ...shot) []string {
	t.Helper()
	var out []string
	for line := range strings.Lines(run(t, shots, "null", "-f", "framemd5", "pipe:1")) {
		if !strings.HasPrefix(line, "#") {
			out = append(out, line[strings.LastIndexByte(line, ' ')+1:])
		}
	}
	return out
}

// subjects are of every theme, of none, and of several scripts.
func subjects() []string {
	out := []string{"zebra crossings", "为什么天空是蓝色的", "قصة القهوة"}
	for _, t := range themes {
		word, _, _ := strings.Cut(t.words, " ")
		out = append(out, word)
	}
	return out
}

func TestFramesRepeat(t *testing.T) {
	t.Parallel()
	for _, term := range []string{"coffee", "space", "tech"} {
		t.Run(term, func(t *testing.T) {
			t.Parallel()
			a := Spec{Clip: "generated:" + ID(term, 0), Term: term, Words: []string{term, "Two words"}}
			b := Spec{Clip: ID(term, 3), Term: term, Words: []string{"other"}}
			alone := hashes(t, shot{a, 0, 40})
			if len(alone) != 40 {
				t.Fatalf("%d frames, want 40", len(alone))
			}
			if diff := cmp.Diff(alone, hashes(t, shot{a, 0, 40})); diff != "" {
				t.Errorf("a second run draws other frames:\n%s", diff)
			}
			if diff := cmp.Diff(alone, hashes(t, shot{b, 0, 20}, shot{a, 0, 40})[20:]); diff != "" {
				t.Errorf("behind another shot the frames are others:\n%s", diff)
			}
			a.Frames = 40
			if diff := cmp.Diff(alone, append(hashes(t, shot{a, 0, 17}), hashes(t, shot{a, 17, 23})...)); diff != "" {
				t.Errorf("in two parts the frames are others:\n%s", diff)
			}
		})
	}
}

// The same spec gives the same filter chain and the same script, for every subject and variant.
func TestRenderRepeats(t *testing.T) {
	t.Parallel()
	for _, term := range subjects() {
		for v := range 6 {
			spec := Spec{Clip: ID(term, v), Term: term, Words: []string{term}}
			a, err := spec.Render(1080, 1920, 30, 150, 0)
			if err != nil {
				t.Fatal(err)
			}
			b, err := spec.Render(1080, 1920, 30, 150, 0)
			if diff := cmp.Diff(a, b); err != nil || diff != "" {
				t.Errorf("%s %d: %v\n%s", term, v, err, diff)
			}
		}
	}
}

var sceneScore = regexp.MustCompile(`pts:(\d+)[^\n]*\n[^\n]*scene_score=([0-9.]+)`)

// Between two generated shots of different tone every scene-change detector sees a cut, and within a shot none does.
func TestCutsShow(t *testing.T) {
	t.Parallel()
	const each = 8
	var shots []shot
	for i, term := range subjects() {
		shots = append(shots, shot{Spec{Clip: ID(term, i), Term: term, Words: []string{term}, Frames: 30}, 10, each})
	}
	// Also the variants of one term after each other.
	next := len(shots) % 2
	for v := next; v < next+6; v++ {
		shots = append(shots, shot{Spec{Clip: ID("coffee", v), Term: "coffee", Words: []string{"coffee"}, Frames: 30}, 10, each})
	}
	out := run(t, shots, `settb=1/10,setpts=N,select=gt(scene\,0.2),metadata=mode=print:file=-`, "-f", "null", "-")
	var got, want []int
	for _, m := range sceneScore.FindAllStringSubmatch(out, -1) {
		pts, err := strconv.Atoi(m[1])
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, pts)
	}
	for i := 1; i < len(shots); i++ {
		if ToneOf(shots[i].spec.Clip) == ToneOf(shots[i-1].spec.Clip) {
			t.Fatalf("the test's shots %d and %d have one tone", i-1, i)
		}
		want = append(want, i*each)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("cuts seen (-want +got):\n%s", diff)
	}
}

func TestNothingFreezes(t *testing.T) {
	t.Parallel()
	for _, term := range subjects() {
		t.Run(term, func(t *testing.T) {
			t.Parallel()
			var shots []shot
			for v := range 6 {
				shots = append(shots, shot{Spec{Clip: ID(term, v), Term: term, Words: []string{term}}, 0, 25})
			}
			if out := run(t, shots, "freezedetect=n=0.001:d=2,metadata=mode=print:file=-", "-f", "null", "-"); strings.Contains(out, "freeze_start") {
				t.Errorf("a picture stands still:\n%s", out)
			}
		})
	}
}

// Two subjects have different colours, whether they have a theme or not, unless it is the same theme.
func TestSubjectsDiffer(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	terms := []string{"zebra crossings", "knitting", "bicycles", "chess openings"}
	for _, t := range themes {
		terms = append(terms, strings.Fields(t.words)[0])
	}
	for _, term := range terms {
		d, err := Spec{Clip: ID(term, 0), Term: term}.Render(width, height, fps, 30, 0)
		if err != nil {
			t.Fatal(err)
		}
		mixer := d.Source[strings.Index(d.Source, "colorchannelmixer"):]
		if other, ok := seen[mixer]; ok {
			t.Errorf("%q and %q have the same colours", term, other)
		}
		seen[mixer] = term
	}
}

// The picture is BT.709, limited range, of the size asked for, whatever its shape.
func TestShapes(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{180, 320}, {320, 180}, {180, 180}, {180, 226}} {
		spec := Spec{Clip: ID("coffee", 1), Term: "coffee"}
		d, err := spec.Render(size[0], size[1], 25, 10, 0)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "a.y4m")
		if _, err := (ffmpeg.Command{Args: []string{"-filter_complex", d.Source, "-strict", "-1", path}}).Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		head, body, _ := bytes.Cut(b, []byte("\n"))
		if want := fmt.Sprintf("W%d H%d F25:1 ", size[0], size[1]); !strings.Contains(string(head), want) || !strings.Contains(string(head), "C420") || strings.Contains(string(head), "FULL") {
			t.Errorf("%v: header %q, want %q, 4:2:0 and limited range", size, head, want)
		}
		if got, want := len(body), 10*(len("FRAME\n")+size[0]*size[1]*3/2); got != want {
			t.Errorf("%v: %d bytes of frames, want %d", size, got, want)
		}
	}
}
