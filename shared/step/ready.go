package step

import "context"

// Ready tells func's readiness probe whether what the step needs answers.
func (h *Handler) Ready(ctx context.Context) (bool, error) {
	if h.parts.Ready == nil {
		return true, nil
	}
	err := h.parts.Ready(ctx)
	return err == nil, err
}
