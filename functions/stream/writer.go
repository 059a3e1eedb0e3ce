package stream

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/watch"
)

// writer writes server-sent events.
type writer struct {
	w       http.ResponseWriter
	rc      *http.ResponseController
	started bool
}

// update writes what is new, or a comment that keeps proxies from closing an idle connection.
func (o *writer) update(u watch.Update) error {
	o.start()
	if !u.New {
		fmt.Fprint(o.w, ": still here\n\n")
		return o.rc.Flush()
	}
	for _, e := range u.Entries {
		if err := o.event(fmt.Sprintf("id: %d\nevent: %s\n", e.Seq, e.Kind), e); err != nil {
			return err
		}
	}
	// The last entry ends the stream, so progress that follows it would never be read.
	if !u.Snapshot.State.Ended() {
		if err := o.event("event: progress\n", u.Snapshot); err != nil {
			return err
		}
	}
	return o.rc.Flush()
}

func (o *writer) event(head string, data any) error {
	b, err := json.Marshal(data) // one line: JSON escapes line breaks
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(o.w, "%sdata: %s\n\n", head, b)
	return err
}

func (o *writer) start() {
	if o.started {
		return
	}
	o.started = true
	// func's server ends every answer after 30 s; a writer without deadlines has none to lift.
	_ = o.rc.SetWriteDeadline(time.Time{})
	_ = o.rc.SetReadDeadline(time.Time{})
	header := o.w.Header()
	header.Set("Content-Type", "text/event-stream")
	header.Set("Cache-Control", "no-store")
	header.Set("X-Accel-Buffering", "no") // nginx would hold events back
	o.w.WriteHeader(http.StatusOK)
}
