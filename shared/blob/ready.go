package blob

import "context"

// Readier is the capability of a store that can tell whether it works, for readiness probes.
type Readier interface {
	// Ready returns nil where blobs can be stored and read now: the folder can be written, the bucket answers.
	Ready(ctx context.Context) error
}
