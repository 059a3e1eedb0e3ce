package object

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"os"

	"github.com/moneyprinter/moneyprinter/shared/blob"
)

// MaxMemory is the size in bytes up to which a reader that cannot be read again is kept in memory; what is larger goes to
// a spool file.
const MaxMemory = 512 << 10

// content is what a Put stores: hashed, and readable again by position.
type content struct {
	*hasher
	at io.ReaderAt
	// offset is where the content begins in at.
	offset int64
	file   *os.File
}

// read hashes what r has to give. An *os.File, a bytes.Reader and their like are read where they lie, from where they
// stand; anything else is copied.
func read(ctx context.Context, r io.Reader, folder string) (*content, error) {
	c := &content{hasher: newHasher()}
	source := contextReader{ctx, r}
	if lying, ok := r.(interface {
		io.ReaderAt
		io.Seeker
	}); ok {
		// A pipe is an *os.File too, and cannot tell.
		if offset, err := lying.Seek(0, io.SeekCurrent); err == nil {
			c.at, c.offset = lying, offset
			if _, err := io.Copy(c.hasher, source); err != nil {
				return nil, fmt.Errorf("blob: read: %w", err)
			}
			c.end()
			return c, nil
		}
	}
	if err := c.copy(source, folder); err != nil {
		c.Close()
		return nil, err
	}
	c.end()
	return c, nil
}

// copy keeps what source has to give in memory or, where it is large, in a spool file.
func (c *content) copy(source io.Reader, folder string) error {
	var small bytes.Buffer
	if _, err := io.Copy(io.MultiWriter(c.hasher, &small), io.LimitReader(source, MaxMemory)); err != nil {
		return fmt.Errorf("blob: read: %w", err)
	}
	if small.Len() < MaxMemory {
		c.at = bytes.NewReader(small.Bytes())
		return nil
	}
	var err error
	if c.file, err = os.CreateTemp(folder, "blob-*"); err != nil {
		return spoolError(err)
	}
	// The file loses its name at once, so that a process that is killed leaves nothing either.
	if err := os.Remove(c.file.Name()); err != nil {
		return spoolError(err)
	}
	c.at = c.file
	if _, err := small.WriteTo(c.file); err != nil {
		return spoolError(err)
	}
	if _, err := io.Copy(io.MultiWriter(c.hasher, c.file), source); err != nil {
		return spoolError(err)
	}
	return nil
}

// Close frees the spool file.
func (c *content) Close() error {
	if c.file == nil {
		return nil
	}
	return c.file.Close()
}

// ref returns the reference of the content.
func (c *content) ref(mediaType string) blob.Ref {
	digest := sum(c.whole)
	return blob.Ref{Digest: blob.Digest("sha256:" + hex.EncodeToString(digest[:])), Size: c.size, MediaType: mediaType}
}

// split returns the parts of the content.
func (c *content) split() []Part {
	parts := make([]Part, len(c.parts))
	for i, hash := range c.parts {
		from := int64(i) * PartSize
		parts[i] = Part{Number: i + 1, SHA256: hash, Body: io.NewSectionReader(c.at, c.offset+from, min(PartSize, c.size-from))}
	}
	return parts
}

func spoolError(err error) error {
	return blob.DiskError("blob: spool", err, "free some space where temporary files lie, or set TMPDIR to a larger disk")
}

// contextReader ends a copy when its context ends.
type contextReader struct {
	ctx context.Context
	io.Reader
}

func (r contextReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(p)
}
