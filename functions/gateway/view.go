package gateway

import (
	"encoding/json"
	"net/url"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// videoView is a video as the API shows it.
type videoView struct {
	ID         string              `json:"id"`
	State      orchestration.State `json:"state"`
	Paused     bool                `json:"paused,omitempty"`
	Progress   float64             `json:"progress"`
	Params     json.RawMessage     `json:"params"`
	Failure    *failure.Failure    `json:"failure,omitempty"`
	Cuts       []cutView           `json:"cuts,omitempty"`
	Files      []fileView          `json:"files,omitempty"`
	Steps      []stepView          `json:"steps,omitempty"`
	CreatedAt  time.Time           `json:"created_at"`
	UpdatedAt  time.Time           `json:"updated_at"`
	FinishedAt *time.Time          `json:"finished_at,omitempty"`
	Links      links               `json:"links"`
}

// cutView is what one finished cut is.
type cutView struct {
	Frames       int     `json:"frames"`
	Milliseconds int64   `json:"milliseconds"`
	Width        int     `json:"width"`
	Height       int     `json:"height"`
	LUFS         float64 `json:"lufs"`
}

// fileView is a delivered file. Size is in bytes.
type fileView struct {
	Cut       int         `json:"cut"`
	Role      string      `json:"role"`
	Name      string      `json:"name"`
	Size      int64       `json:"size"`
	MediaType string      `json:"media_type"`
	Digest    blob.Digest `json:"digest"`
	URL       string      `json:"url"`
}

// stepView is a step as a whole. Reused counts the tasks whose result was there already, Attempts those made in all.
type stepView struct {
	Name     steps.Name `json:"name"`
	Total    int        `json:"total"`
	Done     int        `json:"done"`
	Reused   int        `json:"reused"`
	Attempts int        `json:"attempts"`
	// Seconds is what the tasks that ran for this video took, added up.
	Seconds float64    `json:"seconds"`
	Tasks   []taskView `json:"tasks,omitempty"`
}

// taskView is a task. Seconds is how long the run took that made its result, 0 until it is done.
type taskView struct {
	orchestration.Task
	Seconds float64 `json:"seconds"`
}

func viewOf(v orchestration.Video) videoView {
	l := linksOf(v.ID)
	view := videoView{
		ID: v.ID, State: v.State, Paused: v.Paused, Progress: v.Progress, Params: v.Params, Failure: v.Failure,
		CreatedAt: v.CreatedAt, UpdatedAt: v.UpdatedAt, FinishedAt: v.FinishedAt, Links: l,
	}
	for _, o := range v.Output {
		view.Cuts = append(view.Cuts, cutView{o.Frames, o.Milliseconds, o.Width, o.Height, o.LUFS})
	}
	for _, f := range v.Files() {
		view.Files = append(view.Files, fileView{f.Cut, f.Role, f.Name, f.Blob.Size, mediaType(f.File), f.Blob.Digest, l.Self + "/files/" + url.PathEscape(f.Name)})
	}
	for _, s := range v.Steps {
		step := stepView{Name: s.Name, Total: s.Total, Done: s.Done}
		for _, t := range s.Tasks {
			task := taskView{Task: t}
			if t.Started != nil && t.Finished != nil {
				task.Seconds = t.Finished.Sub(*t.Started).Seconds()
			}
			if t.Reused {
				step.Reused++
			} else {
				step.Seconds += task.Seconds
			}
			step.Attempts += t.Attempt
			step.Tasks = append(step.Tasks, task)
		}
		view.Steps = append(view.Steps, step)
	}
	return view
}
