// Package assemble makes the finished video of its rendered segments: it joins them without encoding again, mixes the
// sound once for the whole, checks the result and writes down what it was made of.
package assemble

import (
	"context"
	"fmt"
	"path/filepath"

	"golang.org/x/sync/errgroup"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/ffmpeg"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/timeline"
)

// work is one run of the step.
type work struct {
	*step.Work
	t *timeline.Timeline
}

// Run is the assemble step. Segments that do not belong together, or a finished file that is not what the timeline says,
// are failures of code CheckFailed.
func Run(ctx context.Context, w *step.Work, in steps.AssembleInput) (steps.AssembleOutput, error) {
	a := work{Work: w, t: new(timeline.Timeline)}
	if err := blob.ReadJSON(ctx, w.Blobs, in.Timeline.Digest, a.t); err != nil {
		return steps.AssembleOutput{}, fmt.Errorf("read the timeline: %w", err)
	}
	if err := compatible(a.t, in.Segments); err != nil {
		return steps.AssembleOutput{}, err
	}
	if err := a.list(ctx, in.Segments); err != nil {
		return steps.AssembleOutput{}, err
	}
	// The poster needs no sound: it is made meanwhile.
	group, both := errgroup.WithContext(ctx)
	group.Go(func() error { return a.poster(both) })
	group.Go(func() error { return a.finish(both) })
	if err := group.Wait(); err != nil {
		return steps.AssembleOutput{}, err
	}
	w.Progress(0.8)
	milliseconds, err := a.check(ctx)
	if err != nil {
		return steps.AssembleOutput{}, err
	}
	loudness, err := a.loudness(ctx, finished, "anull")
	if err != nil {
		return steps.AssembleOutput{}, err
	}
	out := steps.AssembleOutput{Frames: a.t.Frames, Milliseconds: milliseconds, Width: a.t.Width, Height: a.t.Height, LUFS: loudness}
	out.Files, err = a.files(ctx, in)
	w.Progress(1)
	return out, err
}

// finish mixes the sound and puts it beside the picture.
func (a work) finish(ctx context.Context) error {
	if err := a.mix(ctx); err != nil {
		return err
	}
	a.Progress(0.4)
	gain, err := a.gain(ctx)
	if err != nil {
		return err
	}
	a.Progress(0.6)
	return a.mux(ctx, gain)
}

// run runs ffmpeg in the scratch folder.
func (a work) run(ctx context.Context, args ...string) error {
	_, err := ffmpeg.Command{Args: args, Dir: a.Scratch, Limits: limits(a.t)}.Run(ctx)
	return err
}

// path is a file of the scratch folder.
func (a work) path(name string) string { return filepath.Join(a.Scratch, name) }
