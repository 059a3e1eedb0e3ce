// Package pipeline declares, as data, the steps that make a video: what each needs, what it fans out over, how much of
// the progress it is, and how long it may take. The workflow and the live views read it; no function does.
package pipeline

import (
	"time"

	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Step is one step of the pipeline.
type Step struct {
	Name steps.Name
	// Needs are the steps that must be complete, with all their fan-out, before this one starts.
	Needs []steps.Name
	// Over is what the step fans out over, for people: "scene", "term", "clip", "segment", "cut". Empty is one.
	Over string
	// Version is part of the step's content address: raise it when the same input gives another output.
	Version int
	// Weight is the step's share of the progress, relative to the others.
	Weight int
	// Deadline is how long the step may take from its first request, all attempts included.
	Deadline time.Duration
	// Attempts is how many attempts end in a retryable failure before the video fails.
	Attempts int
	// Job tells that the step runs as a Kubernetes Job, which the JobSink of its name makes: it has no reply, and its death
	// is no failed delivery.
	Job bool
	// InFlight is how many requests of the step may be under way at once in all; the environment can change it.
	InFlight int
}

// Steps is the pipeline, in an order in which every step comes after what it needs.
var Steps = []Step{
	{Name: steps.Script, Version: 1, Weight: 4, Deadline: 5 * time.Minute, Attempts: 3, InFlight: 16},
	{Name: steps.Speech, Needs: []steps.Name{steps.Script}, Over: "scene", Version: 1, Weight: 10, Deadline: 5 * time.Minute, Attempts: 3, InFlight: 8},
	{Name: steps.Subtitle, Needs: []steps.Name{steps.Speech}, Version: 1, Weight: 1, Deadline: 2 * time.Minute, Attempts: 3, InFlight: 16},
	{Name: steps.Terms, Needs: []steps.Name{steps.Script}, Version: 1, Weight: 2, Deadline: 5 * time.Minute, Attempts: 3, InFlight: 16},
	{Name: steps.Search, Needs: []steps.Name{steps.Terms}, Over: "term", Version: 1, Weight: 2, Deadline: 5 * time.Minute, Attempts: 3, InFlight: 16},
	// fetch needs speech too: how much footage to get follows from how long the narration is.
	{Name: steps.Fetch, Needs: []steps.Name{steps.Search, steps.Speech}, Over: "clip", Version: 1, Weight: 8, Deadline: 10 * time.Minute, Attempts: 3, InFlight: 16},
	{Name: steps.Plan, Needs: []steps.Name{steps.Subtitle, steps.Fetch}, Over: "cut", Version: 1, Weight: 1, Deadline: 2 * time.Minute, Attempts: 3, InFlight: 16},
	{Name: steps.Segment, Needs: []steps.Name{steps.Plan}, Over: "segment", Version: 1, Weight: 60, Deadline: 60 * time.Minute, Attempts: 3, Job: true, InFlight: 32},
	{Name: steps.Assemble, Needs: []steps.Name{steps.Segment}, Over: "cut", Version: 1, Weight: 12, Deadline: 30 * time.Minute, Attempts: 3, Job: true, InFlight: 16},
}

// Find returns the step of a name.
func Find(name steps.Name) (Step, bool) {
	for _, s := range Steps {
		if s.Name == name {
			return s, true
		}
	}
	return Step{}, false
}
