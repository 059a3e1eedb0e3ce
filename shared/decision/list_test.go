package decision_test

import (
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/moneyprinter/moneyprinter/shared/decision"
	"github.com/moneyprinter/moneyprinter/shared/failure"
)

func TestListKeepsTheLatest(t *testing.T) {
	t.Parallel()
	var l decision.List
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range decision.Most {
				l.Add(decision.Decision{Kind: decision.Retried})
			}
		})
	}
	wg.Wait()
	l.Add(decision.Decision{Kind: decision.FellBack})
	all := l.All()
	if len(all) != decision.Most || all[len(all)-1].Kind != decision.FellBack {
		t.Errorf("the list keeps %d, the last is %+v", len(all), all[len(all)-1])
	}
	var none *decision.List
	if none.Add(decision.Decision{}); none.All() != nil {
		t.Error("a nil list keeps something")
	}
}

func TestBecause(t *testing.T) {
	t.Parallel()
	d := decision.Decision{}.Because(failure.New(failure.Unavailable, strings.Repeat("é", 900)))
	if d.Code != failure.Unavailable || utf8.RuneCountInString(d.Reason) != 201 || !utf8.ValidString(d.Reason) {
		t.Errorf("%+v", d)
	}
}
