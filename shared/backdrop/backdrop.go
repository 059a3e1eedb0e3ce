// Package backdrop draws footage that no camera took: slow fields of colour, particles, and a scene's key words as
// kinetic type.
//
// Nothing is rendered ahead. A [Spec] says what a shot shows, and [Spec.Render] turns it into two things that the
// segment's one ffmpeg process draws: a filter chain that makes the moving ground, and an ASS document with everything
// that has an edge. The look follows from the term (its palette, motif and particles) and from the clip's variant (its
// tone and composition), never from a clock, so the same spec gives the same frames wherever it stands in a graph.
//
// No text of a user gets into the filter chain. In the ASS document it is escaped.
package backdrop

import (
	"strings"

	"github.com/moneyprinter/moneyprinter/shared/font"
)

// Spec is what one generated shot shows.
type Spec struct {
	// Clip is the asset: an id that [ID] made, with or without the provider's prefix "generated:". Its variant decides
	// the tone and the composition. Another string counts as a seed.
	Clip string `json:"clip"`
	// Term is the search term that the clip was found with: it chooses the palette and the motif.
	Term string `json:"term,omitempty"`
	// Words are the key words shown as type, one to three, in the order of their entrance. None shows no type.
	Words []string `json:"words,omitempty"`
	// Captions is where the video's captions stand: top, center, bottom (also when empty) or custom. The type keeps away.
	Captions string `json:"captions,omitempty"`
	// Fonts are those that [font.Choose] returns for the words; none lets Render choose.
	Fonts []font.Font `json:"fonts,omitempty"`
	// Frames is the length of the whole shot, so that a part of it moves as the whole does; 0 is the length given to Render.
	Frames int `json:"frames,omitempty"`
}

// Drawing is what ffmpeg needs to draw a shot.
type Drawing struct {
	// Source is a filter chain without inputs that ends in frames of width × height, yuv420p, BT.709, limited range, at
	// the frame rate. Its first timestamp is startFrame, so that ASS fits unchanged: put the ass filter behind it and
	// then setpts=PTS-STARTPTS.
	Source string
	// ASS is the document to draw on it, timed from the shot's frame 0.
	ASS []byte
	// Fonts are those that ASS names: give them to [font.Prepare].
	Fonts []font.Font
}

// Render draws the frames startFrame to startFrame+frames-1 of the shot. The picture's sides are in pixels and even. Errors
// are those of [font.Choose] and [font.Open].
func (s Spec) Render(width, height, fps, frames, startFrame int) (Drawing, error) {
	fonts, err := s.fonts()
	if err != nil {
		return Drawing{}, err
	}
	set, err := font.Open(fonts)
	if err != nil {
		return Drawing{}, err
	}
	seed, variant := parse(s.Clip)
	stage := &stage{width: width, height: height, fps: fps, frames: s.Frames, look: newLook(s.Term, seed, variant), captions: s.Captions}
	if stage.frames <= 0 {
		stage.frames = startFrame + frames
	}
	doc := newDocument(stage, set[0])
	if draw := stage.look.motif.draw; draw != nil {
		draw(stage, doc, stage.motifRandom())
	}
	stage.look.particles(stage, doc)
	drawType(stage, doc, s.Words, set)
	return Drawing{Source: stage.source(startFrame, frames), ASS: doc.script.Encode(), Fonts: fonts}, nil
}

// fonts are the spec's, or those that suit its words: one at least.
func (s Spec) fonts() ([]font.Font, error) {
	if len(s.Fonts) > 0 {
		return s.Fonts, nil
	}
	choice, err := font.Choose(strings.Join(s.Words, " "), font.Query{})
	return choice.Fonts, err
}
