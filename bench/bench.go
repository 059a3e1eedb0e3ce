package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/timeline"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// bench is one run of the benchmark.
type bench struct {
	inputs, tools, only string
	rounds              int
	figures             []figure
}

// figure is one measured value.
type figure struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
	Unit  string  `json:"unit"`
	// Target is the most that Value may be, the least for a ratio of pictures; nil where there is none.
	Target *float64 `json:"target"`
	Pass   *bool    `json:"pass"`

	atLeast bool
}

func (b *bench) note(name string, value float64, unit string) {
	fmt.Fprintf(os.Stderr, "bench: %s: %.4g %s\n", name, value, unit)
	b.figures = append(b.figures, figure{Name: name, Value: value, Unit: unit})
}

func (b *bench) atMost(name string, value float64, unit string, target float64) {
	b.note(name, value, unit)
	pass := value <= target
	f := &b.figures[len(b.figures)-1]
	f.Target, f.Pass = &target, &pass
}

func (b *bench) atLeast(name string, value float64, unit string, target float64) {
	b.note(name, value, unit)
	pass := value >= target
	f := &b.figures[len(b.figures)-1]
	f.Target, f.Pass, f.atLeast = &target, &pass, true
}

// run measures everything and returns the figures.
func (b *bench) run(ctx context.Context) ([]figure, error) {
	scratch, err := os.MkdirTemp("", "bench-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(scratch)
	r, err := b.prepare(ctx, scratch)
	if err != nil {
		return nil, err
	}
	in, err := inputs(ctx, r.store, b.inputs, scratch)
	if err != nil {
		return nil, err
	}
	for _, part := range []struct {
		name string
		run  func(context.Context, *renderer, steps.PlanInput, string) error
	}{{"wall", b.wall}, {"contain", b.contain}, {"default", b.defaults}, {"whole", b.whole}} {
		if b.only != "" && b.only != part.name {
			continue
		}
		if err := part.run(ctx, r, in, scratch); err != nil {
			return nil, fmt.Errorf("%s: %w", part.name, err)
		}
	}
	if r.peak > 0 {
		b.atMost("peak memory of a segment's process", float64(r.peak)/(1<<20), "MiB", 512)
	}
	return b.figures, nil
}

// same are the floor's settings.
func same(in steps.PlanInput, fit video.Fit) steps.PlanInput {
	in.Look.Fit, in.Look.Encoder, in.Look.EncoderPreset = fit, "libx264", "medium"
	return in
}

// wall compares wall times at the floor's settings, in turns.
func (b *bench) wall(ctx context.Context, r *renderer, in steps.PlanInput, scratch string) error {
	var floor, ours took
	for i := range b.rounds {
		f, err := b.floor(ctx, filepath.Join(scratch, "floor.mp4"), "cover")
		if err != nil {
			return err
		}
		o, err := measure(func() error { _, err := r.run(ctx, same(in, video.Cover)); return err })
		if err != nil {
			return err
		}
		if i == 0 {
			floor, ours = f, o
		}
		floor, ours = floor.best(f), ours.best(o)
	}
	b.note("floor: one ffmpeg command, cover, medium, CRF 23: wall", floor.wall, "s")
	b.note("floor: CPU", floor.cpu, "s")
	b.note("ours, the same settings: wall", ours.wall, "s")
	b.note("ours, the same settings: CPU", ours.cpu, "s")
	b.atMost("wall against the floor, cover, medium", ours.wall/floor.wall, "x", 1.10)
	b.atMost("CPU against the floor, cover, medium", ours.cpu/floor.cpu, "x", 1.10)
	return nil
}

// contain compares with the original at its own settings: letterboxed, medium, CRF 23.
func (b *bench) contain(ctx context.Context, r *renderer, in steps.PlanInput, _ string) error {
	ours, err := measure(func() error { _, err := r.run(ctx, same(in, video.Contain)); return err })
	if err != nil {
		return err
	}
	b.note("ours, contain, medium, CRF 23: CPU", ours.cpu, "s")
	b.atMost("CPU against the original, its settings (contain, medium)", ours.cpu/originalCPU, "x", 1.0/6)
	return nil
}

// defaults measures the default settings and their picture beside the floor's, both against the same lossless render.
func (b *bench) defaults(ctx context.Context, r *renderer, in steps.PlanInput, scratch string) error {
	r.peak = 0
	var out steps.AssembleOutput
	ours, err := measure(func() (err error) { out, err = r.run(ctx, in); return err })
	if err != nil {
		return err
	}
	b.note("ours, default settings (cover): wall", ours.wall, "s")
	b.note("ours, default settings (cover): CPU", ours.cpu, "s")
	b.atMost("CPU against the original, default settings (cover)", ours.cpu/originalCPU, "x", 1.0/10)
	b.note("ours, default settings: size", float64(out.Files[0].Blob.Size)/1e6, "MB")

	reference, err := r.whole(ctx, in, timeline.Encoder{Codec: "ffv1"}, filepath.Join(scratch, "reference"))
	if err != nil {
		return err
	}
	medium, err := r.run(ctx, same(in, video.Cover))
	if err != nil {
		return err
	}
	var ssim [2]float64
	for i, o := range []steps.AssembleOutput{out, medium} {
		path, err := blob.File(ctx, r.store, o.Files[0].Blob.Digest, scratch)
		if err != nil {
			return err
		}
		if ssim[i], err = ssimOf(ctx, path, reference); err != nil {
			return err
		}
	}
	b.note("ours, medium, CRF 23: size", float64(medium.Files[0].Blob.Size)/1e6, "MB")
	b.note("SSIM, the floor's settings (medium, CRF 23)", ssim[1], "")
	b.atLeast("SSIM, default settings", ssim[0], "", ssim[1])
	return nil
}

// whole compares the CPU time of all segments with that of one segment that is the whole video.
func (b *bench) whole(ctx context.Context, r *renderer, in steps.PlanInput, scratch string) error {
	segments, err := measure(func() error { _, _, err := r.segments(ctx, in); return err })
	if err != nil {
		return err
	}
	one, err := measure(func() error {
		_, err := r.whole(ctx, in, timeline.NewEncoder(in.Look.Encoder, in.Look.EncoderPreset), filepath.Join(scratch, "whole"))
		return err
	})
	if err != nil {
		return err
	}
	b.note("all segments: CPU", segments.cpu, "s")
	b.note("the same in one piece: CPU", one.cpu, "s")
	b.atMost("CPU in segments against one piece", segments.cpu/one.cpu, "x", 1.10)
	return nil
}
