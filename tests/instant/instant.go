// Package instant has steps that are done at once: the real adapter, ledger and blobs around functions that decide in
// microseconds what the real ones take seconds for. What they make follows from their input alone, so that the files of a
// video are the same whenever it is made.
package instant

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Steps make videos of a certain size.
type Steps struct {
	// Scenes is how many a video has: as many segments, and twice as many clips.
	Scenes int
	// Pay is the provider: it answers a request of a kind ("script", "terms", "speech", "search" or "fetch").
	Pay func(ctx context.Context, kind, idempotencyKey string, request []byte) ([]byte, error)
}

// Handler returns the handler of the step of a name; false where there is none.
func (s Steps) Handler(name string, p step.Parts) (http.Handler, bool) {
	var h *step.Handler
	switch steps.Name(name) {
	case steps.Script:
		h = step.New(steps.Script, s.script, p)
	case steps.Terms:
		h = step.New(steps.Terms, s.terms, p)
	case steps.Speech:
		h = step.New(steps.Speech, s.speech, p)
	case steps.Subtitle:
		h = step.New(steps.Subtitle, s.subtitle, p)
	case steps.Search:
		h = step.New(steps.Search, s.search, p)
	case steps.Fetch:
		h = step.New(steps.Fetch, s.fetch, p)
	case steps.Plan:
		h = step.New(steps.Plan, s.plan, p)
	case steps.Segment:
		h = step.New(steps.Segment, s.segment, p)
	case steps.Assemble:
		h = step.New(steps.Assemble, s.assemble, p)
	default:
		return nil, false
	}
	return http.HandlerFunc(h.Handle), true
}

// pay asks the provider, or the record.
func (s Steps) pay(ctx context.Context, w *step.Work, kind string, request any) ([]byte, error) {
	b, err := json.Marshal(request)
	if err != nil {
		return nil, err
	}
	return w.Calls.Call(ctx, "instant-"+kind, request, func(ctx context.Context, key string) ([]byte, error) { return s.Pay(ctx, kind, key, b) })
}

// put stores a text as a blob.
func put(ctx context.Context, w *step.Work, format string, args ...any) (blob.Ref, error) {
	return w.Blobs.Put(ctx, bytes.NewReader(fmt.Appendf(nil, format, args...)), "application/octet-stream")
}

func (s Steps) script(ctx context.Context, w *step.Work, in steps.ScriptInput) (steps.ScriptOutput, error) {
	answer, err := s.pay(ctx, w, "script", in)
	out := steps.ScriptOutput{Language: "en", Origin: steps.Origin{Provider: "instant"}}
	for i := range s.Scenes {
		out.Scenes = append(out.Scenes, steps.Scene{ID: fmt.Sprintf("s%d", i), Text: fmt.Sprintf("Sentence %d of %s: %s.", i, in.Subject, answer)})
	}
	return out, err
}

func (s Steps) terms(ctx context.Context, w *step.Work, in steps.TermsInput) (steps.TermsOutput, error) {
	answer, err := s.pay(ctx, w, "terms", in)
	out := steps.TermsOutput{Origin: steps.Origin{Provider: "instant"}, Terms: []string{in.Subject + " " + string(answer), in.Subject + " too"}}
	for _, scene := range in.Scenes {
		out.Scenes = append(out.Scenes, steps.SceneTerms{Scene: scene.ID, Terms: []string{"word"}})
	}
	return out, err
}

func (s Steps) speech(ctx context.Context, w *step.Work, in steps.SpeechInput) (steps.SpeechOutput, error) {
	answer, err := s.pay(ctx, w, "speech", in)
	if err != nil {
		return steps.SpeechOutput{}, err
	}
	ref, err := put(ctx, w, "speech %s %s", in.Text, answer)
	return steps.SpeechOutput{Audio: ref, Samples: 4 * steps.SampleRate, Timing: steps.Estimated, Origin: steps.Origin{Provider: "instant"}}, err
}

func (s Steps) subtitle(ctx context.Context, w *step.Work, in steps.SubtitleInput) (out steps.SubtitleOutput, err error) {
	for i, scene := range in.Scenes {
		out.Scenes = append(out.Scenes, steps.CuedScene{ID: scene.ID, Start: i * 120, Frames: 120})
	}
	text, err := json.Marshal(in)
	if err == nil {
		out.SRT, err = put(ctx, w, "srt %s", text)
	}
	out.VTT, out.Words = out.SRT, out.SRT
	return out, err
}

func (s Steps) search(ctx context.Context, w *step.Work, in steps.SearchInput) (steps.SearchOutput, error) {
	answer, err := s.pay(ctx, w, "search", in)
	var out steps.SearchOutput
	for i := range s.Scenes {
		out.Candidates = append(out.Candidates, steps.Candidate{Provider: in.Provider, ID: fmt.Sprintf("%s-%d-%s", in.Term, i, answer), Kind: steps.VideoClip, Seconds: 5, Term: in.Term})
	}
	return out, err
}

func (s Steps) fetch(ctx context.Context, w *step.Work, in steps.FetchInput) (steps.FetchOutput, error) {
	answer, err := s.pay(ctx, w, "fetch", in)
	if err != nil {
		return steps.FetchOutput{}, err
	}
	name, kind := "music", steps.Sound
	if in.Candidate != nil {
		name, kind = in.Candidate.ID, steps.VideoClip
	}
	ref, err := put(ctx, w, "clip %s %s", name, answer)
	return steps.FetchOutput{Clip: steps.Clip{ID: name, Kind: kind, Blob: ref}}, err
}

func (s Steps) plan(ctx context.Context, w *step.Work, in steps.PlanInput) (out steps.PlanOutput, err error) {
	var clips []string
	for _, c := range in.Clips {
		clips = append(clips, string(c.Blob.Digest))
	}
	slices.Sort(clips)
	if out.Timeline, err = put(ctx, w, "timeline %d %s %s", in.Cut, in.Subject, strings.Join(clips, " ")); err != nil {
		return out, err
	}
	for _, scene := range in.Scenes {
		slice, err := put(ctx, w, "slice %s of %s with %s", scene.ID, out.Timeline.Digest, scene.Audio.Digest)
		if err != nil {
			return out, err
		}
		out.Segments = append(out.Segments, steps.PlannedSlice{Scene: scene.ID, Start: scene.Start, Frames: scene.Frames, Slice: slice})
	}
	return out, nil
}

func (s Steps) segment(ctx context.Context, w *step.Work, in steps.SegmentInput) (out steps.SegmentOutput, err error) {
	out.Video, err = put(ctx, w, "segment of %s", in.Slice.Digest)
	out.Frames = 120
	return out, err
}

func (s Steps) assemble(ctx context.Context, w *step.Work, in steps.AssembleInput) (steps.AssembleOutput, error) {
	parts := make([]string, len(in.Segments))
	for i, segment := range in.Segments {
		parts[i] = string(segment.Video.Digest)
	}
	ref, err := put(ctx, w, "video of %s with %s", strings.Join(parts, " "), in.SRT.Digest)
	return steps.AssembleOutput{Files: []steps.File{{Role: "video", Name: "video.mp4", Blob: ref}}, Frames: 120 * len(parts), Milliseconds: int64(4000 * len(parts))}, err
}
