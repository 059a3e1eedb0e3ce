package doctor

import (
	"context"
	"os/exec"
	"time"
)

// hardware tries the hardware encoders that ffmpeg has: that it lists one does not mean that the machine has the chip.
func hardware(ctx context.Context) []Check {
	out, err := exec.CommandContext(ctx, "ffmpeg", "-hide_banner", "-encoders").Output()
	if err != nil {
		return nil
	}
	there := listed(out)
	var checks []Check
	for _, codec := range []string{"h264_nvenc", "h264_qsv", "h264_amf", "h264_videotoolbox"} {
		if !there[codec] {
			continue
		}
		check := Check{codec, OK, "it encodes", ""}
		if !encodes(ctx, codec) {
			check = Check{codec, Absent, "ffmpeg has it, and it does not work here", "it is not needed: libx264 encodes"}
		}
		checks = append(checks, check)
	}
	return checks
}

// encodes tells whether an encoder makes a few frames.
func encodes(ctx context.Context, codec string) bool {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	return exec.CommandContext(ctx, "ffmpeg", "-hide_banner", "-nostdin", "-loglevel", "error", "-f", "lavfi", "-i", "color=s=320x240:r=30:d=0.2", "-pix_fmt", "yuv420p", "-c:v", codec, "-f", "null", "-").Run() == nil
}
