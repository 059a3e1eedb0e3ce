package render

import (
	"fmt"
	"strings"

	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// color is how a source's colours become BT.709, limited range, 8 bit 4:2:0.
type color struct {
	// before precedes scaling and ends with a comma, after follows it and begins with one; either may be empty.
	before, after string
	options       string
}

// scale returns the scale filter that converts too.
func (c color) scale(size string) string { return "scale=" + size + ":" + c.options }

// colorOf reads what a file says of its colours. A file that does not say is BT.601 below 720 lines and BT.709 from
// there on, as players take it.
func colorOf(clip steps.Clip) color {
	k := clip.Color
	flags := "flags=" + scaler + ":out_color_matrix=bt709:out_range=tv"
	if rgb(k.PixelFormat) {
		c := color{options: flags, after: ",format=yuv420p"}
		if alpha(k.PixelFormat) {
			// Transparency is black.
			c.before = "format=gbrap,premultiply=inplace=1,format=gbrp,"
		}
		return c
	}
	from := matrix(k, clip.Height)
	hdr := k.Transfer == "smpte2084" || k.Transfer == "arib-std-b67"
	wide := k.Primaries == "bt2020" || k.Primaries == "smpte432" || k.Primaries == "smpte431"
	if !hdr && !wide {
		return color{options: fmt.Sprintf("%s:in_color_matrix=%s:in_range=%s", flags, from, span(k)), after: ",format=yuv420p"}
	}
	// Scaled as it is; zscale then converts what swscale cannot: primaries, and HDR to SDR in linear light.
	c := color{options: fmt.Sprintf("flags=%s:in_color_matrix=%[2]s:in_range=%[3]s:out_color_matrix=%[2]s:out_range=tv", scaler, from, span(k))}
	if hdr {
		c.after = fmt.Sprintf(",format=yuv420p10,zscale=tin=%s:min=bt2020nc:pin=bt2020:rin=tv:t=linear:npl=203,format=gbrpf32,zscale=p=bt709,"+
			"tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=tv,format=yuv420p", k.Transfer)
		return c
	}
	names := map[string]string{"bt2020": "bt2020nc", "bt601": "smpte170m"}
	if name, ok := names[from]; ok {
		from = name
	}
	c.after = fmt.Sprintf(",format=yuv444p,zscale=pin=%s:tin=bt709:min=%s:rin=tv:p=bt709:t=bt709:m=bt709:r=tv,format=yuv420p", k.Primaries, from)
	return c
}

// matrix is the source's matrix as the scale filter names it.
func matrix(k steps.Color, height int) string {
	switch k.Matrix {
	case "bt709", "fcc", "smpte240m":
		return k.Matrix
	case "smpte170m", "bt470bg":
		return "bt601"
	case "bt2020nc", "bt2020c":
		return "bt2020"
	}
	if height < 720 || strings.HasPrefix(k.PixelFormat, "yuvj") {
		return "bt601"
	}
	return "bt709"
}

// span is the source's range as the scale filter names it.
func span(k steps.Color) string {
	if k.Range == "pc" || k.Range == "full" || k.Range == "jpeg" || strings.HasPrefix(k.PixelFormat, "yuvj") {
		return "pc"
	}
	return "tv"
}

func rgb(format string) bool {
	for _, prefix := range []string{"rgb", "bgr", "gbr", "argb", "abgr", "0rgb", "0bgr", "pal8", "gray", "ya", "mono"} {
		if strings.HasPrefix(format, prefix) {
			return true
		}
	}
	return false
}

func alpha(format string) bool {
	for _, name := range []string{"rgba", "bgra", "argb", "abgr", "gbrap", "pal8", "ya8", "ya16"} {
		if strings.HasPrefix(format, name) {
			return true
		}
	}
	return false
}
