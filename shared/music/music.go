// Package music finds a video's background music: a track that the user names, or one of a folder by chance that repeats,
// and the bundled tracks where no folder is configured.
package music

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/moneyprinter/moneyprinter/assets"
	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/ffprobe"
	"github.com/moneyprinter/moneyprinter/shared/library"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Extensions are those of the files that count as music in a folder: the original's.
var Extensions = []string{".mp3", ".m4a", ".aac", ".wav", ".flac", ".ogg", ".opus", ".wma"}

// MaxBytes is the largest track, in bytes.
const MaxBytes = 200 << 20

// Source is where tracks come from.
type Source struct {
	// Folder is the music folder; empty takes the bundled tracks.
	Folder string
}

// Track returns the track that the input asks for, checked and stored.
//
// Type random takes one of the folder's tracks, or of the bundled where there is no folder: the same seed takes the same of
// the same files. Type custom takes the upload or the file that File names, bundled tracks included. A track that does not
// exist is a failure of code NotFound; one that is no sound is UnsupportedMedia.
func (s Source) Track(ctx context.Context, w *step.Work, in steps.MusicInput) (steps.Clip, error) {
	folder := library.Library{Folder: s.Folder, MaxBytes: MaxBytes}
	name := in.File
	switch in.Type {
	case "random":
		names, err := s.names(folder)
		if err != nil {
			return steps.Clip{}, err
		}
		if len(names) == 0 {
			return steps.Clip{}, failure.New(failure.NotFound, "the music folder holds no track", failure.Hint("put %s files into it, or make the video without music", strings.Join(Extensions, " ")))
		}
		name = names[choose(in.Seed, len(names))]
	case "custom":
		if name == "" {
			return steps.Clip{}, failure.New(failure.InvalidInput, "bgm_type is custom and bgm_file names no track")
		}
	default:
		return steps.Clip{}, failure.New(failure.InvalidInput, fmt.Sprintf("bgm_type is %q; it must be random or custom", in.Type))
	}
	if t, ok := s.bundled(name); ok {
		ref, err := w.Blobs.Put(ctx, bytes.NewReader(t.Data), "")
		if err != nil {
			return steps.Clip{}, err
		}
		return clip(ctx, w, ref, t.Name, steps.Credit{Source: "moneyprinter", Author: t.Author, Licence: t.Licence})
	}
	ref, name, err := folder.Import(ctx, w.Blobs, name)
	if err != nil {
		return steps.Clip{}, err
	}
	return clip(ctx, w, ref, name, steps.Credit{Source: "local", Author: w.Owner})
}

// names are the tracks to choose from, in the order of their names.
func (s Source) names(folder library.Library) ([]string, error) {
	if s.Folder != "" {
		return folder.Names(Extensions...)
	}
	var names []string
	for _, t := range assets.Music() {
		names = append(names, t.Name)
	}
	return names, nil
}

// bundled finds a bundled track by its name, with or without its extension. A file of the folder comes first.
func (s Source) bundled(name string) (assets.Track, bool) {
	if s.Folder != "" {
		if names, err := (library.Library{Folder: s.Folder}).Names(Extensions...); err != nil || slices.Contains(names, name) {
			return assets.Track{}, false
		}
	}
	for _, t := range assets.Music() {
		if name == t.Name || name == strings.TrimSuffix(t.Name, filepath.Ext(t.Name)) {
			return t, true
		}
	}
	return assets.Track{}, false
}

func clip(ctx context.Context, w *step.Work, ref blob.Ref, name string, credit steps.Credit) (steps.Clip, error) {
	path, err := blob.File(ctx, w.Blobs, ref.Digest, w.Scratch)
	if err != nil {
		return steps.Clip{}, err
	}
	info, err := ffprobe.Audio(ctx, path, name)
	if err != nil {
		return steps.Clip{}, err
	}
	ref.MediaType = info.MediaType
	c := info.Clip()
	c.ID, c.Blob, c.Name, c.Credit = "music:"+ref.Digest.Hex()[:16], ref, name, credit
	return c, nil
}

// choose maps a seed to an index below n. SplitMix64's finaliser (Steele, Lea, Flood: Fast Splittable Pseudorandom Number
// Generators, 2014) makes neighbouring seeds choose differently.
func choose(seed int64, n int) int {
	z := uint64(seed) + 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return int((z ^ z>>31) % uint64(n))
}
