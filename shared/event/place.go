package event

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Place is where an attempt at a step stands: its video, step, index among the step's fan-out, and attempt from 1.
type Place struct {
	Video   string     `json:"video"`
	Step    steps.Name `json:"step"`
	Index   int        `json:"index"`
	Attempt int        `json:"attempt"`
}

// ID returns <video>/<step>/<index>/<attempt>.
func (p Place) ID() string {
	return fmt.Sprintf("%s/%s/%d/%d", p.Video, p.Step, p.Index, p.Attempt)
}

// ParsePlace reads what ID writes.
func ParsePlace(id string) (Place, error) {
	part := strings.Split(id, "/")
	if len(part) != 4 || part[0] == "" || part[1] == "" {
		return Place{}, fmt.Errorf("event: %q is not <video>/<step>/<index>/<attempt>", id)
	}
	index, err := strconv.Atoi(part[2])
	if err != nil || index < 0 {
		return Place{}, fmt.Errorf("event: %q has no index", id)
	}
	attempt, err := strconv.Atoi(part[3])
	if err != nil || attempt < 1 {
		return Place{}, fmt.Errorf("event: %q has no attempt", id)
	}
	place := Place{Video: part[0], Step: steps.Name(part[1]), Index: index, Attempt: attempt}
	if place.ID() != id {
		// +7 and 07 are numbers too, but two ids of one place would be two events.
		return Place{}, fmt.Errorf("event: %q does not write its numbers plainly", id)
	}
	return place, nil
}
