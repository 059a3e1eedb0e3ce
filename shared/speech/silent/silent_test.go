package silent_test

import (
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/speech"
	"github.com/moneyprinter/moneyprinter/shared/speech/silent"
	"github.com/moneyprinter/moneyprinter/shared/speech/speechtest"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	speechtest.Test(t, silent.Provider{}, speechtest.Features{Rates: true, Timing: steps.Estimated})
}

func TestLength(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][2]int{
		"Hi.":                          {1000, 1000},
		"One two three four five six.": {2400, 2700},
		"关于咖啡的历史，你真正了解多少？":              {3500, 4200},
		"One two three. Four five six.": {2800, 3000},
	} {
		n, err := silent.Provider{}.Speak(t.Context(), speechtest.Work(t, step.Direct), speech.Request{Text: text, Rate: 1})
		if err != nil {
			t.Fatal(err)
		}
		got := n.Sound.Milliseconds() - int((speech.Lead + speech.Tail).Milliseconds())
		if got < want[0] || got > want[1] {
			t.Errorf("%q takes %d ms, want %d to %d", text, got, want[0], want[1])
		}
		if from, to := n.Sound.Voiced(); from < to {
			t.Errorf("%q is not silent", text)
		}
	}
}
