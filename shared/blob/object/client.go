package object

import (
	"context"
	"io"

	"github.com/moneyprinter/moneyprinter/shared/blob"
)

// Client is one bucket of an object store. Its methods are the S3 operations that a store needs, each tried again by the
// client where the network or the server asks for it; their errors are those of [Fail].
type Client interface {
	// Head returns the size of an object in bytes.
	Head(ctx context.Context, key string) (int64, error)
	// Get streams an object from an offset to its end, and tells how many bytes that is.
	Get(ctx context.Context, key string, offset int64) (io.ReadCloser, int64, error)
	// Put stores an object of one part where there is none; otherwise it returns ErrExists.
	Put(ctx context.Context, key, mediaType string, p Part) error
	// Begin starts an object of several parts where there is none, and returns the upload's id.
	Begin(ctx context.Context, key, mediaType string) (upload string, err error)
	// PutPart stores a part and returns its ETag.
	PutPart(ctx context.Context, key, upload string, p Part) (etag string, err error)
	// Complete makes the object of its parts, in order and with their ETags, where there is none; otherwise it returns
	// ErrExists.
	Complete(ctx context.Context, key, upload string, parts []Part) error
	// Abort removes the parts of an upload.
	Abort(ctx context.Context, key, upload string) error
	// Remove removes an object; one that is not there is no error.
	Remove(ctx context.Context, key string) error
	// Presign returns a URL for the public endpoint.
	Presign(ctx context.Context, key string, l blob.Link) (string, error)
	// Ready returns ErrNoBucket where the bucket is missing.
	Ready(ctx context.Context) error
	// MakeBucket makes the bucket; one of ours that is there already is no error.
	MakeBucket(ctx context.Context) error
	// Keep adds a rule to the bucket's lifecycle, in the place of an earlier one of the same ID.
	Keep(ctx context.Context, h Housekeeping) error
}
