// Package object is what the blob stores over an object store with the S3 interface share: a blob is the object
// <prefix>/<first two digits>/<hex> of a bucket. What differs between the clients is behind [Client], which packages minio
// and s3 implement.
//
// A name that is the hash of its bytes needs the hash before the first byte is sent. So a Put reads its source twice: a
// reader that can be read again by position is, and anything else is spooled first. The parts' hashes are taken in the
// first pass together with the whole's and the object store checks each against what arrives, so the object holds the bytes
// that the digest names, or there is no object.
package object

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/moneyprinter/moneyprinter/shared/blob"
)

// Store is a blob.Store in a bucket. Any number of processes may share it.
type Store struct {
	client Client
	prefix string
	spool  string
}

var (
	_ blob.Store       = (*Store)(nil)
	_ blob.Presigner   = (*Store)(nil)
	_ blob.Readier     = (*Store)(nil)
	_ blob.Provisioner = (*Store)(nil)
)

// New makes the store of a client, without asking it anything. Prefix is what all keys begin with, without slashes at its
// ends; empty is none. Spool is the folder for spool files; empty is os.TempDir.
func New(client Client, prefix, spool string) *Store {
	return &Store{client: client, prefix: prefix, spool: spool}
}

// Open returns the bytes of a blob. It asks for its size; the bytes are asked for when they are read, as one stream from
// the offset to the end, and anew after a Seek to somewhere else. The context is that of the reads too.
func (s *Store) Open(ctx context.Context, d blob.Digest) (io.ReadSeekCloser, error) {
	size, err := s.Stat(ctx, d)
	if err != nil {
		return nil, err
	}
	return &reader{ctx: ctx, client: s.client, key: s.key(d), size: size}, nil
}

// Stat returns the size of the blob's object.
func (s *Store) Stat(ctx context.Context, d blob.Digest) (int64, error) {
	if err := d.Validate(); err != nil {
		return 0, err
	}
	return s.client.Head(ctx, s.key(d))
}

// Delete removes the blob's object. It looks for it first, since an object store answers the same whether it was there.
func (s *Store) Delete(ctx context.Context, d blob.Digest) error {
	if _, err := s.Stat(ctx, d); err != nil {
		return err
	}
	return s.client.Remove(ctx, s.key(d))
}

// Presign returns a URL for the public endpoint. No network is involved but where credentials have to be fetched.
func (s *Store) Presign(ctx context.Context, d blob.Digest, l blob.Link) (string, error) {
	if err := d.Validate(); err != nil {
		return "", err
	}
	if l.ValidFor < 1e9 || l.ValidFor > blob.MaxValidFor {
		return "", fmt.Errorf("presign %s: %v is not between a second and %v", d, l.ValidFor, blob.MaxValidFor)
	}
	return s.client.Presign(ctx, s.key(d), l)
}

// Ready asks whether the bucket is there and open to us.
func (s *Store) Ready(ctx context.Context) error { return s.client.Ready(ctx) }

// Provision makes the bucket where it is missing and sets the [Housekeeping] of the prefix. Other rules of the bucket stay.
func (s *Store) Provision(ctx context.Context) error {
	if err := s.client.Ready(ctx); err == nil {
		return s.client.Keep(ctx, housekeeping(s.prefix))
	} else if !errors.Is(err, ErrNoBucket) {
		return err
	}
	if err := s.client.MakeBucket(ctx); err != nil {
		return err
	}
	return s.client.Keep(ctx, housekeeping(s.prefix))
}

// key returns the name of a blob's object.
func (s *Store) key(d blob.Digest) string {
	key := d.Hex()[:2] + "/" + d.Hex()
	if s.prefix != "" {
		key = s.prefix + "/" + key
	}
	return key
}
