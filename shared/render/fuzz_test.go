package render

import (
	"encoding/json"
	"errors"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/shared/backdrop"
	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/caption"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/font"
	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/timeline"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// FuzzText compiles a slice with any text wherever a slice has some: the arguments are those of the same slice with another
// text, so nothing of it is among them.
func FuzzText(f *testing.F) {
	f.Add("The sea", "blue")
	f.Add("',drawtext=text=x;[0:v]null[out];", "yuv420p,drawtext=textfile=/etc/passwd")
	f.Add(`{\fs200}%s\'"`+"\n\x00\u202e", "bt709:out_range=pc")
	f.Add("-i /etc/passwd", "smpte2084,null")
	f.Fuzz(func(t *testing.T, text, color string) {
		if len(text) > 200 {
			return
		}
		compile := func(text, term, color string) (*Job, error) {
			words := []string{text}
			cue := steps.Cue{End: 1000, Lines: []steps.Line{{Text: text, Words: []steps.Word{{Text: text, End: 500}}}}}
			style := steps.CaptionStyle{Position: "bottom", Size: 64, Color: "#FFFFFF", StrokeColor: "#000000"}
			captions, err := caption.Fonts(style, "", []steps.Cue{cue})
			if err != nil {
				return nil, err
			}
			type1, err := font.Choose(text, font.Query{})
			if err != nil {
				return nil, err
			}
			digest := blob.DigestOf([]byte("clip"))
			return Compile(timeline.Slice{Width: 180, Height: 320, FPS: 30, Frames: 60, Encoder: timeline.NewEncoder("", ""), Shots: []timeline.Shot{
				{Scene: text, Frames: 30, Clip: steps.Clip{ID: backdrop.ID("sea", 0), Kind: steps.Generated, Term: term}, Words: words, Fonts: type1.Fonts},
				{Scene: text, Start: 30, Frames: 30, Fit: video.Blur, Clip: steps.Clip{ID: text, Kind: steps.VideoClip, Blob: blob.Ref{Digest: digest, MediaType: text}, Demuxer: "mov", Width: 64, Height: 64, Credit: steps.Credit{Source: text},
					Color: steps.Color{PixelFormat: color, Matrix: color, Primaries: color, Transfer: color, Range: color}}},
			}, Captions: &timeline.Captions{Style: style, Fonts: captions.Fonts, Scenes: []timeline.CuedScene{{Frames: 60, Cues: []steps.Cue{cue}}}}})
		}
		job, err := compile(text, "sea", color)
		if err != nil {
			var why *failure.Failure
			if !errors.As(err, &why) || why.Code != failure.MissingGlyph {
				t.Fatalf("Compile: %v", err)
			}
			return
		}
		plain, err := compile("The sea", "sea", color)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(plain.Args, job.Args); d != "" {
			t.Errorf("text is among the arguments (-plain +%q):\n%s", text, d)
		}
		if strings.Trim(color, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" && strings.Contains(strings.Join(job.Args, "\n"), color) {
			if plain, err := compile("The sea", "sea", "unknown"); err != nil || !strings.Contains(strings.Join(plain.Args, "\n"), color) {
				t.Errorf("a file's word %q is among the arguments", color)
			}
		}
		// A term chooses the ground that is drawn, and is not in what draws it.
		if job, err = compile("The sea", text, color); err != nil || len(job.Args) != len(plain.Args) || strings.ContainsAny(text, "\\\"%{}\n") && strings.Contains(strings.Join(job.Args, "\n"), text) && len(text) > 3 {
			t.Errorf("the term %q is among the arguments: %v", text, err)
		}
		for name := range job.Documents {
			if !fileName.MatchString(name) {
				t.Errorf("the document %q", name)
			}
		}
	})
}

var fileName = regexp.MustCompile(`^(in\d+|shot\d+\.ass|captions\.ass)$`)

// FuzzCompile compiles any slice, as it is read from a blob: a failure of the slice's own fault, or a job whose files have
// names of ours and whose inputs are opened by a demuxer of ours.
func FuzzCompile(f *testing.F) {
	paths, err := filepath.Glob("testdata/*.json")
	if err != nil || len(paths) == 0 {
		f.Fatal("no golden slices", err)
	}
	for _, path := range paths {
		f.Add(read(f, path))
	}
	f.Add([]byte(`{"width":180,"height":320,"fps":0,"frames":30,"shots":[{"frames":30,"clip":{"kind":"video","demuxer":"mov"}}]}`))
	f.Add([]byte(`{"width":180,"height":320,"fps":30,"frames":30,"shots":[{"frames":30,"clip":{"kind":"generated"},"words":["x"]}],"captions":{"scenes":[{"frames":30,"cues":[{"end":9,"lines":[{"text":"x"}]}]}]}}`))
	f.Add([]byte(`{"width":1000000000,"height":2,"fps":1,"frames":1000000000000,"shots":[{"frames":1000000000,"clip":{"kind":"generated"}}]}`))
	f.Add([]byte(`{"width":180,"height":320,"fps":30,"frames":30,"shots":[{"frames":30,"clip":{"kind":"picture","demuxer":"concat,hls","width":-1}}]}`))
	f.Add([]byte(`{"width":180,"height":320,"fps":30,"frames":30,"shots":[{"frames":3,"clip":{"kind":"video","demuxer":"mov"},"transition":{"kind":"CrossFade","frames":-9}}],"next":{"clip":{"kind":"generated"}}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var slice timeline.Slice
		if json.Unmarshal(b, &slice) != nil {
			return
		}
		job, err := Compile(slice)
		if err != nil {
			var why *failure.Failure
			if !errors.As(err, &why) || why.Retryable || why.Message == "" {
				t.Fatalf("Compile(%s) = %v", b, err)
			}
			return
		}
		for i, arg := range job.Args {
			switch arg {
			case "-i":
				if !fileName.MatchString(job.Args[i+1]) {
					t.Errorf("an input is %q", job.Args[i+1])
				}
			case "-f":
				if _, err := Demuxer(steps.Clip{Demuxer: job.Args[i+1]}); err != nil {
					t.Error(err)
				}
			}
		}
		for name := range job.Assets {
			if !fileName.MatchString(name) {
				t.Errorf("the asset %q", name)
			}
		}
		if limits := Limits(slice); limits.CPU <= 0 || limits.Wall <= 0 {
			t.Errorf("the limits of %s are %+v", b, limits)
		}
	})
}
