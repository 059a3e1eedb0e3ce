// Package control is how others ask the workflow, which alone changes videos, to end or to forget one: by a call in the same
// process, or over HTTP in a cluster, where the gateway's database role has no right to do it.
//
//	POST   /videos/{id}/cancel?owner=OWNER
//	DELETE /videos/{id}?owner=OWNER
//
// Both answer 204, or a failure document with its code's HTTP status. The caller has checked who asks; the routes are for
// the cluster only.
package control

import "context"

// Videos changes videos of an owner. Errors are failures: NotFound where the owner has no such video, Conflict where its
// state does not allow the change.
type Videos interface {
	// Cancel ends a video that waits or is being made.
	Cancel(ctx context.Context, owner, id string) error
	// Delete removes all that is recorded of a video that has ended. Its blobs stay: other videos may share them.
	Delete(ctx context.Context, owner, id string) error
}
