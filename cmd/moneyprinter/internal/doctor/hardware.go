package doctor

import (
	"context"
	"os/exec"
	"slices"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/render"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// hardware tries the hardware encoders that ffmpeg has: that it lists one does not mean that the machine has the chip.
func hardware(ctx context.Context) []Check {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, "ffmpeg", "-hide_banner", "-encoders").Output()
	if err != nil {
		return nil
	}
	there := listed(out)
	working, err := render.Encoders(ctx)
	if err != nil {
		return nil
	}
	var checks []Check
	for _, codec := range video.HardwareEncoders() {
		if !there[codec] {
			continue
		}
		check := Check{codec, OK, "it encodes", ""}
		if !slices.Contains(working, codec) {
			check = Check{codec, Absent, "ffmpeg has it, and it does not work here", "it is not needed: libx264 encodes"}
		}
		checks = append(checks, check)
	}
	return checks
}
