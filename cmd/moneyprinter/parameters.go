package main

import (
	"encoding/json"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// parameters are the flags of video.Params. Their JSON is the API's document, so that one decoder checks both.
type parameters struct {
	Subject string `json:"video_subject" arg:"" optional:"" help:"What the video is about."`

	Terms        []string `json:"video_terms,omitempty" group:"Text" placeholder:"TERM" help:"Footage search terms; no model is asked for them."`
	Language     string   `json:"video_language" group:"Text" placeholder:"TAG" help:"The script's language, such as en, zh-CN or German; by default the subject's."`
	Paragraphs   int      `json:"paragraph_number" group:"Text" name:"paragraph-number" default:"${paragraph_number}" placeholder:"N" help:"How many paragraphs to write, 1 to 10 (${default})."`
	ScriptPrompt string   `json:"video_script_prompt" group:"Text" placeholder:"TEXT" help:"Requirements added to the script prompt."`
	SystemPrompt string   `json:"custom_system_prompt" group:"Text" placeholder:"TEXT" help:"Replaces the default script prompt."`
	LLMProvider  string   `json:"llm_provider" group:"Text" placeholder:"NAME" help:"Who writes: offline or openai, or several (openai,offline), each of which is asked when those before it fail; by default what is configured."`

	Aspect     string `json:"video_aspect" group:"Picture" default:"${video_aspect}" enum:"9:16,16:9,1:1,4:5" placeholder:"W:H" help:"The picture's shape: ${enum} (${default})."`
	ShortSide  int    `json:"video_short_side" group:"Picture" default:"${video_short_side}" enum:"360,540,720,1080" placeholder:"PIXELS" help:"The picture's short side: ${enum} (${default})."`
	FPS        int    `json:"video_fps" group:"Picture" name:"fps" default:"${video_fps}" enum:"24,25,30,50,60" placeholder:"N" help:"Frames a second: ${enum} (${default})."`
	Fit        string `json:"video_fit" group:"Picture" default:"${video_fit}" enum:"cover,blur,contain" placeholder:"FIT" help:"How footage of another shape fills the picture: ${enum} (${default})."`
	Codec      string `json:"video_codec" group:"Picture" default:"${video_codec}" enum:"libx264,h264_nvenc,h264_qsv,h264_videotoolbox,h264_amf,h264_vaapi" placeholder:"NAME" help:"The encoder: ${enum} (${default}); doctor lists those that work."`
	Transition string `json:"video_transition_mode" group:"Picture" name:"transition" default:"None" enum:"None,Shuffle,FadeIn,FadeOut,SlideIn,SlideOut,ZoomIn,ZoomOut,CrossFade" placeholder:"NAME" help:"Between shots: ${enum} (${default})."`

	Source       string  `json:"video_source" group:"Footage" default:"${video_source}" enum:"generated,local" placeholder:"NAME" help:"Where footage comes from: ${enum} (${default})."`
	ConcatMode   string  `json:"video_concat_mode" group:"Footage" default:"${video_concat_mode}" enum:"random,sequential" placeholder:"MODE" help:"The order of the footage: ${enum} (${default})."`
	Match        bool    `json:"match_materials_to_script" group:"Footage" name:"match-materials-to-script" help:"Keep the footage in the order of the narration."`
	ClipDuration int     `json:"video_clip_duration" group:"Footage" default:"${video_clip_duration}" placeholder:"SECONDS" help:"The longest a shot lasts, 1 to 60 (${default})."`
	ClipSpeed    float64 `json:"video_clip_speed" group:"Footage" default:"${video_clip_speed}" placeholder:"X" help:"How fast footage plays, 0.5 to 2 (${default})."`
	Count        int     `json:"video_count" group:"Footage" default:"${video_count}" placeholder:"N" help:"How many different cuts to make, 1 to 5 (${default})."`
	Seed         int64   `json:"seed" group:"Footage" default:"0" placeholder:"N" help:"Varies the choice of footage, music and transitions; 0 follows the subject."`

	VoiceName     string  `json:"voice_name" group:"Voice" name:"voice" placeholder:"NAME" help:"The voice; by default the provider's best for the language; no-voice is silence."`
	VoiceRate     float64 `json:"voice_rate" group:"Voice" default:"${voice_rate}" placeholder:"X" help:"The speaking rate, 0.25 to 4 (${default})."`
	VoiceVolume   float64 `json:"voice_volume" group:"Voice" default:"${voice_volume}" placeholder:"X" help:"The narration's amplitude, 0 to 5 (${default})."`
	SpeechService string  `json:"tts_provider" group:"Voice" name:"tts-provider" placeholder:"NAME" help:"Who speaks: espeak or openai, or several (openai,espeak), each of which is asked when those before it fail; by default what is configured."`

	BGMType   string  `json:"bgm_type" group:"Music" name:"bgm-type" default:"${bgm_type}" enum:"none,random,custom" placeholder:"TYPE" help:"Background music: ${enum} (${default})."`
	BGMVolume float64 `json:"bgm_volume" group:"Music" name:"bgm-volume" default:"${bgm_volume}" placeholder:"X" help:"The music's amplitude, 0 to 1 (${default})."`
	Ducking   bool    `json:"bgm_ducking" group:"Music" name:"bgm-ducking" negatable:"" default:"${bgm_ducking}" help:"Lower the music while the voice speaks."`

	Subtitles      bool    `json:"subtitle_enabled" group:"Captions" name:"subtitle" negatable:"" default:"${subtitle_enabled}" help:"Burn captions into the picture."`
	Position       string  `json:"subtitle_position" group:"Captions" name:"subtitle-position" default:"${subtitle_position}" enum:"bottom,top,center,custom" placeholder:"WHERE" help:"Where captions stand: ${enum} (${default})."`
	CustomPosition float64 `json:"custom_position" group:"Captions" default:"${custom_position}" placeholder:"PERCENT" help:"Their top for --subtitle-position custom, 0 to 100 (${default})."`
	Font           string  `json:"font_name" group:"Captions" name:"font" placeholder:"FAMILY" help:"The font; by default one that draws the script."`
	FontSize       int     `json:"font_size" group:"Captions" default:"${font_size}" placeholder:"PIXELS" help:"The size in a picture of short side 1080, 8 to 300 (${default})."`
	Color          string  `json:"text_fore_color" group:"Captions" name:"text-fore-color" default:"${text_fore_color}" placeholder:"#RRGGBB" help:"The text's colour (${default})."`
	Box            box     `json:"text_background_color" group:"Captions" name:"text-background-color" default:"${text_background_color}" placeholder:"#RRGGBB" help:"A box behind the text: false, true or a colour (${default})."`
	Rounded        bool    `json:"rounded_subtitle_background" group:"Captions" name:"rounded-subtitle-background" help:"Draw the box round the text only, half transparent."`
	StrokeColor    string  `json:"stroke_color" group:"Captions" default:"${stroke_color}" placeholder:"#RRGGBB" help:"The outline's colour (${default})."`
	StrokeWidth    float64 `json:"stroke_width" group:"Captions" default:"${stroke_width}" placeholder:"PIXELS" help:"The outline's width, 0 to 20 (${default})."`
	Highlight      bool    `json:"subtitle_highlight" group:"Captions" name:"subtitle-highlight" negatable:"" default:"${subtitle_highlight}" help:"Colour the word being spoken."`
	HighlightColor string  `json:"subtitle_highlight_color" group:"Captions" name:"subtitle-highlight-color" default:"${subtitle_highlight_color}" placeholder:"#RRGGBB" help:"Its colour (${default})."`

	StopAt   string `json:"stop_at" group:"Making" placeholder:"STEP" help:"End after a step: script, terms, speech, subtitle, search, fetch, plan or segment."`
	Priority int    `json:"priority" group:"Making" default:"0" placeholder:"N" help:"Of your videos that wait, the higher come first; -100 to 100."`
	Base     string `json:"base" group:"Making" name:"edit" placeholder:"VIDEO-ID" help:"The video of which this is an edit: unchanged scenes keep their footage and are not rendered again."`
	NThreads int    `json:"n_threads" hidden:"" help:"Taken for the original's users; it changes nothing."`
}

// params returns the checked parameters; what is wrong is a failure of code InvalidInput or TooLarge. The flags that name
// files are added to them.
func (p parameters) params(f files) (video.Params, error) {
	if p.BGMType == "none" {
		p.BGMType = ""
	}
	if len(f.Clips) > 0 {
		p.Source = "local"
	}
	if f.BGMFile != "" {
		p.BGMType = "custom"
	}
	b, err := json.Marshal(struct {
		parameters
		files
	}{p, f})
	if err != nil {
		return video.Params{}, failure.Wrap(failure.InvalidInput, err, "the parameters cannot be read: "+err.Error())
	}
	return video.Decode(b)
}

// box is a caption's box: false, true or a colour.
type box string

// MarshalJSON writes the API's form.
func (b box) MarshalJSON() ([]byte, error) {
	if b == "true" || b == "false" {
		return []byte(b), nil
	}
	return json.Marshal(string(b))
}
