// Package video holds what a video is asked to be: the parameters of a request, with the original's names and meanings.
package video

// Params are the parameters of a video. The zero value is not valid: decode into [Defaults].
//
// Names, defaults and meanings are MoneyPrinterTurbo's wherever it has the parameter; the others say so.
type Params struct {
	// Subject is what the video is about. It may be empty when a script is given. At most 500 characters.
	Subject string `json:"video_subject"`
	// Script is the narration. Given, no language model is asked. At most MaxScript characters.
	Script string `json:"video_script,omitempty"`
	// Terms are footage search terms: a list, or one string split at commas. Given, no language model is asked.
	Terms Terms `json:"video_terms,omitempty"`
	// Aspect is the picture's shape: 9:16, 16:9, 1:1 or 4:5.
	Aspect Aspect `json:"video_aspect"`
	// ConcatMode is the order of the footage: random or sequential.
	ConcatMode ConcatMode `json:"video_concat_mode"`
	// TransitionMode is how a shot begins or ends; empty is a plain cut.
	TransitionMode Transition `json:"video_transition_mode,omitempty"`
	// ClipDuration is the longest a shot lasts, in seconds, 1 to 60.
	ClipDuration int `json:"video_clip_duration"`
	// ClipSpeed is how fast footage plays, 0.5 to 2.
	ClipSpeed float64 `json:"video_clip_speed"`
	// MatchMaterialsToScript keeps the footage in the order of the narration.
	MatchMaterialsToScript bool `json:"match_materials_to_script,omitempty"`
	// Count is how many different cuts to make from the same narration and footage, 1 to 5.
	Count int `json:"video_count"`
	// Source is where footage comes from: generated or local.
	Source string `json:"video_source"`
	// Materials are the user's own clips and pictures, for the source local.
	Materials []Material `json:"video_materials,omitempty"`
	// CustomAudioFile is narration that the user brings, a digest ("sha256:…") or a name in the library; no speech is synthesised.
	CustomAudioFile string `json:"custom_audio_file,omitempty"`
	// Language is the script's language as a BCP 47 tag or an English name; empty follows the subject.
	Language string `json:"video_language,omitempty"`
	// VoiceName is the speech provider's voice; empty is its best for the language; "no-voice" is silence of fitting length.
	VoiceName string `json:"voice_name,omitempty"`
	// VoiceVolume multiplies the narration's amplitude, 0 to 5.
	VoiceVolume float64 `json:"voice_volume"`
	// VoiceRate multiplies the speaking rate, 0.25 to 4.
	VoiceRate float64 `json:"voice_rate"`
	// BGMType is the background music: "" none, "random" a file of the music folder, "custom" the one named by BGMFile.
	BGMType string `json:"bgm_type"`
	// BGMFile is a track: a digest ("sha256:…") or a name in the music folder.
	BGMFile string `json:"bgm_file,omitempty"`
	// BGMVolume multiplies the music's amplitude, 0 to 1; 0 is no music.
	BGMVolume float64 `json:"bgm_volume"`
	// SubtitleEnabled burns captions into the picture.
	SubtitleEnabled bool `json:"subtitle_enabled"`
	// SubtitlePosition is bottom, top, center or custom.
	SubtitlePosition string `json:"subtitle_position"`
	// CustomPosition is the caption's top for the position custom: per cent of the free height, 0 to 100.
	CustomPosition float64 `json:"custom_position"`
	// FontName is a font family that is available; empty picks one that draws the script.
	FontName string `json:"font_name,omitempty"`
	// TextForeColor is the caption's colour, #RRGGBB.
	TextForeColor Color `json:"text_fore_color"`
	// TextBackgroundColor is the caption's box: false none, true black, or #RRGGBB.
	TextBackgroundColor Background `json:"text_background_color"`
	// RoundedSubtitleBackground draws the box round the text only, half transparent.
	RoundedSubtitleBackground bool `json:"rounded_subtitle_background,omitempty"`
	// FontSize is the caption's size in pixels of a picture whose short side is 1080, 8 to 300.
	FontSize int `json:"font_size"`
	// StrokeColor is the outline's colour, #RRGGBB.
	StrokeColor Color `json:"stroke_color"`
	// StrokeWidth is the outline's width in the same pixels, 0 to 20. The original's 1.5 is hard to read on bright footage.
	StrokeWidth float64 `json:"stroke_width"`
	// NThreads is accepted for the original's clients and changes nothing: threads are fixed so that renders repeat.
	NThreads int `json:"n_threads,omitempty"`
	// ParagraphNumber is how many paragraphs the script has, 1 to 10.
	ParagraphNumber int `json:"paragraph_number"`
	// ScriptPrompt adds requirements to the script prompt. At most 2000 characters.
	ScriptPrompt string `json:"video_script_prompt,omitempty"`
	// SystemPrompt replaces the default script prompt. At most 8000 characters.
	SystemPrompt string `json:"custom_system_prompt,omitempty"`

	// The parameters below are not the original's.

	// Fit is how footage fills the picture: cover (crop), blur (on its own blurred background) or contain (on black).
	Fit Fit `json:"video_fit"`
	// FPS is the frame rate: 24, 25, 30, 50 or 60.
	FPS int `json:"video_fps"`
	// Codec is the H.264 encoder: libx264, or one of graphics processors that ffmpeg offers and that works on the
	// machine that renders: h264_nvenc, h264_qsv, h264_videotoolbox, h264_amf, h264_vaapi. The original sets it for all videos.
	Codec string `json:"video_codec"`
	// ShortSide is the picture's short side in pixels: 360, 540, 720 or 1080.
	ShortSide int `json:"video_short_side"`
	// Highlight colours the word being spoken.
	Highlight bool `json:"subtitle_highlight"`
	// HighlightColor is the spoken word's colour, #RRGGBB.
	HighlightColor Color `json:"subtitle_highlight_color"`
	// LLMProvider writes the script and the terms: offline or openai, or several parted by commas, each of which is asked when
	// those before it fail. Empty is the configured one.
	LLMProvider string `json:"llm_provider,omitempty"`
	// SpeechProvider speaks: espeak or openai, or several parted by commas, each of which is asked when those before it fail.
	// Empty is the configured one.
	SpeechProvider string `json:"tts_provider,omitempty"`
	// Ducking lowers the music while the voice speaks.
	Ducking bool `json:"bgm_ducking"`
	// StopAt ends the video after a step, such as script, terms, speech ("audio"), subtitle or fetch ("materials"); empty or "video" makes the whole.
	StopAt string `json:"stop_at,omitempty"`
	// Seed varies the choices of a video: footage, music, transitions. 0 derives it from the subject, so the same request gives the same video.
	Seed int64 `json:"seed,omitempty"`
	// Priority orders your own videos: of those that wait, the higher come first. -100 to 100.
	Priority int `json:"priority,omitempty"`
	// Base is the id of a video of the same owner whose choice of footage is kept where the scenes are the same: give it when you make an edited script.
	Base string `json:"base,omitempty"`
}

// MaxScript is the longest script in characters: some twenty minutes of narration.
const MaxScript = 20_000

// Material is a clip or picture of the user's own.
type Material struct {
	// Provider is "local" or empty.
	Provider string `json:"provider,omitempty"`
	// URL is a digest ("sha256:…") of an upload, or a file's name in the library.
	URL string `json:"url"`
	// Name is what the user calls it, such as the uploaded file's name; for messages and provenance.
	Name string `json:"name,omitempty"`
	// Duration in seconds is accepted for the original's clients; the file itself is measured.
	Duration float64 `json:"duration,omitempty"`
}

// Defaults returns the parameters of a request that says nothing.
func Defaults() Params {
	return Params{
		Aspect: Portrait, ConcatMode: Random, ClipDuration: 5, ClipSpeed: 1, Count: 1, Source: "generated",
		VoiceVolume: 1, VoiceRate: 1, BGMType: "random", BGMVolume: 0.2, Ducking: true,
		SubtitleEnabled: true, SubtitlePosition: "bottom", CustomPosition: 70,
		TextForeColor: "#FFFFFF", StrokeColor: "#000000", FontSize: 64, StrokeWidth: 4,
		Highlight: true, HighlightColor: "#FFD400", ParagraphNumber: 1,
		Fit: Cover, FPS: 30, Codec: "libx264", ShortSide: 1080,
	}
}
