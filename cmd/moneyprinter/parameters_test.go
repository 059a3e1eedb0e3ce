package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// parse parses a command line as run does.
func parse(t *testing.T, args ...string) (commands, error) {
	t.Helper()
	var cli commands
	parser, err := kong.New(&cli, defaults())
	if err != nil {
		t.Fatal(err)
	}
	_, err = parser.Parse(args)
	return cli, err
}

func TestFlagsBecomeParameters(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
		return path
	}
	script, song := file("talk.txt", "\ufeffHello there.\n"), file("song.mp3", "x")
	one, two := file("clips/b.MP4", "x"), file("clips/c.png", "x")
	file("clips/notes.txt", "x")

	for _, c := range []struct {
		name string
		args []string
		want func(*video.Params)
	}{
		{"a subject", []string{"The sea"}, func(p *video.Params) { p.Subject = "The sea" }},
		{"a script from a file", []string{"--script", script}, func(p *video.Params) { p.Script = "Hello there." }},
		{"a script from standard input", []string{"--script=-"}, func(p *video.Params) { p.Script = "From stdin" }},
		{"clips up to the next flag", []string{"x", "--clips", one, script, "--seed", "7"}, func(p *video.Params) {
			p.Subject, p.Source, p.Seed = "x", "local", 7
			p.Materials = []video.Material{{Provider: "local", URL: one}, {Provider: "local", URL: script}}
		}},
		{"a folder of clips", []string{"x", "--clips", filepath.Dir(one)}, func(p *video.Params) {
			p.Subject, p.Source = "x", "local"
			p.Materials = []video.Material{{Provider: "local", URL: one}, {Provider: "local", URL: two}}
		}},
		{"a track", []string{"x", "--bgm-file", song}, func(p *video.Params) { p.Subject, p.BGMType, p.BGMFile = "x", "custom", song }},
		{"no music, no captions, no highlight", []string{"x", "--bgm-type=none", "--no-subtitle", "--no-subtitle-highlight", "--no-bgm-ducking"}, func(p *video.Params) {
			p.Subject, p.BGMType, p.SubtitleEnabled, p.Highlight, p.Ducking = "x", "", false, false, false
		}},
		{"everything else", []string{"x", "--terms", "a,b", "--language=de", "--paragraph-number=2", "--aspect=1:1", "--short-side=360", "--fps=25", "--fit=blur", "--transition=CrossFade",
			"--concat-mode=sequential", "--match-materials-to-script", "--clip-duration=3", "--clip-speed=1.5", "--count=2", "--voice=v", "--voice-rate=1.2", "--bgm-volume=0.5",
			"--subtitle-position=top", "--text-background-color=true", "--stop-at=audio", "--edit=v1"}, func(p *video.Params) {
			p.Subject, p.Terms, p.Language, p.ParagraphNumber, p.Aspect, p.ShortSide, p.FPS, p.Fit = "x", video.Terms{"a", "b"}, "de", 2, video.Square, 360, 25, video.Blur
			p.TransitionMode, p.ConcatMode, p.MatchMaterialsToScript, p.ClipDuration, p.ClipSpeed, p.Count = video.CrossFade, video.Sequential, true, 3, 1.5, 2
			p.VoiceName, p.VoiceRate, p.BGMVolume, p.SubtitlePosition, p.TextBackgroundColor, p.StopAt, p.Base = "v", 1.2, 0.5, "top", "#000000", "speech", "v1"
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			cli, err := parse(t, append([]string{"make"}, c.args...)...)
			if err != nil {
				t.Fatal(err)
			}
			got, err := cli.Make.params(strings.NewReader("From stdin\n"))
			if err != nil {
				t.Fatal(err)
			}
			want := video.Defaults()
			c.want(&want)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatal(diff)
			}
		})
	}
}

func TestWrongParameters(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args []string
		code failure.Code
	}{
		{nil, failure.InvalidInput},
		{[]string{"x", "--voice-rate=9"}, failure.InvalidInput},
		{[]string{"x", "--stroke-color=red"}, failure.InvalidInput},
		{[]string{"x", "--script=none.txt"}, failure.NotFound},
		{[]string{"--script=testdata"}, failure.InvalidInput},
		{[]string{"--clips", "none.mp4", "x"}, failure.NotFound},
		{[]string{"x", "--clips", "testdata"}, failure.NotFound},
		{[]string{"x", "--custom-audio-file=none.wav"}, failure.NotFound},
		{[]string{strings.Repeat("x", 501)}, failure.TooLarge},
	} {
		cli, err := parse(t, append([]string{"make"}, c.args...)...)
		if err != nil {
			t.Errorf("%v: %v", c.args, err)
			continue
		}
		if _, err := cli.Make.params(strings.NewReader("")); !errors.Is(err, &failure.Failure{Code: c.code}) {
			t.Errorf("%.80v: %v, want %s", c.args, err, c.code)
		}
	}
}

// Every parameter of the API has a flag, and every value that help offers is taken.
func TestEveryParameterHasAFlag(t *testing.T) {
	t.Parallel()
	flags := map[string]bool{}
	for _, of := range []reflect.Type{reflect.TypeFor[parameters](), reflect.TypeFor[files]()} {
		for i := range of.NumField() {
			f := of.Field(i)
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			flags[name] = true
			for value := range strings.SplitSeq(f.Tag.Get("enum"), ",") {
				if value == "" || value == "local" || value == "custom" || value == "none" { // these need more
					continue
				}
				document := map[string]any{"video_subject": "x", name: value}
				if f.Type.Kind() == reflect.Int {
					document[name] = json.Number(value)
				}
				b, err := json.Marshal(document)
				if err != nil {
					t.Fatal(err)
				}
				if _, err := video.Decode(b); err != nil {
					t.Errorf("help offers %s for %s: %v", value, name, err)
				}
			}
		}
	}
	of := reflect.TypeFor[video.Params]()
	for i := range of.NumField() {
		if name, _, _ := strings.Cut(of.Field(i).Tag.Get("json"), ","); !flags[name] {
			t.Errorf("the parameter %s has no flag", name)
		}
	}
}

// store is an importer that remembers.
type store struct{ paths []string }

func (s *store) Import(_ context.Context, path string) (video.Material, error) {
	s.paths = append(s.paths, path)
	return video.Material{URL: "sha256:" + filepath.Base(path), Name: filepath.Base(path)}, nil
}

func TestFilesAreImportedAndNamesAreKept(t *testing.T) {
	t.Parallel()
	clip := filepath.Join(t.TempDir(), "clip.mp4")
	if err := os.WriteFile(clip, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	s := &store{}
	p := video.Params{Materials: []video.Material{{URL: clip}}, CustomAudioFile: clip, BGMFile: "morning-light"}
	if err := (inputs{}).store(t.Context(), s, &p); err != nil {
		t.Fatal(err)
	}
	want := video.Params{Materials: []video.Material{{URL: "sha256:clip.mp4", Name: "clip.mp4"}}, CustomAudioFile: "sha256:clip.mp4", BGMFile: "morning-light"}
	if diff := cmp.Diff(want, p); diff != "" || len(s.paths) != 2 {
		t.Fatalf("imported %v, %s", s.paths, diff)
	}
}
