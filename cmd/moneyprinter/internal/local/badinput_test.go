package local_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/local"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// Every bad input ends in a failure document that says what is wrong, and leaves nothing half-written.
func TestBadInput(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := func(name string, content []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	ffmpeg := func(name string, args ...string) string {
		path := filepath.Join(dir, name)
		if out, err := exec.Command("ffmpeg", append(append([]string{"-v", "error", "-y"}, args...), path)...).CombinedOutput(); err != nil {
			t.Fatalf("ffmpeg: %v: %s", err, out)
		}
		return path
	}
	whole, err := os.ReadFile(ffmpeg("good.mp4", "-f", "lavfi", "-i", "testsrc2=size=640x640:rate=30", "-t", "2", "-pix_fmt", "yuv420p", "-movflags", "+faststart"))
	if err != nil {
		t.Fatal(err)
	}
	data := t.TempDir()
	m := start(t, local.Options{Data: data})
	clip := func(path string) func(*video.Params) {
		return func(p *video.Params) {
			material, err := m.Import(t.Context(), path)
			if err != nil {
				t.Fatal(err)
			}
			p.Source, p.Materials = "local", []video.Material{material}
		}
	}
	for name, c := range map[string]struct {
		change func(*video.Params)
		code   failure.Code
		step   string
		says   string
	}{
		"empty subject":        {func(p *video.Params) { p.Subject, p.Script = " ", "" }, failure.InvalidInput, "workflow", "video_subject"},
		"script of 1 MB":       {func(p *video.Params) { p.Script = strings.Repeat("word ", 200_000) }, failure.TooLarge, "workflow", "video_script"},
		"text named mp4":       {clip(file("text.mp4", []byte(strings.Repeat("this is no film\n", 1000)))), failure.UnsupportedMedia, "search", "text.mp4"},
		"no video stream":      {clip(ffmpeg("sound.mp4", "-f", "lavfi", "-i", "sine", "-t", "2")), failure.UnsupportedMedia, "search", "sound.mp4"},
		"corrupt mp4":          {clip(file("corrupt.mp4", whole[:len(whole)/3])), failure.CorruptMedia, "fetch", "corrupt.mp4"},
		"playlist named mp4":   {clip(file("list.mp4", []byte("#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n"))), failure.UnsupportedMedia, "search", "list.mp4"},
		"concat script as mp4": {clip(file("concat.mp4", []byte("ffconcat version 1.0\nfile '/etc/passwd'\n"))), failure.UnsupportedMedia, "search", "concat.mp4"},
		"missing glyph":        {func(p *video.Params) { p.Script = "A sign that no font has: \U000F1234 here." }, failure.MissingGlyph, "plan", "U+F1234"},
		"unknown font":         {func(p *video.Params) { p.FontName = "No Such Font" }, failure.NotFound, "plan", "No Such Font"},
		"unknown voice":        {func(p *video.Params) { p.VoiceName = "xx-nobody" }, failure.UnknownVoice, "speech", "xx-nobody"},
		"missing music":        {func(p *video.Params) { p.BGMType, p.BGMFile = "custom", "gone.mp3" }, failure.NotFound, "fetch", "gone.mp3"},
		"path as music":        {func(p *video.Params) { p.BGMType, p.BGMFile = "custom", "../../etc/passwd" }, failure.InvalidInput, "fetch", ""},
		"path as clip": {func(p *video.Params) {
			p.Source, p.Materials = "local", []video.Material{{URL: "/etc/passwd"}}
		}, failure.InvalidInput, "search", ""},
		"no key":           {func(p *video.Params) { p.Script, p.LLMProvider = "", "openai" }, failure.NotConfigured, "script", ""},
		"unknown model":    {func(p *video.Params) { p.Script, p.LLMProvider = "", "oracle" }, failure.InvalidInput, "script", "oracle"},
		"no such hardware": {func(p *video.Params) { p.Codec = "h264_amf" }, failure.NotConfigured, "segment", "h264_amf"},
		"unspeakable":      {func(p *video.Params) { p.Script = "... !!! ---" }, failure.InvalidInput, "script", ""},
		"unknown base":     {func(p *video.Params) { p.Base = "gone" }, failure.NotFound, "workflow", "gone"},
		"hostile caption":  {func(p *video.Params) { p.FontName = `x:fontsdir=/etc,drawtext=text='` }, failure.NotFound, "plan", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := small("coffee")
			p.Script = "Coffee is a drink."
			c.change(&p)
			id, err := m.Create(t.Context(), orchestration.LocalOwner, p)
			if err != nil {
				t.Fatal(err)
			}
			v := finish(t, m, id)
			if v.State != orchestration.Failed || v.Failure == nil {
				t.Fatalf("state %s, failure %v", v.State, v.Failure)
			}
			f := v.Failure
			if f.Code != c.code || f.Step != c.step || !strings.Contains(f.Message, c.says) {
				t.Errorf("failure %+v, want code %s of step %s that says %q", f, c.code, c.step, c.says)
			}
			if strings.Contains(f.Message+f.Hint, data) {
				t.Errorf("the failure tells a path of this machine: %+v", f)
			}
		})
	}
	t.Cleanup(func() {
		left, err := filepath.Glob(filepath.Join(data, "blobs", "incoming", "*"))
		if err != nil || len(left) > 0 {
			t.Errorf("left half-written: %v, %v", left, err)
		}
	})
}
