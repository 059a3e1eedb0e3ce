package timeline

import (
	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/font"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Timeline is one cut of a video. Every place and length is in frames of the video unless its name says otherwise.
type Timeline struct {
	// Width and Height are the picture's, in pixels, both even.
	Width  int `json:"width"`
	Height int `json:"height"`
	FPS    int `json:"fps"`
	// Cut is the number of this cut, from 0, where a video has several.
	Cut int `json:"cut,omitempty"`
	// Look is what the shots were chosen for: an edit with another look keeps the footage, not the shots.
	Look steps.Look `json:"look"`
	// Frames is the length of the whole: the sum of the scenes.
	Frames int     `json:"frames"`
	Scenes []Scene `json:"scenes"`
	// Shots fill the scenes without gap or overlap, in order.
	Shots []Shot `json:"shots"`
	// Captions is how captions are drawn; nil burns none.
	Captions *steps.CaptionStyle `json:"captions,omitempty"`
	// Fonts draw the captions.
	Fonts      []font.Font `json:"fonts,omitempty"`
	Audio      Audio       `json:"audio"`
	Encoder    Encoder     `json:"encoder"`
	Provenance Provenance  `json:"provenance"`
}

// Scene is a sentence or a paragraph of the narration, on the grid of [Grid].
type Scene struct {
	ID     string `json:"id"`
	Start  int    `json:"start"`
	Frames int    `json:"frames"`
	// Audio is the narration, Samples its length; the scene's rest is silence.
	Audio   blob.Ref `json:"audio"`
	Samples int64    `json:"samples"`
	// Cues are timed from the scene's start.
	Cues []steps.Cue `json:"cues,omitempty"`
}

// Audio is the sound of the whole video.
type Audio struct {
	VoiceVolume float64 `json:"voice_volume"`
	// Music is nil where there is none.
	Music       *steps.Clip `json:"music,omitempty"`
	MusicVolume float64     `json:"music_volume,omitempty"`
	// Ducking lowers the music while the voice speaks.
	Ducking bool `json:"ducking,omitempty"`
}

// Provenance says who wrote and spoke the video; its footage and music are in the shots and in Audio.
type Provenance struct {
	Subject string        `json:"subject,omitempty"`
	Script  steps.Origin  `json:"script"`
	Terms   steps.Origin  `json:"terms"`
	Scenes  []SceneOrigin `json:"scenes"`
}

// SceneOrigin says who spoke a scene.
type SceneOrigin struct {
	ID     string       `json:"id"`
	Text   string       `json:"text"`
	Speech steps.Origin `json:"speech"`
	Voice  string       `json:"voice,omitempty"`
	Timing steps.Timing `json:"timing,omitempty"`
}
