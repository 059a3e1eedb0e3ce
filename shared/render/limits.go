package render

import (
	"time"

	"github.com/moneyprinter/moneyprinter/shared/ffmpeg"
	"github.com/moneyprinter/moneyprinter/shared/timeline"
)

// Limits are what the process of a slice may take: far more than any honest segment, so that a hostile file ends as a
// failure and not as a machine that stands still.
func Limits(s timeline.Slice) ffmpeg.Limits {
	seconds := time.Duration(s.Frames/s.FPS+1) * time.Second
	return ffmpeg.Limits{CPU: 5*time.Minute + 60*seconds, Memory: 4 << 30, Wall: 15*time.Minute + 120*seconds}
}
