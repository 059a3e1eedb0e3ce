package caption

import (
	"math"

	"github.com/moneyprinter/moneyprinter/shared/caption/ass"
	"github.com/moneyprinter/moneyprinter/shared/font"
	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// Names of the styles, and the layers in which they are drawn.
const (
	textStyle, boxStyle = "Caption", "Box"
	boxLayer, textLayer = 0, 1
)

// Fonts chooses the fonts for cues. Errors are those of font.Choose: NotFound for a style's font that is not there,
// MissingGlyph for a character that no font draws.
func Fonts(style steps.CaptionStyle, language string, cues []steps.Cue) (font.Choice, error) {
	var text string
	for _, c := range cues {
		for _, l := range c.Lines {
			text += ass.Plain(l.Text) + "\n"
		}
	}
	return font.Choose(text, font.Query{Family: style.Font, Language: language})
}

// ASS returns the captions of scenes as an ASS script. The same document and scenes give the same bytes. Errors are those of
// font.Open.
func (d Document) ASS(scenes []Scene) ([]byte, error) {
	set, err := font.Open(d.Fonts)
	if err != nil {
		return nil, err
	}
	p := painter{Document: d, set: set, geometry: geometryOf(d.Style, d.Width, d.Height)}
	script := ass.Script{Width: d.Width, Height: d.Height, FPS: d.FPS, Styles: p.styles()}
	for _, s := range scenes {
		for _, c := range s.Cues {
			for _, e := range p.cue(c, s.Frames) {
				e.Start, e.End = max(0, e.Start+s.Start), min(d.Frames, e.End+s.Start)
				if e.Start < e.End {
					script.Events = append(script.Events, e)
				}
			}
		}
	}
	return script.Encode(), nil
}

// painter draws the cues of a document.
type painter struct {
	Document
	set      font.Set
	geometry geometry
}

func (p painter) styles() []ass.Style {
	first := p.set[0]
	text := ass.Style{
		Name: textStyle, Font: first.Family, Weight: first.Weight, Size: p.geometry.em * first.LineHeight(), Alignment: 8,
		Fill: ass.Paint{Color: p.Style.Color}, Outline: ass.Paint{Color: p.Style.StrokeColor}, OutlineWidth: p.Style.StrokeWidth * p.geometry.unit,
		Shadow: ass.Paint{Color: "#000000", Transparency: 0x80}, ShadowDepth: p.geometry.shadow,
	}
	styles := []ass.Style{text}
	if p.Style.Background == "" {
		return styles
	}
	// The original's boxes: opaque across the picture, or round the text with an alpha of 140 of 255.
	fill := ass.Paint{Color: video.Color(p.Style.Background)}
	if p.Style.Rounded {
		fill.Transparency = 255 - 140
	}
	return append(styles, ass.Style{Name: boxStyle, Font: first.Family, Weight: first.Weight, Size: text.Size, Alignment: 7, Fill: fill})
}

// frame returns the frame on which a time in milliseconds falls: the one whose own time is nearest.
func (p painter) frame(ms int) int { return int(math.Round(float64(ms) * float64(p.FPS) / 1000)) }
