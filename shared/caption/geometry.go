package caption

import (
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Safe areas, as parts of the picture. A 9:16 picture is shown by TikTok, Shorts and Reels under their own controls: the
// account and description at the bottom, the buttons at the right, the tabs at the top. Text stays centred, so the left
// keeps as clear as the right. Elsewhere there is the usual 5 % title margin.
const (
	reelBottom, reelTop, reelSide = 0.18, 0.08, 0.12
	titleMargin                   = 0.05
)

// geometry is where captions go on a picture, in pixels.
type geometry struct {
	width, height float64
	// unit is a pixel of the style: the picture's short side by 1080.
	unit float64
	em   float64
	// top, bottom and side are the clear margins.
	top, bottom, side float64
	// shadow is the depth of the shadow, 0 with a box.
	shadow float64
	// padX and padY are what surrounds the text: its box's margins, or its outline and shadow.
	padX, padY float64
}

func geometryOf(style steps.CaptionStyle, width, height int) geometry {
	g := geometry{width: float64(width), height: float64(height), unit: float64(min(width, height)) / 1080}
	g.em = float64(style.Size) * g.unit
	g.top, g.bottom, g.side = titleMargin*g.height, titleMargin*g.height, titleMargin*g.width
	if height*10 > width*16 {
		g.top, g.bottom, g.side = reelTop*g.height, reelBottom*g.height, reelSide*g.width
	}
	if style.Background != "" {
		g.padX, g.padY = 0.4*g.em, 0.2*g.em
		return g
	}
	g.shadow = 0.05 * g.em // holds white text against bright footage, whatever the outline
	g.padX = style.StrokeWidth*g.unit + g.shadow
	g.padY = g.padX
	return g
}

// room is the width that a line of text may have.
func (g geometry) room() float64 {
	return max(g.em, g.width-2*g.side-2*g.padX)
}

// LineWidth returns the room for a caption line in ems, for steps.SubtitleInput.
func LineWidth(style steps.CaptionStyle, width, height int) float64 {
	g := geometryOf(style, width, height)
	return g.room() / g.em
}

// blockTop returns the upper edge of a text of a height, so that the text with its box lies in the safe area. The custom
// position is the user's own: it is kept inside the picture only, 10 pixels from its edge.
func (g geometry) blockTop(style steps.CaptionStyle, height float64) float64 {
	free := g.height - height
	switch style.Position {
	case "top":
		return g.top + g.padY
	case "center":
		return free / 2
	case "custom":
		edge := 10*g.unit + g.padY
		return max(edge, min(free*style.CustomPosition/100, free-edge))
	}
	return max(0, free-g.bottom-g.padY)
}
