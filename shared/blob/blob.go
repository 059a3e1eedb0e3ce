// Package blob stores media and large documents under the hash of their bytes.
//
// A blob is written once, never changed, and named by its [Digest]; events carry a [Ref] instead of the bytes (the
// claim check pattern). The base interface is small; a store that can do more implements the capability interfaces.
// Every implementation passes blobtest.Test.
package blob

import (
	"context"
	"errors"
	"io"
)

// ErrNotFound is returned by Open, Stat and Delete for a digest that the store does not hold.
var ErrNotFound = errors.New("blob: not found")

// Digest names a blob: "sha256:" and 64 lower-case hexadecimal digits.
type Digest string

// Ref is a blob with what a reader wants to know before opening it.
type Ref struct {
	Digest Digest `json:"digest"`
	// Size in bytes.
	Size int64 `json:"size"`
	// MediaType is the IANA media type, such as "video/mp4".
	MediaType string `json:"media_type,omitempty"`
}

// IsZero tells whether r names no blob.
func (r Ref) IsZero() bool { return r.Digest == "" }

// Store keeps blobs.
type Store interface {
	// Put stores what it reads and returns its reference. Storing bytes that are there already changes nothing. A
	// failed Put leaves nothing behind; no room is a failure of code failure.DiskFull.
	Put(ctx context.Context, r io.Reader, mediaType string) (Ref, error)
	// Open returns the bytes of a blob for reading and seeking.
	Open(ctx context.Context, d Digest) (io.ReadSeekCloser, error)
	// Stat returns the size of a blob in bytes.
	Stat(ctx context.Context, d Digest) (int64, error)
	// Delete removes a blob; one that is not there is ErrNotFound.
	Delete(ctx context.Context, d Digest) error
}

// Localizer is the capability of a store whose blobs are files of this machine.
type Localizer interface {
	// LocalPath returns the path of the blob's file, which must not be changed.
	LocalPath(ctx context.Context, d Digest) (string, error)
}
