package timeline

import (
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/steps"
)

func TestSceneFrames(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		fps     int
		samples int64
		grid    int
		want    int
	}{
		{fps: 30, samples: 0, grid: 3, want: 9},
		{fps: 30, samples: 1, grid: 3, want: 12},
		{fps: 30, samples: 4 * steps.SampleRate, grid: 3, want: 129},
		{fps: 25, samples: 4 * steps.SampleRate, grid: 1, want: 108},
		{fps: 50, samples: 4*steps.SampleRate + 1, grid: 1, want: 216},
		{fps: 24, samples: 4 * steps.SampleRate, grid: 6, want: 108},
		{fps: 60, samples: 4 * steps.SampleRate, grid: 3, want: 258},
	} {
		if got := Grid(test.fps); got != test.grid {
			t.Errorf("Grid(%d) = %d, want %d", test.fps, got, test.grid)
		}
		got := SceneFrames(test.samples, test.fps)
		if got != test.want {
			t.Errorf("SceneFrames(%d, %d) = %d, want %d", test.samples, test.fps, got, test.want)
		}
		if got*100%test.fps != 0 {
			t.Errorf("SceneFrames(%d, %d) = %d frames is no whole number of centiseconds", test.samples, test.fps, got)
		}
	}
}
