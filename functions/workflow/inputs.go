package workflow

import (
	"encoding/json"
	"fmt"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// inputs builds the input documents of a step, one for each task, from the parameters and the outputs of earlier steps.
func (t *transition) inputs(v *record, name steps.Name) ([]any, error) {
	switch name {
	case steps.Script:
		return one(scriptInput(v.params)), nil
	case steps.Terms:
		return t.termsInputs(v)
	case steps.Speech:
		return t.speechInputs(v)
	case steps.Subtitle:
		return t.subtitleInputs(v)
	case steps.Search:
		return t.searchInputs(v)
	case steps.Fetch:
		return t.fetchInputs(v)
	case steps.Plan:
		return t.planInputs(v)
	case steps.Segment:
		return t.segmentInputs(v)
	case steps.Assemble:
		return t.assembleInputs(v)
	}
	return nil, fmt.Errorf("workflow: no inputs are known for step %q", name)
}

func one(input any) []any { return []any{input} }

// outputsOf reads the outputs of a step's tasks in their order.
func outputsOf[T any](t *transition, v *record, name steps.Name) ([]T, error) {
	rows, err := t.tx.QueryContext(t.ctx, `SELECT output FROM task WHERE video = $1 AND step = $2 AND state = 'completed' ORDER BY idx`, v.id, name)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var outputs []T
	for rows.Next() {
		var text string
		var document event.Document
		var output T
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(text), &document); err != nil {
			return nil, err
		}
		if err := document.Read(t.ctx, t.f.parts.Blobs, &output); err != nil {
			return nil, fmt.Errorf("workflow: output of %s: %w", name, err)
		}
		outputs = append(outputs, output)
	}
	return outputs, rows.Err()
}

// outputOf reads the output of a step that does not fan out.
func outputOf[T any](t *transition, v *record, name steps.Name) (T, error) {
	outputs, err := outputsOf[T](t, v, name)
	if err == nil && len(outputs) == 0 {
		err = failure.New(failure.Internal, fmt.Sprintf("the step %s has no output", name))
	}
	if err != nil {
		var none T
		return none, err
	}
	return outputs[0], nil
}

func (t *transition) segmentInputs(v *record) ([]any, error) {
	plans, err := outputsOf[steps.PlanOutput](t, v, steps.Plan)
	if err != nil {
		return nil, err
	}
	var inputs []any
	for _, plan := range plans {
		for _, s := range plan.Segments {
			inputs = append(inputs, steps.SegmentInput{Slice: s.Slice})
		}
	}
	return inputs, nil
}

func (t *transition) assembleInputs(v *record) ([]any, error) {
	plans, err := outputsOf[steps.PlanOutput](t, v, steps.Plan)
	if err != nil {
		return nil, err
	}
	rendered, err := outputsOf[steps.SegmentOutput](t, v, steps.Segment)
	if err != nil {
		return nil, err
	}
	captions, err := outputOf[steps.SubtitleOutput](t, v, steps.Subtitle)
	if err != nil {
		return nil, err
	}
	var inputs []any
	for _, plan := range plans {
		n := len(plan.Segments)
		if n > len(rendered) {
			return nil, failure.New(failure.Internal, "there are fewer segments than planned")
		}
		inputs = append(inputs, steps.AssembleInput{
			Timeline: plan.Timeline, Segments: rendered[:n], SRT: captions.SRT, VTT: captions.VTT, Words: captions.Words, ASS: plan.ASS,
		})
		rendered = rendered[n:]
	}
	return inputs, nil
}

// baseTimeline is the timeline of the video that v is an edit of, where that one got so far.
func (t *transition) baseTimeline(v *record, cut int) (*blob.Ref, error) {
	if v.params.Base == "" {
		return nil, nil
	}
	plans, err := outputsOf[steps.PlanOutput](t, &record{id: v.params.Base}, steps.Plan)
	if err != nil || cut >= len(plans) {
		return nil, err
	}
	return &plans[cut].Timeline, nil
}
