// Package render turns a slice of a timeline into one ffmpeg process.
//
// [Compile] is pure: a slice in, arguments and the files that they name out. No path and no text of a user is among the
// arguments: blobs are linked into the scratch folder under names of ours, and text is in ASS files there. [Run] does it.
package render

import (
	"fmt"
	"strings"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/font"
	"github.com/moneyprinter/moneyprinter/shared/timeline"
)

// Output is the name of the rendered file in the scratch folder.
const Output = "segment.mp4"

// fontFolder is where a job's fonts are, in the scratch folder.
const fontFolder = "fonts"

// Job is a segment as an ffmpeg command.
type Job struct {
	// Args are ffmpeg's arguments; its working directory is the scratch folder.
	Args []string
	// Assets are the blobs that the arguments name, by file name.
	Assets map[string]blob.Digest
	// Documents are the ASS files that the arguments name.
	Documents map[string][]byte
	// Fonts are the fonts that the documents need.
	Fonts []font.Font
}

// Compile returns the job that renders a slice. A slice that is none is a failure of code InvalidInput; a clip whose format no demuxer of ours reads is a failure of code
// UnsupportedMedia.
func Compile(s timeline.Slice) (*Job, error) {
	if err := check(s); err != nil {
		return nil, err
	}
	g := &graph{slice: s, job: &Job{Assets: map[string]blob.Digest{}, Documents: map[string][]byte{}}}
	var shots []string
	for i, shot := range s.Shots {
		next := s.Next
		if i+1 < len(s.Shots) {
			next = &s.Shots[i+1]
		}
		label, err := g.shot(shot, next)
		if err != nil {
			return nil, err
		}
		shots = append(shots, label)
	}
	out := shots[0]
	if len(shots) > 1 {
		out = g.add(strings.Join(shots, ""), fmt.Sprintf("concat=n=%d:v=1:a=0", len(shots)))
	}
	captions, err := g.captions()
	if err != nil {
		return nil, err
	}
	g.seams(g.add(out, fmt.Sprintf("%s%s,format=yuv420p", captions, g.clock())))

	args := []string{"-filter_complex_threads", "1", "-sws_flags", scaler}
	args = append(args, g.inputs...)
	args = append(args, "-filter_complex", strings.Join(g.chains, ";"), "-map", "[out]", "-an", "-frames:v", fmt.Sprint(s.Frames), "-r", fmt.Sprint(s.FPS))
	args = append(args, encode(s)...)
	g.job.Args = append(args, "-map_metadata", "-1", "-fflags", "+bitexact", "-flags", "+bitexact", container(s.Encoder))
	return g.job, nil
}
