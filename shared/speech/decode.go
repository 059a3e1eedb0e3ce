package speech

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strconv"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/ffmpeg"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// MaxMinutes is the longest narration that is decoded, in minutes.
const MaxMinutes = 60

// Decode reads the first sound stream of a media file. demuxer is ffmpeg's name of the format, empty to let ffmpeg
// look; filters are ffmpeg audio filters that the caller wrote. A file without sound is UnsupportedMedia, one that
// cannot be decoded CorruptMedia.
func Decode(ctx context.Context, file, demuxer, filters string) (Sound, error) {
	args := []string{"-protocol_whitelist", "file,pipe", "-t", strconv.Itoa(MaxMinutes * 60)}
	if demuxer != "" {
		args = append(args, "-f", demuxer)
	}
	args = append(args, "-i", "file:"+file, "-map", "0:a:0", "-vn", "-sn", "-dn")
	if filters != "" {
		filters += ","
	}
	filters += "aresample=" + strconv.Itoa(steps.SampleRate) + ":resampler=swr:filter_size=64:cutoff=0.97"
	args = append(args, "-af", filters, "-ac", "1", "-ar", strconv.Itoa(steps.SampleRate), "-f", "s16le", "pipe:1")
	var out bytes.Buffer
	if _, err := (ffmpeg.Command{Args: args, Stdout: &out}).Run(ctx); err != nil {
		if f := failure.From(err); f.Code == failure.RenderFailed {
			if bytes.Contains([]byte(f.Unwrap().Error()), []byte("matches no streams")) {
				return nil, failure.Wrap(failure.UnsupportedMedia, err, "the file has no sound")
			}
			return nil, failure.Wrap(failure.CorruptMedia, err, "the sound cannot be decoded")
		}
		return nil, err
	}
	if out.Len() < 2 {
		return nil, failure.New(failure.CorruptMedia, "the sound is empty")
	}
	return FromPCM(out.Bytes()), nil
}

// DecodeBytes is Decode of a file's bytes; dir is where they may lie meanwhile.
func DecodeBytes(ctx context.Context, dir string, b []byte, demuxer, filters string) (Sound, error) {
	f, err := os.CreateTemp(dir, "sound-*")
	if err != nil {
		return nil, err
	}
	defer os.Remove(f.Name())
	if _, err := f.Write(b); err != nil {
		f.Close()
		return nil, err
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	path, err := filepath.Abs(f.Name())
	if err != nil {
		return nil, err
	}
	return Decode(ctx, path, demuxer, filters)
}
