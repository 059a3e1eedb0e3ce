package subtitle

import (
	"encoding/json"

	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// document is words.json: every word of the video with its times.
type document struct {
	FPS      int     `json:"fps"`
	Language string  `json:"language"`
	Scenes   []scene `json:"scenes"`
}

// scene is a scene of words.json. Times are milliseconds from the video's start.
type scene struct {
	ID    string `json:"id"`
	Text  string `json:"text"`
	Start int    `json:"start_ms"`
	End   int    `json:"end_ms"`
	// Timing tells where the times come from, as the speech step said.
	Timing steps.Timing `json:"timing,omitempty"`
	Words  []word       `json:"words"`
}

// word is a word of words.json.
type word struct {
	Text  string `json:"text"`
	Start int    `json:"start_ms"`
	End   int    `json:"end_ms"`
	// Offset is where the word begins in the scene's text, in bytes.
	Offset int `json:"offset"`
	// Interpolated tells that the speech engine did not report the word.
	Interpolated bool `json:"interpolated,omitempty"`
}

func (d *document) add(s steps.SpokenScene, cued steps.CuedScene, tokens []token, interpolated []bool, fps int) {
	start := milliseconds(int64(cued.Start), fps)
	out := scene{ID: s.ID, Text: s.Text, Start: start, End: milliseconds(int64(cued.Start+cued.Frames), fps), Timing: s.Timing, Words: []word{}}
	for i, t := range tokens {
		out.Words = append(out.Words, word{t.text, start + t.from, start + t.to, t.start, interpolated[i]})
	}
	d.Scenes = append(d.Scenes, out)
}

// encode returns the document as JSON.
func (d *document) encode() []byte {
	b, _ := json.MarshalIndent(d, "", " ") // strings and numbers only: it cannot fail
	return append(b, '\n')
}
