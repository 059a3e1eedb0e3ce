package blob

import "context"

// Readier is the capability of a store that can tell whether it works, for readiness probes.
type Readier interface {
	// Ready returns nil where blobs can be stored and read now: the folder can be written, the bucket answers.
	Ready(ctx context.Context) error
}

// Ready asks a store whether it works; one that cannot tell is taken to work.
func Ready(ctx context.Context, s Store) error {
	if r, ok := s.(Readier); ok {
		return r.Ready(ctx)
	}
	return nil
}
