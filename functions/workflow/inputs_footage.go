package workflow

import (
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

func (t *transition) searchInputs(v *record) ([]any, error) {
	in := steps.SearchInput{Provider: v.params.Source, Aspect: v.params.Aspect}
	if in.Provider == "local" {
		in.Materials = v.params.Materials
		return one(in), nil
	}
	terms, err := outputOf[steps.TermsOutput](t, v, steps.Terms)
	if err != nil {
		return nil, err
	}
	in.MinSeconds = v.params.ClipDuration
	var inputs []any
	for _, term := range terms.Terms {
		in.Term = term
		inputs = append(inputs, in)
	}
	return inputs, nil
}

// fetchInputs chooses what to fetch: the user's own files all, otherwise candidates of each term in turn until there is
// enough footage for the narration of every cut. The last input is the music, where the video has any.
func (t *transition) fetchInputs(v *record) ([]any, error) {
	found, err := outputsOf[steps.SearchOutput](t, v, steps.Search)
	if err != nil {
		return nil, err
	}
	spoken, err := outputsOf[steps.SpeechOutput](t, v, steps.Speech)
	if err != nil {
		return nil, err
	}
	var need float64
	for _, s := range spoken {
		// A shot never spans scenes, so each scene may leave a part of its last clip unused.
		need += float64(s.Samples)/steps.SampleRate + float64(v.params.ClipDuration)
	}
	need *= float64(v.params.Count)
	if v.params.Source == "local" {
		need = 0
	}
	var inputs []any
	for _, c := range choose(found, need, float64(v.params.ClipDuration)/v.params.ClipSpeed) {
		inputs = append(inputs, steps.FetchInput{Candidate: &c})
	}
	if p := v.params; p.BGMType != "" && p.BGMVolume > 0 {
		music := steps.MusicInput{Type: p.BGMType, File: p.BGMFile}
		if p.BGMType == "random" {
			music.Seed = p.Seed
		}
		inputs = append(inputs, steps.FetchInput{Music: &music})
	}
	return inputs, nil
}

// choose takes the first candidate of each search, then the second of each, and so on, each asset once, until they last for
// need seconds at the most clip seconds each. A need of 0 takes all.
func choose(found []steps.SearchOutput, need, clip float64) []steps.Candidate {
	var chosen []steps.Candidate
	seen := map[string]bool{}
	var have float64
	for round, more := 0, true; more; round++ {
		more = false
		for _, f := range found {
			if round >= len(f.Candidates) {
				continue
			}
			more = true
			c := f.Candidates[round]
			if id := c.Provider + "/" + c.ID; seen[id] {
				continue
			} else {
				seen[id] = true
			}
			if need > 0 && have >= need {
				return chosen
			}
			chosen = append(chosen, c)
			if c.Seconds > 0 {
				have += min(c.Seconds, clip)
			} else {
				have += clip
			}
		}
	}
	return chosen
}
