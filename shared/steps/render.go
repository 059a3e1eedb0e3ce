package steps

import (
	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// PlanInput asks for the timeline of one cut of a video.
type PlanInput struct {
	Look Look `json:"look"`
	// Cut is the number of this cut, from 0, where a video has several.
	Cut      int         `json:"cut,omitempty"`
	Seed     int64       `json:"seed"`
	Language string      `json:"language"`
	Subject  string      `json:"subject,omitempty"`
	Scenes   []PlanScene `json:"scenes"`
	Clips    []Clip      `json:"clips"`
	Music    *Clip       `json:"music,omitempty"`
	// Base is the timeline of the video that this one is an edit of: scenes that it has too keep their footage.
	Base *blob.Ref `json:"base,omitempty"`
	// Script and Terms say who wrote them, for the provenance.
	Script Origin `json:"script"`
	Terms  Origin `json:"terms"`
}

// PlanScene is all that plan knows of a scene.
type PlanScene struct {
	ID      string   `json:"id"`
	Text    string   `json:"text"`
	Terms   []string `json:"terms,omitempty"`
	Audio   blob.Ref `json:"audio"`
	Samples int64    `json:"samples"`
	Speech  Origin   `json:"speech"`
	Voice   string   `json:"voice,omitempty"`
	Timing  Timing   `json:"timing,omitempty"`
	// Start, Frames and Cues are those of the captions.
	Start  int   `json:"start"`
	Frames int   `json:"frames"`
	Cues   []Cue `json:"cues"`
}

// Look is the part of the parameters that decides how a video looks and sounds.
type Look struct {
	Aspect        video.Aspect     `json:"aspect"`
	ShortSide     int              `json:"short_side"`
	FPS           int              `json:"fps"`
	Fit           video.Fit        `json:"fit"`
	Concat        video.ConcatMode `json:"concat"`
	InOrder       bool             `json:"in_order,omitempty"`
	Transition    video.Transition `json:"transition,omitempty"`
	ClipSeconds   int              `json:"clip_seconds"`
	Speed         float64          `json:"speed"`
	Captions      *CaptionStyle    `json:"captions,omitempty"`
	VoiceVolume   float64          `json:"voice_volume"`
	MusicVolume   float64          `json:"music_volume"`
	Ducking       bool             `json:"ducking,omitempty"`
	Encoder       string           `json:"encoder,omitempty"`
	EncoderPreset string           `json:"encoder_preset,omitempty"`
}

// CaptionStyle is how captions are drawn. Sizes are pixels of a picture whose short side is 1080.
type CaptionStyle struct {
	Position       string           `json:"position"`
	CustomPosition float64          `json:"custom_position,omitempty"`
	Font           string           `json:"font,omitempty"`
	Size           int              `json:"size"`
	Color          video.Color      `json:"color"`
	StrokeColor    video.Color      `json:"stroke_color"`
	StrokeWidth    float64          `json:"stroke_width"`
	Background     video.Background `json:"background"`
	Rounded        bool             `json:"rounded,omitempty"`
	Highlight      bool             `json:"highlight,omitempty"`
	HighlightColor video.Color      `json:"highlight_color,omitempty"`
}

// PlanOutput is a timeline and its slices.
type PlanOutput struct {
	// Timeline is a timeline.Timeline as a blob.
	Timeline blob.Ref `json:"timeline"`
	Frames   int      `json:"frames"`
	FPS      int      `json:"fps"`
	// ASS is the whole video's captions as they are drawn.
	ASS      blob.Ref       `json:"ass,omitzero"`
	Segments []PlannedSlice `json:"segments"`
}

// PlannedSlice is one segment to render.
type PlannedSlice struct {
	Scene string `json:"scene"`
	// Start and Frames are the segment's place, in frames of the video.
	Start  int `json:"start"`
	Frames int `json:"frames"`
	// Slice is a timeline.Slice as a blob: all that the segment's bytes depend on.
	Slice blob.Ref `json:"slice"`
}

// SegmentInput asks for one rendered segment. Its bytes depend on the slice alone.
type SegmentInput struct {
	Slice blob.Ref `json:"slice"`
}

// SegmentOutput is a rendered segment.
type SegmentOutput struct {
	Video  blob.Ref `json:"video"`
	Frames int      `json:"frames"`
	// Encoder is what assemble compares: segments that differ in it cannot be joined.
	Encoder string `json:"encoder"`
}

// AssembleInput asks for the finished video.
type AssembleInput struct {
	Timeline blob.Ref        `json:"timeline"`
	Segments []SegmentOutput `json:"segments"`
	// SRT, VTT, Words and ASS are delivered beside the video.
	SRT   blob.Ref `json:"srt,omitzero"`
	VTT   blob.Ref `json:"vtt,omitzero"`
	Words blob.Ref `json:"words,omitzero"`
	ASS   blob.Ref `json:"ass,omitzero"`
}

// AssembleOutput is the finished video and what is delivered beside it.
type AssembleOutput struct {
	Files        []File `json:"files"`
	Frames       int    `json:"frames"`
	Milliseconds int64  `json:"milliseconds"`
	Width        int    `json:"width"`
	Height       int    `json:"height"`
	// LUFS is the integrated loudness of the finished sound (EBU R 128).
	LUFS float64 `json:"lufs"`
}

// File is a delivered file.
type File struct {
	// Role is video, poster, srt, vtt, ass, words or provenance.
	Role string   `json:"role"`
	Name string   `json:"name"`
	Blob blob.Ref `json:"blob"`
}
