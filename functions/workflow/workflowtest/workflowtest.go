// Package workflowtest answers the workflow's requests in the steps' place, at once and with little in it.
package workflowtest

import (
	"context"
	"encoding/json"
	"fmt"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Steps stand for all steps.
type Steps struct {
	Blobs blob.Store
	// Scenes is how many scenes the script has.
	Scenes int
	// Fail makes attempts fail, by <step>/<index>/<attempt>.
	Fail map[string]*failure.Failure
}

// Answer returns the event with which a step answers a request.
func (s Steps) Answer(ctx context.Context, e cloudevents.Event) (cloudevents.Event, error) {
	place, err := event.ParsePlace(e.ID())
	if err != nil {
		return e, err
	}
	if f := s.Fail[fmt.Sprintf("%s/%d/%d", place.Step, place.Index, place.Attempt)]; f != nil {
		return event.NewStep(event.Failed(place.Step), event.Source(string(place.Step)), place, event.StepFailed{Failure: f})
	}
	output, err := s.output(ctx, place, e)
	if err != nil {
		return e, err
	}
	b, err := json.Marshal(output)
	if err != nil {
		return e, err
	}
	document, err := event.Pack(ctx, s.Blobs, b)
	if err != nil {
		return e, err
	}
	return event.NewStep(event.Completed(place.Step), event.Source(string(place.Step)), place, event.StepCompleted{Key: e.ID(), Output: document})
}

// input reads the input document of a request.
func input[T any](ctx context.Context, s Steps, e cloudevents.Event) (in T, err error) {
	var request event.StepRequest
	if err := e.DataAs(&request); err != nil {
		return in, err
	}
	return in, request.Input.Read(ctx, s.Blobs, &in)
}

func (s Steps) output(ctx context.Context, place event.Place, e cloudevents.Event) (any, error) {
	ref := blob.Ref{Digest: blob.DigestOf([]byte(place.ID())), Size: 1}
	switch place.Step {
	case steps.Script:
		out := steps.ScriptOutput{Language: "en"}
		for i := range s.Scenes {
			out.Scenes = append(out.Scenes, steps.Scene{ID: fmt.Sprintf("s%d", i), Text: fmt.Sprintf("Sentence %d.", i)})
		}
		return out, nil
	case steps.Terms:
		out := steps.TermsOutput{Terms: []string{"coffee", "beans"}}
		for i := range s.Scenes {
			out.Scenes = append(out.Scenes, steps.SceneTerms{Scene: fmt.Sprintf("s%d", i), Terms: []string{"bean"}})
		}
		return out, nil
	case steps.Speech:
		return steps.SpeechOutput{Audio: ref, Samples: 4 * steps.SampleRate}, nil
	case steps.Subtitle:
		in, err := input[steps.SubtitleInput](ctx, s, e)
		out := steps.SubtitleOutput{SRT: ref, VTT: ref, Words: ref}
		for i, scene := range in.Scenes {
			out.Scenes = append(out.Scenes, steps.CuedScene{ID: scene.ID, Start: i * 120, Frames: 120})
		}
		return out, err
	case steps.Search:
		in, err := input[steps.SearchInput](ctx, s, e)
		var out steps.SearchOutput
		for i := range 4 {
			out.Candidates = append(out.Candidates, steps.Candidate{Provider: in.Provider, ID: fmt.Sprintf("%s-%d", in.Term, i), Seconds: 8})
		}
		return out, err
	case steps.Fetch:
		in, err := input[steps.FetchInput](ctx, s, e)
		if in.Music != nil {
			return steps.FetchOutput{Clip: steps.Clip{ID: "music", Kind: steps.Sound, Blob: ref}}, err
		}
		if in.Candidate == nil {
			return nil, fmt.Errorf("%s fetches nothing: %w", place.ID(), err)
		}
		return steps.FetchOutput{Clip: steps.Clip{ID: in.Candidate.ID, Kind: steps.VideoClip, Blob: ref}}, err
	case steps.Plan:
		in, err := input[steps.PlanInput](ctx, s, e)
		out := steps.PlanOutput{Timeline: ref}
		for _, scene := range in.Scenes {
			out.Segments = append(out.Segments, steps.PlannedSlice{Scene: scene.ID, Slice: ref})
		}
		return out, err
	case steps.Segment:
		return steps.SegmentOutput{Video: ref, Frames: 120}, nil
	case steps.Assemble:
		return steps.AssembleOutput{Files: []steps.File{{Role: "video", Name: "video.mp4", Blob: ref}}, Frames: 360}, nil
	}
	return nil, fmt.Errorf("a request for the unknown step %s", place.Step)
}
