package blob

import (
	"context"
	"mime"
	"time"
)

// MaxValidFor is the longest time that a presigned URL can be valid, as SigV4 has it.
const MaxValidFor = 7 * 24 * time.Hour

// Presigner is the capability of a store whose blobs anybody can fetch by a URL, without credentials and for a limited
// time. The URL answers GET, whole or in ranges, and no other method: a signature covers one.
type Presigner interface {
	// Presign returns the blob's URL. It asks the store nothing, so a blob that is not there gets a URL that answers 404;
	// a digest that is none is ErrNotFound.
	Presign(ctx context.Context, d Digest, l Link) (string, error)
}

// Link says what a presigned URL answers and for how long.
type Link struct {
	// FileName is the name under which a browser saves the blob; empty gives none.
	FileName string
	// MediaType is the Content-Type of the answer; empty is what the blob was stored with.
	MediaType string
	// Attachment makes browsers save the blob; otherwise they show it where they can.
	Attachment bool
	// ValidFor is how long the URL works, in whole seconds between a second and MaxValidFor.
	ValidFor time.Duration
}

// Disposition returns the Content-Disposition of the answer (RFC 6266).
func (l Link) Disposition() string {
	disposition := "inline"
	if l.Attachment {
		disposition = "attachment"
	}
	if l.FileName == "" {
		return disposition
	}
	return mime.FormatMediaType(disposition, map[string]string{"filename": l.FileName})
}
