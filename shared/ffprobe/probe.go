package ffprobe

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Probe tells what the file at path is. name is what the user calls the file; it is what messages name.
//
// A file that is nothing to be used is a failure of code UnsupportedMedia: text, a playlist, an unknown container, no
// stream, sides beyond MinSide and MaxSide. One that begins well and cannot be read is CorruptMedia.
func Probe(ctx context.Context, path, name string) (Info, error) {
	info, err := Header(ctx, path, name)
	if err != nil {
		return Info{}, err
	}
	return info, info.check(ctx, path, name)
}

// Header is Probe without decoding anything: quick, and no proof that the frames are whole.
func Header(ctx context.Context, path, name string) (Info, error) {
	container, err := recogniseFile(path, name)
	if err != nil {
		return Info{}, err
	}
	out, err := run(ctx, container, path, "-show_format", "-show_streams", "-show_entries", headerEntries)
	if err != nil {
		return Info{}, corrupt(ctx, name, err)
	}
	info, err := parse(out, container)
	switch {
	case errors.Is(err, errNoStream):
		return Info{}, failure.New(failure.UnsupportedMedia, fmt.Sprintf("%s has neither picture nor sound", name))
	case err != nil:
		return Info{}, corrupt(ctx, name, err)
	}
	if info.Kind == steps.Picture {
		if info.Rotation, err = orientation(ctx, container, path); err != nil {
			return Info{}, corrupt(ctx, name, err)
		}
		if info.Rotation%180 != 0 {
			info.Width, info.Height = info.Height, info.Width
		}
	}
	if info.Kind == steps.Sound {
		return info, nil
	}
	if short, long := min(info.Width, info.Height), max(info.Width, info.Height); short < MinSide || long > MaxSide {
		return Info{}, failure.New(failure.UnsupportedMedia, fmt.Sprintf("%s is %d×%d pixels; sides from %d to %d are taken", name, info.Width, info.Height, MinSide, MaxSide))
	}
	return info, nil
}

// Footage is Probe for a file that must have a picture.
func Footage(ctx context.Context, path, name string) (Info, error) {
	info, err := Probe(ctx, path, name)
	if err == nil && info.Kind == steps.Sound {
		return Info{}, noPicture(name)
	}
	return info, err
}

// Audio is Probe for a file whose sound is wanted.
func Audio(ctx context.Context, path, name string) (Info, error) {
	info, err := Probe(ctx, path, name)
	if err == nil && info.Kind != steps.Sound {
		return Info{}, failure.New(failure.UnsupportedMedia, fmt.Sprintf("%s is no sound file", name), failure.Hint("give mp3, m4a, aac, wav, flac, ogg, opus or wma"))
	}
	return info, err
}

func noPicture(name string) error {
	return failure.New(failure.UnsupportedMedia, fmt.Sprintf("%s has no video stream, only sound", name), failure.Hint("give a clip (mp4, mov, mkv, webm, avi) or a picture (jpg, png, webp)"))
}

func recogniseFile(path, name string) (Container, error) {
	f, err := os.Open(path)
	if err != nil {
		return Container{}, err
	}
	defer f.Close()
	head := make([]byte, HeadSize)
	n, err := io.ReadFull(f, head)
	if n == 0 && err == io.EOF {
		return Container{}, failure.New(failure.UnsupportedMedia, fmt.Sprintf("%s is empty", name))
	}
	if err != nil && err != io.ErrUnexpectedEOF && err != io.EOF {
		return Container{}, err
	}
	c, ok := Recognise(head[:n])
	if !ok {
		return c, failure.New(failure.UnsupportedMedia, fmt.Sprintf("%s is no clip, picture or sound that can be used", name),
			failure.Hint("give a clip (mp4, mov, mkv, webm, avi, flv), a picture (jpg, png, webp) or a sound (mp3, m4a, aac, wav, flac, ogg, opus, wma) itself, not a playlist or a text"))
	}
	return c, nil
}

// corrupt blames the file, unless the caller's context ended or the program is missing.
func corrupt(ctx context.Context, name string, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("ffprobe: %w", context.Cause(ctx))
	}
	if f := (*failure.Failure)(nil); errors.As(err, &f) {
		return f
	}
	return failure.Wrap(failure.CorruptMedia, err, fmt.Sprintf("%s is damaged: it begins well and cannot be decoded", name), failure.Hint("export or download it again"))
}

// limit is the longest that one run of ffprobe takes.
const limit = 30 * time.Second
