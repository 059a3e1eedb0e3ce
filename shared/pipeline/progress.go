package pipeline

import "github.com/moneyprinter/moneyprinter/shared/steps"

// Part is how far one step of a video is.
type Part struct {
	Step steps.Name
	// Total is how many pieces the step has; -1 where that is not known yet.
	Total int
	// Done counts finished pieces; a piece under way counts by its fraction.
	Done float64
}

// Progress returns how much of a video is done, 0 to 1, by the steps' weights.
func Progress(parts []Part) float64 {
	var done, all float64
	for _, p := range parts {
		step, _ := Find(p.Step)
		all += float64(step.Weight)
		switch {
		case p.Total == 0:
			done += float64(step.Weight)
		case p.Total > 0:
			done += float64(step.Weight) * min(p.Done/float64(p.Total), 1)
		}
	}
	if all == 0 {
		return 0
	}
	return done / all
}

// Until returns the steps that a video needs which stops at the step last, in the pipeline's order; every step where last
// is empty.
func Until(last steps.Name) []Step {
	if last == "" {
		return Steps
	}
	needed := map[steps.Name]bool{last: true}
	for i := len(Steps) - 1; i >= 0; i-- {
		if needed[Steps[i].Name] {
			for _, n := range Steps[i].Needs {
				needed[n] = true
			}
		}
	}
	var list []Step
	for _, s := range Steps {
		if needed[s.Name] {
			list = append(list, s)
		}
	}
	return list
}
