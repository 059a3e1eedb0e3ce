package assemble

import (
	"context"
	"fmt"
	"strings"
	"unicode"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// files stores the finished file, its poster and its provenance, and names all that is delivered.
func (a work) files(ctx context.Context, in steps.AssembleInput) ([]steps.File, error) {
	name := fileName(a.t.Provenance.Subject)
	if a.t.Cut > 0 {
		name += fmt.Sprintf("-%d", a.t.Cut+1)
	}
	video, err := blob.PutFile(ctx, a.Blobs, a.path(finished), "video/mp4")
	if err != nil {
		return nil, fmt.Errorf("store the video: %w", err)
	}
	poster, err := blob.PutFile(ctx, a.Blobs, a.path(posterFile), "image/jpeg")
	if err != nil {
		return nil, fmt.Errorf("store the poster: %w", err)
	}
	provenance, err := blob.PutJSON(ctx, a.Blobs, provenanceOf(ctx, a.t))
	if err != nil {
		return nil, fmt.Errorf("store the provenance: %w", err)
	}
	var files []steps.File
	for _, f := range []steps.File{
		{Role: "video", Name: name + ".mp4", Blob: video},
		{Role: "poster", Name: name + ".jpg", Blob: poster},
		{Role: "srt", Name: name + ".srt", Blob: in.SRT},
		{Role: "vtt", Name: name + ".vtt", Blob: in.VTT},
		{Role: "ass", Name: name + ".ass", Blob: in.ASS},
		{Role: "words", Name: name + ".words.json", Blob: in.Words},
		{Role: "provenance", Name: name + ".provenance.json", Blob: provenance},
	} {
		if !f.Blob.IsZero() {
			files = append(files, f)
		}
	}
	return files, nil
}

const posterFile = "poster.jpg"

// poster writes the most typical of some frames, some way into the video, as a JPEG: full range and BT.601, as every
// viewer of JPEGs expects.
func (a work) poster(ctx context.Context) error {
	// From the start: the concat demuxer does not seek reliably in short segments, and four seconds decode in no time.
	skip := min(a.t.Frames*15/100, 4*a.t.FPS)
	return a.run(ctx, "-protocol_whitelist", "file", "-f", "concat", "-safe", "0", "-i", listFile, "-map", "0:v",
		"-vf", fmt.Sprintf("trim=start_frame=%d,thumbnail=n=%d,scale=in_color_matrix=bt709:in_range=tv:out_color_matrix=bt601:out_range=pc,format=yuvj420p", skip, min(a.t.FPS/3, max(a.t.Frames/2, 1))),
		"-frames:v", "1", "-q:v", "3", "-map_metadata", "-1", "-fflags", "+bitexact", "-flags", "+bitexact", "-update", "1", posterFile)
}

// fileName makes a name of a subject: its letters and digits, words joined by hyphens, at most 60 of them.
func fileName(subject string) string {
	words := strings.FieldsFunc(strings.ToLower(subject), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
	name := []rune(strings.Join(words, "-"))
	if len(name) == 0 {
		return "video"
	}
	return strings.Trim(string(name[:min(len(name), 60)]), "-")
}
