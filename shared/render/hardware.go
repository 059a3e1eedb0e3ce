package render

import (
	"fmt"

	"github.com/moneyprinter/moneyprinter/shared/timeline"
)

// hardware returns the arguments of an encoder that is no software of ours. Their quality scales are like CRF, their
// bytes are the driver's business.
func hardware(e timeline.Encoder) []string {
	quality := fmt.Sprint(int(e.CRF))
	args := []string{"-c:v", e.Codec}
	if e.Preset != "" {
		args = append(args, "-preset", e.Preset)
	}
	switch e.Codec {
	case "h264_nvenc":
		return append(args, "-rc", "vbr", "-cq", quality, "-b:v", "0", "-bf", "0")
	case "h264_qsv":
		return append(args, "-global_quality", quality)
	case "h264_amf":
		return append(args, "-rc", "cqp", "-qp_i", quality, "-qp_p", quality)
	case "h264_videotoolbox":
		return append(args, "-q:v", fmt.Sprint(100-2*int(e.CRF)))
	}
	return append(args, "-qp", quality)
}
