package steps

import "github.com/moneyprinter/moneyprinter/shared/blob"

// SampleRate is the sample rate in Hz of all narration and of the finished sound. At every frame rate offered a frame
// is a whole number of samples.
const SampleRate = 48_000

// SpeechInput asks for the narration of one scene.
type SpeechInput struct {
	Text     string `json:"text"`
	Language string `json:"language"`
	Voice    string `json:"voice,omitempty"`
	// Rate multiplies the speaking rate.
	Rate float64 `json:"rate"`
	// Provider is the speech provider; empty is the configured one.
	Provider string `json:"provider,omitempty"`
	// Recording is a narration of the user's own, a digest or a name in the library; then nothing is synthesised.
	Recording string `json:"recording,omitempty"`
}

// SpeechOutput is the narration of one scene.
type SpeechOutput struct {
	// Audio is a WAV file: PCM, 16 bit, mono, SampleRate.
	Audio blob.Ref `json:"audio"`
	// Samples is the audio's length in samples.
	Samples int64 `json:"samples"`
	// Words are the words with their times, in order.
	Words []Word `json:"words"`
	// Timing tells where the words' times come from.
	Timing Timing `json:"timing"`
	Voice  string `json:"voice,omitempty"`
	Origin Origin `json:"origin"`
}

// Timing tells where word times come from.
type Timing string

// The timings.
const (
	// Boundaries: the speech engine reported each word.
	Boundaries Timing = "boundaries"
	// Estimated: word times were estimated from the measured length of the audio.
	Estimated Timing = "estimated"
)

// Word is a spoken word. Every word of the text appears once and in order, whether or not the engine reported it.
type Word struct {
	// Text is the word as the script writes it, with the punctuation that clings to it.
	Text string `json:"text"`
	// Start and End are in milliseconds from the scene's start.
	Start int `json:"start"`
	End   int `json:"end"`
	// Offset is where the word begins in the scene's text, in bytes.
	Offset int `json:"offset"`
}

// SubtitleInput asks for captions of all scenes.
type SubtitleInput struct {
	Scenes   []SpokenScene `json:"scenes"`
	Language string        `json:"language"`
	// FPS is the video's frame rate.
	FPS int `json:"fps"`
	// LineWidth is the room for a caption line in multiples of the font size (ems).
	LineWidth float64 `json:"line_width"`
}

// SpokenScene is a scene with its narration's times.
type SpokenScene struct {
	ID      string `json:"id"`
	Text    string `json:"text"`
	Samples int64  `json:"samples"`
	Words   []Word `json:"words"`
	// Timing is the speech step's, for words.json.
	Timing Timing `json:"timing,omitempty"`
}

// SubtitleOutput is the captions, by scene and as files.
type SubtitleOutput struct {
	Scenes []CuedScene `json:"scenes"`
	// SRT, VTT and Words are the caption files with times from the video's start.
	SRT   blob.Ref `json:"srt"`
	VTT   blob.Ref `json:"vtt"`
	Words blob.Ref `json:"words"`
}

// CuedScene is a scene's place in the video and its captions.
type CuedScene struct {
	ID string `json:"id"`
	// Start and Frames are the scene's first frame and its length, in frames of the video.
	Start  int   `json:"start"`
	Frames int   `json:"frames"`
	Cues   []Cue `json:"cues"`
}

// Cue is one caption on the screen.
type Cue struct {
	// Start and End are in milliseconds from the scene's start.
	Start int `json:"start"`
	End   int `json:"end"`
	// Lines are the cue's lines; a line's words, joined as the script joins them, are its text.
	Lines []Line `json:"lines"`
}

// Line is one line of a cue.
type Line struct {
	Text string `json:"text"`
	// Words are those of the line, times in milliseconds from the scene's start.
	Words []Word `json:"words"`
}
