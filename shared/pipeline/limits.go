package pipeline

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Limits are how many requests of a step may be under way at once; a step that is not among them has the pipeline's own.
// As text they are "segment=4,assemble=2".
type Limits map[steps.Name]int

// UnmarshalText reads the form of the environment. It refuses an unknown step, one that comes twice, and what is no whole
// number above zero: with zero no video would ever be done.
func (l *Limits) UnmarshalText(text []byte) error {
	limits := Limits{}
	if len(bytes.TrimSpace(text)) == 0 {
		*l = limits
		return nil
	}
	for part := range strings.SplitSeq(string(text), ",") {
		part = strings.TrimSpace(part)
		name, number, ok := strings.Cut(part, "=")
		if !ok {
			return fmt.Errorf("pipeline: limits: %q is not <step>=<number>, as in segment=4,assemble=2", part)
		}
		step, known := Find(steps.Name(strings.TrimSpace(name)))
		if !known {
			return fmt.Errorf("pipeline: limits: there is no step %q; there are %s", strings.TrimSpace(name), names())
		}
		n, err := strconv.Atoi(strings.TrimSpace(number))
		if err != nil || n < 1 {
			return fmt.Errorf("pipeline: limits: %q must be a whole number above zero", part)
		}
		if _, twice := limits[step.Name]; twice {
			return fmt.Errorf("pipeline: limits: %s comes twice", step.Name)
		}
		limits[step.Name] = n
	}
	*l = limits
	return nil
}

func names() string {
	list := make([]string, len(Steps))
	for i, s := range Steps {
		list[i] = string(s.Name)
	}
	return strings.Join(list, ", ")
}
