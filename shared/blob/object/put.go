package object

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/failure"
)

const (
	// partsAtOnce is how many parts of a blob are on the way at the same time.
	partsAtOnce = 4
	// conflicts is how often a Put begins anew where another one of the same blob got in its way.
	conflicts = 3
	// abortTimeout bounds the clearing up after an upload that failed.
	abortTimeout = 30 * time.Second
)

// Put stores what r has to give. Bytes that are there already are not sent where they are many.
func (s *Store) Put(ctx context.Context, r io.Reader, mediaType string) (blob.Ref, error) {
	c, err := read(ctx, r, s.spool)
	if err != nil {
		return blob.Ref{}, err
	}
	defer c.Close()
	if err := ctx.Err(); err != nil {
		return blob.Ref{}, fmt.Errorf("blob: put: %w", err)
	}
	if len(c.parts) > MaxParts {
		return blob.Ref{}, failure.New(failure.TooLarge, fmt.Sprintf("the file has %d bytes; at most %d can be stored", c.size, int64(MaxParts)*PartSize))
	}
	ref := c.ref(mediaType)
	key := s.key(ref.Digest)
	if c.size >= MaxMemory {
		switch there, err := s.there(ctx, key, c.size); {
		case err != nil:
			return blob.Ref{}, err
		case there:
			return ref, nil
		}
	}
	if mediaType == "" {
		mediaType = "application/octet-stream"
	}
	for range conflicts {
		if err = s.send(ctx, key, mediaType, c); !errors.Is(err, errConflict) {
			break
		}
	}
	if err != nil && !errors.Is(err, ErrExists) {
		return blob.Ref{}, err
	}
	return ref, nil
}

// there tells whether the object is there and as large as it should be.
func (s *Store) there(ctx context.Context, key string, size int64) (bool, error) {
	got, err := s.client.Head(ctx, key)
	if errors.Is(err, blob.ErrNotFound) {
		return false, nil
	}
	return err == nil && got == size, err
}

// send stores the content where it is not there yet.
func (s *Store) send(ctx context.Context, key, mediaType string, c *content) error {
	parts := c.split()
	if len(parts) == 1 {
		return s.client.Put(ctx, key, mediaType, parts[0])
	}
	upload, err := s.client.Begin(ctx, key, mediaType)
	if err != nil {
		return err
	}
	err = s.sendParts(ctx, key, upload, parts)
	if err == nil {
		return nil
	}
	// The context may be what ended the upload.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), abortTimeout)
	defer cancel()
	// An answer that was lost on its way may have been a success.
	if there, _ := s.there(ctx, key, c.size); there {
		err = ErrExists
	}
	// What cannot be aborted now is aborted by the bucket's lifecycle.
	return errors.Join(err, s.client.Abort(ctx, key, upload))
}

// sendParts sends the parts, several at once, and makes the object of them.
func (s *Store) sendParts(ctx context.Context, key, upload string, parts []Part) error {
	group, sending := errgroup.WithContext(ctx)
	group.SetLimit(partsAtOnce)
	for i := range parts {
		group.Go(func() (err error) {
			if err = sending.Err(); err == nil {
				parts[i].ETag, err = s.client.PutPart(sending, key, upload, parts[i])
			}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	return s.client.Complete(ctx, key, upload, parts)
}
