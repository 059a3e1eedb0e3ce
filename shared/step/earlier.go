package step

import (
	"sync"

	"github.com/moneyprinter/moneyprinter/shared/decision"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/lru"
)

// remembered is how many deliveries a process remembers, of some kilobytes each.
const remembered = 1_000

// earlier keeps what was decided in deliveries that failed and come again, so that the record of the one that settles the
// attempt has it too. Another process that gets the next delivery does not know it.
type earlier struct {
	mu   sync.Mutex
	list *lru.List[string, []decision.Decision]
}

func newEarlier() *earlier {
	return &earlier{list: lru.New[string, []decision.Decision](remembered)}
}

// take returns a list that begins with the decisions of the attempt's earlier deliveries.
func (e *earlier) take(place event.Place) *decision.List {
	e.mu.Lock()
	defer e.mu.Unlock()
	l := new(decision.List)
	before, _ := e.list.Get(place.ID())
	l.Add(before...)
	e.list.Delete(place.ID())
	return l
}

// keep remembers the decisions until the attempt is delivered again.
func (e *earlier) keep(place event.Place, l *decision.List) {
	if all := l.All(); len(all) > 0 {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.list.Put(place.ID(), all, 1)
	}
}
