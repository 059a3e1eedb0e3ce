package step

import (
	"context"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/telemetry"
)

// Stop is called by func's middleware when the pod is to end and no request is under way any more.
func (h *Handler) Stop(ctx context.Context) error { return telemetry.Flush(ctx) }

// flush sends the spans of a Job, also of one that was asked to end. A collector that is away is no reason to fail it.
func (h *Handler) flush(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := telemetry.Flush(ctx); err != nil {
		h.parts.Log.WarnContext(ctx, "the Job's spans could not be sent", "error", err)
	}
}
