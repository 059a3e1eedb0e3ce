package orchestration

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Kind is what happened to a video.
type Kind string

// The kinds of history entries.
const (
	// VideoAccepted: the request was taken.
	VideoAccepted Kind = "video.accepted"
	// StepStarted: all that a step needs is there, and it fans out to Total tasks.
	StepStarted Kind = "step.started"
	// TaskCompleted, TaskRetried: a task is done; a task failed and gets another attempt.
	TaskCompleted Kind = "task.completed"
	TaskRetried   Kind = "task.retried"
	// VideoPaused, VideoResumed: its tasks are not requested for a while; VideoRetried: it runs again after its end.
	VideoPaused  Kind = "video.paused"
	VideoResumed Kind = "video.resumed"
	VideoRetried Kind = "video.retried"
	// StepCompleted: all tasks of a step are done.
	StepCompleted Kind = "step.completed"
	// VideoCompleted, VideoFailed, VideoCancelled: the end.
	VideoCompleted Kind = "video.completed"
	VideoFailed    Kind = "video.failed"
	VideoCancelled Kind = "video.cancelled"
)

// Entry is one thing that happened to a video. Seq counts from 1 without gaps.
type Entry struct {
	Seq  int64     `json:"seq"`
	At   time.Time `json:"at"`
	Kind Kind      `json:"kind"`
	Detail
}

// Detail is what an entry says beyond its kind.
type Detail struct {
	Step    steps.Name       `json:"step,omitempty"`
	Index   int              `json:"index,omitempty"`
	Attempt int              `json:"attempt,omitempty"`
	Total   int              `json:"total,omitempty"`
	Reused  bool             `json:"reused,omitempty"`
	Failure *failure.Failure `json:"failure,omitempty"`
}

// History returns what happened to a video after the entry numbered after, at most limit entries. The latest may be missing
// for a moment: Video.Seq tells how many there are.
func (s *Store) History(ctx context.Context, video string, after int64, limit int) ([]Entry, error) {
	rows, err := s.DB.Read.QueryContext(ctx, `SELECT seq, at, kind, data FROM history WHERE video = $1 AND seq > $2 ORDER BY seq LIMIT $3`, video, after, limit)
	if err != nil {
		return nil, fmt.Errorf("orchestration: history: %w", err)
	}
	defer rows.Close()
	var entries []Entry
	for rows.Next() {
		var e Entry
		var at int64
		var data string
		if err := rows.Scan(&e.Seq, &at, &e.Kind, &data); err != nil {
			return nil, fmt.Errorf("orchestration: history: %w", err)
		}
		e.At = time.UnixMilli(at).UTC()
		if err := json.Unmarshal([]byte(data), &e.Detail); err != nil {
			return nil, fmt.Errorf("orchestration: history: %w", err)
		}
		entries = append(entries, e)
	}
	return entries, rows.Err()
}
