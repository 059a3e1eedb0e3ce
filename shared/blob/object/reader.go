package object

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// resumes is how often in a row a stream that broke off is asked for again without a byte in between.
const resumes = 3

// reader reads an object as a stream from where it stands, which it asks for when it is first read. A stream that breaks
// off is asked for again from there.
type reader struct {
	ctx    context.Context
	client Client
	key    string
	size   int64
	offset int64
	// body stands at offset; nil where nothing was asked for yet.
	body   io.ReadCloser
	closed bool
}

func (r *reader) Read(p []byte) (int, error) {
	switch {
	case r.closed:
		return 0, fs.ErrClosed
	case r.offset >= r.size:
		return 0, io.EOF
	case len(p) == 0:
		return 0, nil
	}
	var broken error
	for range resumes {
		// A stream that ends with its context does so a little later.
		if err := r.ctx.Err(); err != nil {
			return 0, fmt.Errorf("blob: read %s: %w", r.key, err)
		}
		if err := r.open(); err != nil {
			return 0, err
		}
		n, err := r.body.Read(p)
		r.offset += int64(n)
		if err != nil {
			broken = err
			r.drop()
		}
		if n > 0 {
			return n, nil
		}
	}
	if err := r.ctx.Err(); err != nil {
		return 0, fmt.Errorf("blob: read %s: %w", r.key, err)
	}
	if broken == nil || errors.Is(broken, io.EOF) {
		broken = io.ErrUnexpectedEOF
	}
	return 0, failure.Wrap(failure.Unavailable, fmt.Errorf("blob: read %s at %d of %d bytes: %w", r.key, r.offset, r.size, broken),
		"the store of the media broke off")
}

// open asks for the bytes from the offset, unless that was done.
func (r *reader) open() error {
	if r.body != nil {
		return nil
	}
	body, length, err := r.client.Get(r.ctx, r.key, r.offset)
	if err != nil {
		return err
	}
	// A server that knows no ranges would send the object from its beginning.
	if length != r.size-r.offset {
		body.Close()
		return fmt.Errorf("blob: read %s: %d bytes were sent from %d on, and it has %d", r.key, length, r.offset, r.size)
	}
	r.body = body
	return nil
}

// drop ends the stream.
func (r *reader) drop() {
	if r.body != nil {
		r.body.Close()
		r.body = nil
	}
}

// Seek asks for nothing.
func (r *reader) Seek(offset int64, whence int) (int64, error) {
	if r.closed {
		return 0, fs.ErrClosed
	}
	switch whence {
	case io.SeekStart:
	case io.SeekCurrent:
		offset += r.offset
	case io.SeekEnd:
		offset += r.size
	default:
		return 0, fmt.Errorf("blob: seek: whence %d is none", whence)
	}
	if offset < 0 {
		return 0, errors.New("blob: seek: the offset is negative")
	}
	if offset != r.offset {
		r.drop()
		r.offset = offset
	}
	return offset, nil
}

func (r *reader) Close() error {
	r.drop()
	r.closed = true
	return nil
}

var _ io.ReadSeekCloser = (*reader)(nil)
