package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// result is how a video ended: the line of JSON.
type result struct {
	ID      string              `json:"id,omitempty"`
	State   orchestration.State `json:"state"`
	Seconds float64             `json:"seconds"`
	Files   []delivered         `json:"files"`
	Cuts    []cutResult         `json:"cuts,omitempty"`
	Steps   []stepResult        `json:"steps"`
	Failure *failure.Failure    `json:"failure,omitempty"`
}

// cutResult is what a finished cut is.
type cutResult struct {
	Frames       int   `json:"frames"`
	Milliseconds int64 `json:"milliseconds"`
	Width        int   `json:"width"`
	Height       int   `json:"height"`
}

// stepResult is what a step did. Reused are the indices of the tasks whose result was there already; Seconds is what the
// others took, added up.
type stepResult struct {
	Name    steps.Name `json:"name"`
	Tasks   int        `json:"tasks"`
	Reused  []int      `json:"reused"`
	Seconds float64    `json:"seconds"`
}

func failed(err error, began time.Time) result {
	return result{State: orchestration.Failed, Seconds: time.Since(began).Seconds(), Files: []delivered{}, Steps: []stepResult{}, Failure: failure.From(err)}
}

func resultOf(v orchestration.Video, took time.Duration) result {
	r := result{ID: v.ID, State: v.State, Seconds: took.Seconds(), Files: []delivered{}, Steps: []stepResult{}, Failure: v.Failure}
	for _, o := range v.Output {
		r.Cuts = append(r.Cuts, cutResult{o.Frames, o.Milliseconds, o.Width, o.Height})
	}
	for _, s := range v.Steps {
		step := stepResult{Name: s.Name, Tasks: len(s.Tasks), Reused: []int{}}
		for _, t := range s.Tasks {
			switch {
			case t.Reused:
				step.Reused = append(step.Reused, t.Index)
			case t.Started != nil && t.Finished != nil:
				step.Seconds += t.Finished.Sub(*t.Started).Seconds()
			}
		}
		r.Steps = append(r.Steps, step)
	}
	return r
}

// summary writes the paths to standard output, unless that has the JSON, and the rest to people.
func (r result) summary(c console, quiet bool) error {
	out := c.Out
	if quiet {
		out = io.Discard
	}
	for i, cut := range r.Cuts {
		for _, f := range r.Files {
			if f.Cut == i+1 && f.Role == "video" {
				fmt.Fprintf(c.Err, "%d:%02d, %dx%d, %d frames, %s\n", cut.Milliseconds/60000, cut.Milliseconds/1000%60, cut.Width, cut.Height, cut.Frames, humanize.IBytes(uint64(f.Size)))
			}
		}
	}
	if kept := r.kept(); kept != "" {
		fmt.Fprintln(c.Err, "reused:", kept)
	}
	fmt.Fprintf(c.Err, "video %s, made in %.1f s\n", r.ID, r.Seconds)
	for _, f := range r.Files {
		if _, err := fmt.Fprintln(out, f.Path); err != nil {
			return err
		}
	}
	return nil
}

// kept names what was reused: a step alone where it was reused whole, else how many of its tasks; for segments, which.
func (r result) kept() string {
	var names []string
	for _, s := range r.Steps {
		switch n := len(s.Reused); {
		case n == 0:
		case n == s.Tasks:
			names = append(names, string(s.Name))
		case s.Name == steps.Segment:
			names = append(names, fmt.Sprintf("%d of %d segments (%s)", n, s.Tasks, ranges(s.Reused)))
		default:
			names = append(names, fmt.Sprintf("%d of %d %s", n, s.Tasks, s.Name))
		}
	}
	return strings.Join(names, ", ")
}

// ranges writes indices as numbers from 1, neighbours joined: "2-4, 7".
func ranges(indices []int) string {
	indices = slices.Sorted(slices.Values(indices))
	var s []string
	for i := 0; i < len(indices); {
		j := i
		for j+1 < len(indices) && indices[j+1] == indices[j]+1 {
			j++
		}
		if i == j {
			s = append(s, fmt.Sprint(indices[i]+1))
		} else {
			s = append(s, fmt.Sprintf("%d-%d", indices[i]+1, indices[j]+1))
		}
		i = j + 1
	}
	return strings.Join(s, ", ")
}
