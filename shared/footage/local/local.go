// Package local is the footage provider of the user's own clips and pictures: uploads named by their digest, and files of
// the library folder named by their plain name.
package local

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/ffprobe"
	"github.com/moneyprinter/moneyprinter/shared/footage"
	"github.com/moneyprinter/moneyprinter/shared/library"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// Name is the provider's name.
const Name = "local"

// MinSide is the shortest side of footage in pixels, Tolerance how much less is let pass: the original's limits.
const (
	MinSide   = 480
	Tolerance = 10
)

// Provider is the user's own footage.
type Provider struct {
	// Library is the folder whose files a material may name; the zero value has none.
	Library library.Library
}

var _ footage.Provider = Provider{}

// Search checks the materials that the input names and returns a candidate for each, in their order; a file that is named
// twice counts once. The term is not looked at. As in the original, what is smaller than MinSide is left out with a
// warning; when nothing is left, that is a failure of code UnsupportedMedia.
//
// A candidate's URL is the digest of the file's content, so the clip follows from the candidate even if the library changes.
func (p Provider) Search(ctx context.Context, w *step.Work, in steps.SearchInput) ([]steps.Candidate, error) {
	var out []steps.Candidate
	var small error
	seen := map[blob.Digest]bool{}
	for i, m := range in.Materials {
		if m.Provider != "" && m.Provider != Name {
			return nil, failure.New(failure.InvalidInput, fmt.Sprintf("video_materials[%d] is of the provider %q; only local files can be named", i, m.Provider))
		}
		c, err := p.candidate(ctx, w, m)
		if tooSmall := (*smallError)(nil); errors.As(err, &tooSmall) {
			w.Log.WarnContext(ctx, "footage left out", "reason", tooSmall.Error())
			small = err
			continue
		}
		if err != nil {
			return nil, err
		}
		if d := blob.Digest(c.URL); !seen[d] {
			seen[d] = true
			out = append(out, c)
		}
		w.Progress(float64(i+1) / float64(len(in.Materials)))
	}
	if len(out) == 0 && small != nil {
		return nil, refuse(small)
	}
	return out, nil
}

func (p Provider) candidate(ctx context.Context, w *step.Work, m video.Material) (steps.Candidate, error) {
	ref, name, err := p.Library.Import(ctx, w.Blobs, m.URL)
	if err != nil {
		return steps.Candidate{}, err
	}
	if n := plainName(m.Name); n != "" {
		name = n
	}
	path, err := blob.File(ctx, w.Blobs, ref.Digest, w.Scratch)
	if err != nil {
		return steps.Candidate{}, err
	}
	info, err := ffprobe.Header(ctx, path, name)
	if err != nil {
		return steps.Candidate{}, err
	}
	if err := usable(info, name); err != nil {
		return steps.Candidate{}, err
	}
	return steps.Candidate{
		Provider: Name, ID: ref.Digest.Hex()[:16], Kind: info.Kind, URL: string(ref.Digest), Name: name, Seconds: info.Duration.Seconds(),
		Credit: steps.Credit{Source: Name, Author: w.Owner},
	}, nil
}

// Fetch reads the file whole: the header, and frames at its start, middle and end.
func (p Provider) Fetch(ctx context.Context, w *step.Work, c steps.Candidate) (steps.Clip, error) {
	ref, name, err := p.Library.Import(ctx, w.Blobs, c.URL)
	if err != nil {
		return steps.Clip{}, err
	}
	if c.Name != "" {
		name = c.Name
	}
	path, err := blob.File(ctx, w.Blobs, ref.Digest, w.Scratch)
	if err != nil {
		return steps.Clip{}, err
	}
	info, err := ffprobe.Probe(ctx, path, name)
	if err != nil {
		return steps.Clip{}, err
	}
	if err := usable(info, name); err != nil {
		return steps.Clip{}, refuse(err)
	}
	clip := info.Clip()
	ref.MediaType = info.MediaType
	clip.ID, clip.Blob, clip.Name, clip.Term, clip.Credit = footage.ClipID(c), ref, name, c.Term, c.Credit
	return clip, nil
}

// smallError tells that footage is too small to be used.
type smallError struct {
	name          string
	width, height int
}

func (e *smallError) Error() string {
	return fmt.Sprintf("%s is %d×%d pixels, less than %d×%d", e.name, e.width, e.height, MinSide, MinSide)
}

func usable(info ffprobe.Info, name string) error {
	switch {
	case info.Kind == steps.Sound:
		return failure.New(failure.UnsupportedMedia, fmt.Sprintf("%s has no video stream, only sound", name), failure.Hint("give a clip (mp4, mov, mkv, webm, avi, flv) or a picture (jpg, png, webp)"))
	case min(info.Width, info.Height) < MinSide-Tolerance:
		return &smallError{name, info.Width, info.Height}
	}
	return nil
}

// refuse turns a smallError into the failure that the user sees.
func refuse(err error) error {
	var small *smallError
	if errors.As(err, &small) {
		return failure.New(failure.UnsupportedMedia, small.Error(), failure.Provider(Name), failure.Hint("give clips or pictures of at least %d×%d pixels", MinSide, MinSide))
	}
	return err
}

// plainName is what a user calls a file, without folders.
func plainName(name string) string {
	name = strings.TrimSpace(filepath.Base(strings.ReplaceAll(name, `\`, "/")))
	if name == "." || name == "/" {
		return ""
	}
	return name
}
