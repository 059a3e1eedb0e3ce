// Package caption draws captions: cues and a style in, an ASS script for libass out.
//
// What is drawn depends on the document and its cues alone, and every event begins and ends on a frame, so that a scene's
// captions are the same pixels whether it is rendered alone, in slices or within the whole video. Nothing is animated.
// Use:
//
//	choice, err := caption.Fonts(style, language, cues)   // fonts with their digests, for the content address
//	ass, err := caption.Document{Width: …, Fonts: choice.Fonts}.ASS(scenes)
//	prepared, err := font.Prepare(dir, choice.Fonts)      // then ffmpeg's ass filter, with its environment
package caption

import (
	"github.com/moneyprinter/moneyprinter/shared/font"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Document is a picture that captions are drawn on.
type Document struct {
	// Width and Height are in pixels.
	Width, Height int
	FPS           int
	// Frames is the document's length; captions are cut to it.
	Frames int
	Style  steps.CaptionStyle
	// Fonts are those of [Fonts].
	Fonts []font.Font
}

// Scene is a scene's captions within a document.
type Scene struct {
	// Start is the frame of the document at which the scene begins: negative in a slice that begins within the scene.
	Start int
	// Frames is the scene's length; its captions never outlive it.
	Frames int
	// Cues are timed from the scene's start.
	Cues []steps.Cue
}
