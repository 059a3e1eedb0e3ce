package render

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/ffmpeg"
	"github.com/moneyprinter/moneyprinter/shared/font"
	"github.com/moneyprinter/moneyprinter/shared/timeline"
)

// Run renders a slice in the scratch folder and returns the file's path and what it took. It reports the share of the
// frames that are done. A clip that cannot be read is a failure of code CorruptMedia; the others are those of Compile and of
// ffmpeg.Command.
func Run(ctx context.Context, s timeline.Slice, blobs blob.Store, scratch string, progress func(float64)) (string, ffmpeg.Usage, error) {
	job, err := Compile(s)
	if err != nil {
		return "", ffmpeg.Usage{}, err
	}
	env, err := job.prepare(ctx, blobs, scratch)
	if err != nil {
		return "", ffmpeg.Usage{}, err
	}
	command := ffmpeg.Command{Args: job.Args, Env: env, Dir: scratch, Limits: Limits(s), OnProgress: func(p ffmpeg.Progress) {
		if progress != nil {
			progress(min(float64(p.Frame)/float64(s.Frames), 1))
		}
	}}
	usage, err := command.Run(ctx)
	if errors.Is(err, &failure.Failure{Code: failure.RenderFailed}) && strings.Contains(fmt.Sprint(errors.Unwrap(err)), "Invalid data found when processing input") {
		err = failure.Wrap(failure.CorruptMedia, err, "a clip of the video cannot be decoded", failure.Hint("replace the clip, or convert it again: ffmpeg -i clip -c:v libx264 new.mp4"))
	}
	return filepath.Join(scratch, container(s.Encoder)), usage, err
}

// prepare lays out what the arguments name and returns the environment that ffmpeg needs.
func (j *Job) prepare(ctx context.Context, blobs blob.Store, scratch string) ([]string, error) {
	for name, digest := range j.Assets {
		path, err := blob.File(ctx, blobs, digest, scratch)
		if errors.Is(err, blob.ErrNotFound) {
			return nil, failure.Wrap(failure.NotFound, err, "a clip of the video is no longer stored", failure.Hint("make the video again, so that its footage is fetched again"))
		}
		if err != nil {
			return nil, fmt.Errorf("open a clip: %w", err)
		}
		if path, err = filepath.Abs(path); err != nil {
			return nil, err
		}
		if err := os.Symlink(path, filepath.Join(scratch, name)); err != nil {
			return nil, err
		}
	}
	for name, document := range j.Documents {
		if err := os.WriteFile(filepath.Join(scratch, name), document, 0o600); err != nil {
			return nil, err
		}
	}
	if len(j.Fonts) == 0 {
		return nil, nil
	}
	prepared, err := font.Prepare(scratch, j.Fonts)
	return prepared.Env, err
}
