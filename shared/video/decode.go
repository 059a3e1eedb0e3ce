package video

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// Decode reads parameters over the defaults and validates them. Unknown fields are passed over, as every reader of our
// events does. The error is a failure of code InvalidInput or TooLarge that names the parameter.
func Decode(data []byte) (Params, error) {
	p := Defaults()
	if err := json.Unmarshal(data, &p); err != nil {
		var wrong *json.UnmarshalTypeError
		if errors.As(err, &wrong) {
			return p, failure.Wrap(failure.InvalidInput, err, fmt.Sprintf("%s must be a %s, not a %s", wrong.Field, wrong.Type, wrong.Value))
		}
		return p, failure.Wrap(failure.InvalidInput, err, "the parameters are not valid JSON: "+err.Error())
	}
	return p, p.Validate()
}

// Validate checks every parameter against its range and normalises what the original normalises.
func (p *Params) Validate() error {
	p.Subject, p.Script = strings.TrimSpace(p.Subject), strings.TrimSpace(p.Script)
	if math.IsNaN(p.ClipSpeed) || p.ClipSpeed <= 0 {
		p.ClipSpeed = 1
	}
	p.ClipSpeed = min(max(p.ClipSpeed, 0.5), 2)
	p.StopAt = canonicalStop(p.StopAt)

	if !utf8.ValidString(p.Subject) || !utf8.ValidString(p.Script) {
		return invalid("video_subject and video_script must be UTF-8 text")
	}
	if p.Subject == "" && p.Script == "" && p.CustomAudioFile == "" {
		return failure.New(failure.InvalidInput, "video_subject is empty", failure.Hint("say what the video is about, or give a script"))
	}
	for _, limit := range []struct {
		name, text string
		most       int
	}{
		{"video_subject", p.Subject, 500}, {"video_script", p.Script, MaxScript},
		{"video_script_prompt", p.ScriptPrompt, 2000}, {"custom_system_prompt", p.SystemPrompt, 8000},
	} {
		if n := utf8.RuneCountInString(limit.text); n > limit.most {
			return failure.New(failure.TooLarge, fmt.Sprintf("%s has %d characters; at most %d are taken", limit.name, n, limit.most),
				failure.Hint("shorten it, or make several videos"))
		}
	}
	for _, choice := range []struct {
		name, value string
		from        []string
	}{
		{"video_aspect", string(p.Aspect), []string{string(Portrait), string(Landscape), string(Square), string(Feed)}},
		{"video_concat_mode", string(p.ConcatMode), []string{string(Random), string(Sequential)}},
		{"video_transition_mode", string(p.TransitionMode), transitionNames()},
		{"video_source", p.Source, []string{"generated", "local"}},
		{"video_codec", p.Codec, append([]string{"", "libx264"}, HardwareEncoders()...)},
		{"video_fit", string(p.Fit), []string{string(Cover), string(Blur), string(Contain)}},
		{"bgm_type", p.BGMType, []string{"", "random", "custom"}},
		{"subtitle_position", p.SubtitlePosition, []string{"bottom", "top", "center", "custom"}},
		{"stop_at", p.StopAt, stops},
	} {
		if !slices.Contains(choice.from, choice.value) {
			return invalid("%s is %q; it must be one of: %s", choice.name, clip(choice.value), strings.Join(choice.from, ", "))
		}
	}
	for _, span := range []struct {
		name               string
		value, least, most float64
	}{
		{"video_clip_duration", float64(p.ClipDuration), 1, 60}, {"video_count", float64(p.Count), 1, 5},
		{"voice_volume", p.VoiceVolume, 0, 5}, {"voice_rate", p.VoiceRate, 0.25, 4}, {"bgm_volume", p.BGMVolume, 0, 1},
		{"custom_position", p.CustomPosition, 0, 100}, {"font_size", float64(p.FontSize), 8, 300},
		{"stroke_width", p.StrokeWidth, 0, 20}, {"paragraph_number", float64(p.ParagraphNumber), 1, 10},
		{"priority", float64(p.Priority), -100, 100},
	} {
		if !(span.value >= span.least && span.value <= span.most) {
			return invalid("%s is %v; it must be from %v to %v", span.name, span.value, span.least, span.most)
		}
	}
	if !slices.Contains([]int{24, 25, 30, 50, 60}, p.FPS) {
		return invalid("video_fps is %d; it must be 24, 25, 30, 50 or 60", p.FPS)
	}
	if !slices.Contains([]int{360, 540, 720, 1080}, p.ShortSide) {
		return invalid("video_short_side is %d; it must be 360, 540, 720 or 1080", p.ShortSide)
	}
	for name, c := range map[string]Color{"text_fore_color": p.TextForeColor, "stroke_color": p.StrokeColor, "subtitle_highlight_color": p.HighlightColor} {
		if !c.Valid() {
			return invalid("%s is %q; it must be a colour such as #FFFFFF", name, clip(string(c)))
		}
	}
	if p.TextBackgroundColor != "" && !Color(p.TextBackgroundColor).Valid() {
		return invalid("text_background_color is %q; it must be false, true or a colour such as #000000", clip(string(p.TextBackgroundColor)))
	}
	if p.Source == "local" && len(p.Materials) == 0 {
		return failure.New(failure.InvalidInput, "video_source is local and video_materials names no file", failure.Hint("name the clips or pictures to use"))
	}
	if len(p.Materials) > 500 || len(p.Terms) > 100 {
		return failure.New(failure.TooLarge, "at most 500 video_materials and 100 video_terms are taken")
	}
	if p.BGMType == "custom" && p.BGMFile == "" {
		return invalid("bgm_type is custom and bgm_file names no track")
	}
	return nil
}

// stops are the values of stop_at in the steps' own names; canonicalStop maps the original's to them.
var stops = []string{"", "script", "terms", "speech", "subtitle", "search", "fetch", "plan", "segment"}

func canonicalStop(s string) string {
	switch s {
	case "audio":
		return "speech"
	case "materials":
		return "fetch"
	case "video", "assemble":
		return ""
	}
	return s
}

func transitionNames() []string {
	names := []string{""}
	for _, t := range Transitions() {
		names = append(names, string(t))
	}
	return names
}

func invalid(format string, args ...any) error {
	return failure.New(failure.InvalidInput, fmt.Sprintf(format, args...))
}

// clip shortens what a user sent so that a message stays readable.
func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
