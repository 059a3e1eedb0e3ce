package timeline

import "github.com/moneyprinter/moneyprinter/shared/steps"

// pauseSamples is the silence after a scene's narration: 0.3 s, a breath between sentences.
const pauseSamples = steps.SampleRate * 3 / 10

// SceneFrames returns the length in frames of a scene whose narration has so many samples: the narration and a short
// pause, rounded up to the scene grid of [Grid].
func SceneFrames(samples int64, fps int) int {
	perFrame := int64(steps.SampleRate / fps)
	grid := int64(Grid(fps))
	frames := (samples + pauseSamples + perFrame - 1) / perFrame
	return int((frames + grid - 1) / grid * grid)
}

// Grid returns the smallest number of frames that is a whole number of centiseconds: 3 at 30 fps, 6 at 24, 1 at 25.
//
// Every scene is a multiple of it, so that a scene begins on a time that ASS can write, and its captions fall on the same
// frames whether the scene is rendered alone or within the whole video.
func Grid(fps int) int {
	a, b := fps, 100
	for b != 0 {
		a, b = b, a%b
	}
	return fps / a
}
