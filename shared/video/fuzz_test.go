package video_test

import (
	"encoding/json"
	"errors"
	"math"
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// FuzzDecode looks that parameters are within what package video documents, or that the failure says what is wrong with
// them, and that parameters that were taken are taken again as they were written.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{
		`{"video_subject":"The sea"}`, `{}`, `null`, `[]`, `{"video_subject":5}`, `{"video_subject":"x","video_clip_speed":1e308}`,
		`{"video_subject":" x ","video_terms":"a, b，c","video_transition_mode":"none","text_background_color":true,"stop_at":"audio"}`,
		`{"video_subject":"x","video_source":"local","video_materials":[{"url":"a.mp4","duration":-1}],"bgm_type":"custom","bgm_file":"x.mp3"}`,
		`{"video_subject":"x","text_background_color":"#12345","video_terms":null,"video_count":-0,"video_transition_mode":null}`,
		`{"video_subject":"\u0000\ud800","custom_position":-0.0}`, `{"video_subject":"x","text_background_color": "" }`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := video.Decode(b)
		if err != nil {
			var why *failure.Failure
			if !errors.As(err, &why) || why.Code != failure.InvalidInput && why.Code != failure.TooLarge || why.Message == "" || why.Retryable {
				t.Fatalf("Decode(%q): %#v", b, err)
			}
			if !utf8.ValidString(why.Message) || len(why.Message) > 2000 {
				t.Errorf("the message is %q", why.Message)
			}
			return
		}
		inRange(t, p)
		again, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		second, err := video.Decode(again)
		if err != nil {
			t.Fatalf("what was taken is refused: %v\n%s", err, again)
		}
		if d := cmp.Diff(p, second, cmpopts.EquateEmpty()); d != "" {
			t.Errorf("decoded again (-first +second):\n%s", d)
		}
	})
}

// inRange checks what the comments of Params say.
func inRange(t *testing.T, p video.Params) {
	t.Helper()
	for name, span := range map[string][3]float64{
		"clip duration": {float64(p.ClipDuration), 1, 60}, "clip speed": {p.ClipSpeed, 0.5, 2}, "count": {float64(p.Count), 1, 5},
		"voice volume": {p.VoiceVolume, 0, 5}, "voice rate": {p.VoiceRate, 0.25, 4}, "music volume": {p.BGMVolume, 0, 1},
		"custom position": {p.CustomPosition, 0, 100}, "font size": {float64(p.FontSize), 8, 300}, "stroke width": {p.StrokeWidth, 0, 20},
		"paragraphs": {float64(p.ParagraphNumber), 1, 10}, "priority": {float64(p.Priority), -100, 100},
		"subject": {float64(utf8.RuneCountInString(p.Subject)), 0, 500}, "script": {float64(utf8.RuneCountInString(p.Script)), 0, video.MaxScript},
		"materials": {float64(len(p.Materials)), 0, 500}, "terms": {float64(len(p.Terms)), 0, 100},
	} {
		if math.IsNaN(span[0]) || span[0] < span[1] || span[0] > span[2] {
			t.Errorf("%s is %v, not from %v to %v", name, span[0], span[1], span[2])
		}
	}
	if p.Subject == "" && p.Script == "" && p.CustomAudioFile == "" {
		t.Error("there is nothing to make a video of")
	}
	if !slices.Contains([]int{24, 25, 30, 50, 60}, p.FPS) || !slices.Contains([]int{360, 540, 720, 1080}, p.ShortSide) {
		t.Errorf("%d frames a second, short side %d", p.FPS, p.ShortSide)
	}
	if w, h := p.Aspect.Size(p.ShortSide); w%2 != 0 || h%2 != 0 || min(w, h) != p.ShortSide {
		t.Errorf("%s of %d is %d×%d", p.Aspect, p.ShortSide, w, h)
	}
	if p.TransitionMode != video.Cut && !slices.Contains(video.Transitions(), p.TransitionMode) {
		t.Errorf("transition %q", p.TransitionMode)
	}
	if !p.TextForeColor.Valid() || !p.StrokeColor.Valid() || !p.HighlightColor.Valid() || p.TextBackgroundColor != "" && !video.Color(p.TextBackgroundColor).Valid() {
		t.Errorf("colours %q %q %q %q", p.TextForeColor, p.StrokeColor, p.HighlightColor, p.TextBackgroundColor)
	}
}
