package workflow

import (
	"context"
	"sync"
	"time"
)

// attendant looks after the vigil for as long as its process lives and work is open. A broker that dies takes with it both
// the vigil's request and the call for the next one; a pod stays for a minute after its last request, and calls again.
type attendant struct {
	mu sync.Mutex
	// attends tells that the goroutine runs, again that it has something to look at.
	attends, again bool
}

// attend starts the attendant, where it does not run.
func (f *Function) attend() {
	a := &f.attendant
	a.mu.Lock()
	defer a.mu.Unlock()
	a.again = true
	if a.attends || f.parts.Vigil == 0 {
		return
	}
	a.attends = true
	go func() {
		look := time.NewTicker(vigilLife)
		defer look.Stop()
		for a.goesOn() {
			select {
			case <-look.C:
			case <-f.parts.Stopping:
				return
			}
			f.lookAfterVigil()
		}
	}()
}

// goesOn tells whether there was an event, or open work, since it was last asked. An event that comes after it has said no
// starts another attendant.
func (a *attendant) goesOn() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.attends, a.again = a.again, false
	return a.attends
}

// lookAfterVigil calls for a vigil where work is open and nobody keeps one.
func (f *Function) lookAfterVigil() {
	ctx, cancel := context.WithTimeout(context.Background(), vigilLife)
	defer cancel()
	kept, err := f.vigilIsKept(ctx, true)
	if err != nil {
		f.parts.Log.WarnContext(ctx, "nobody may be looking for lost work; this process tries again in a moment", "error", err)
	}
	open, e := f.workIsOpen(ctx)
	if kept || open || err != nil || e != nil {
		f.attendant.mu.Lock()
		f.attendant.again = true
		f.attendant.mu.Unlock()
	}
}
