package main

import (
	"context"
	"log/slog"
	"os"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/moneyprinter/moneyprinter/functions/assemble"
	"github.com/moneyprinter/moneyprinter/functions/plan"
	"github.com/moneyprinter/moneyprinter/functions/segment"
	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/render"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/timeline"
)

// parallel is how many segments are rendered at once: one for each of the two cores of the machine that the figures are
// quoted for.
const parallel = 2

// renderer runs the three steps of a render without the pipeline round them.
type renderer struct {
	store blob.Store
	// peak is the most memory that a segment's process took, in bytes.
	peak int64
}

// run plans, renders all segments and assembles.
func (r *renderer) run(ctx context.Context, in steps.PlanInput) (steps.AssembleOutput, error) {
	planned, segments, err := r.segments(ctx, in)
	if err != nil {
		return steps.AssembleOutput{}, err
	}
	return do(ctx, r, assemble.Run, steps.AssembleInput{Timeline: planned.Timeline, Segments: segments, ASS: planned.ASS})
}

// segments plans and renders all segments.
func (r *renderer) segments(ctx context.Context, in steps.PlanInput) (steps.PlanOutput, []steps.SegmentOutput, error) {
	planned, err := do(ctx, r, plan.Run, in)
	if err != nil {
		return planned, nil, err
	}
	segments := make([]steps.SegmentOutput, len(planned.Segments))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(parallel)
	for i, s := range planned.Segments {
		group.Go(func() (err error) {
			segments[i], err = do(ctx, r, segment.Run, steps.SegmentInput{Slice: s.Slice})
			return err
		})
	}
	return planned, segments, group.Wait()
}

// whole renders the video as one segment into a folder and returns the file's path.
func (r *renderer) whole(ctx context.Context, in steps.PlanInput, encoder timeline.Encoder, folder string) (string, error) {
	t, err := plan.Compile(in, nil)
	if err != nil {
		return "", err
	}
	t.Encoder = encoder
	if err := os.Mkdir(folder, 0o755); err != nil {
		return "", err
	}
	path, _, err := render.Run(ctx, t.Slice(timeline.Span{Frames: t.Frames}), r.store, folder, nil)
	return path, err
}

// do runs a step in a scratch folder of its own.
func do[In, Out any](ctx context.Context, r *renderer, run step.Func[In, Out], in In) (Out, error) {
	var none Out
	scratch, err := os.MkdirTemp("", "bench-*")
	if err != nil {
		return none, err
	}
	defer os.RemoveAll(scratch)
	return run(ctx, &step.Work{Blobs: r.store, Scratch: scratch, Log: slog.New(memory{&r.peak}), Progress: func(float64) {}, Calls: step.Direct}, in)
}

// memory is a log handler that keeps the highest peak_rss.
type memory struct{ peak *int64 }

func (memory) Enabled(context.Context, slog.Level) bool { return true }
func (m memory) WithAttrs([]slog.Attr) slog.Handler     { return m }
func (m memory) WithGroup(string) slog.Handler          { return m }

// Handle reads one record.
func (m memory) Handle(_ context.Context, record slog.Record) error {
	record.Attrs(func(a slog.Attr) bool {
		if a.Key != "peak_rss" {
			return true
		}
		for old := atomic.LoadInt64(m.peak); a.Value.Int64() > old && !atomic.CompareAndSwapInt64(m.peak, old, a.Value.Int64()); old = atomic.LoadInt64(m.peak) {
		}
		return false
	})
	return nil
}
