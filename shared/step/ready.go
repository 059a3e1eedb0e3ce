package step

import "context"

// Ready tells func's readiness probe whether what the step needs answers.
func (h *Handler) Ready(ctx context.Context) (bool, error) { return h.probe.Ready(ctx) }
