package gateway

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
)

// reminderPause is how long nothing must have become of a video, and how long ago the last reminder must be.
const reminderPause = 30 * time.Second

// remind wakes the workflow where somebody looks at a video that is not getting on, whose events a broker may have lost while
// no workflow ran that would have missed them. A workflow that keeps watch already has nothing to do then.
func (f *Function) remind(ctx context.Context, v orchestration.Video) {
	now := time.Now()
	last := f.reminded.Load()
	if v.State.Ended() || now.Sub(v.UpdatedAt) < reminderPause || now.UnixMilli()-last < reminderPause.Milliseconds() || !f.reminded.CompareAndSwap(last, now.UnixMilli()) {
		return
	}
	e, err := event.New(event.SweepDue, event.Source("gateway"), "sweep/"+uuid.NewString(), "sweep", struct{}{})
	if err != nil {
		f.parts.Log.ErrorContext(ctx, "the workflow could not be reminded", "error", err)
		return
	}
	sending, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendLimit)
	go func() {
		defer cancel()
		if err := f.parts.Broker.Send(sending, e); err != nil {
			f.parts.Log.WarnContext(ctx, "the workflow could not be reminded", "video", v.ID, "error", err)
		}
	}()
}
