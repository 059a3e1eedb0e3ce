// Package folder keeps blobs as files of one folder: the store of the one-machine runtime.
package folder

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/moneyprinter/moneyprinter/shared/blob"
)

// Store is a blob.Store in a folder: a blob lies at <root>/<first two digits>/<hex>. Several processes may share it.
type Store struct{ root string }

var (
	_ blob.Store     = (*Store)(nil)
	_ blob.Localizer = (*Store)(nil)
	_ blob.Readier   = (*Store)(nil)
)

// New opens the store at root and makes the folder where it is missing.
func New(root string) (*Store, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Join(root, "incoming"), 0o755); err != nil {
		return nil, fmt.Errorf("blob folder: %w", err)
	}
	return &Store{root: root}, nil
}

func (s *Store) path(d blob.Digest) string {
	return filepath.Join(s.root, d.Hex()[:2], d.Hex())
}

// Put writes to a file beside the blobs and renames it into place once it is whole, so a crash leaves no half blob.
func (s *Store) Put(ctx context.Context, r io.Reader, mediaType string) (_ blob.Ref, err error) {
	f, err := os.CreateTemp(filepath.Join(s.root, "incoming"), "put-*")
	if err != nil {
		return blob.Ref{}, classify(err)
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	hash := sha256.New()
	size, err := io.Copy(io.MultiWriter(f, hash), contextReader{ctx, r})
	if err != nil {
		return blob.Ref{}, classify(err)
	}
	if err := f.Close(); err != nil {
		return blob.Ref{}, classify(err)
	}
	ref := blob.Ref{Digest: blob.Digest("sha256:" + hex.EncodeToString(hash.Sum(nil))), Size: size, MediaType: mediaType}
	path := s.path(ref.Digest)
	if _, err := os.Stat(path); err == nil {
		return ref, os.Remove(f.Name())
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return blob.Ref{}, classify(err)
	}
	if err := os.Chmod(f.Name(), 0o444); err != nil {
		return blob.Ref{}, classify(err)
	}
	return ref, os.Rename(f.Name(), path)
}

// Open opens the blob's file.
func (s *Store) Open(ctx context.Context, d blob.Digest) (io.ReadSeekCloser, error) {
	path, err := s.LocalPath(ctx, d)
	if err != nil {
		return nil, err
	}
	return os.Open(path)
}

// Stat returns the size of the blob's file.
func (s *Store) Stat(_ context.Context, d blob.Digest) (int64, error) {
	if err := d.Validate(); err != nil {
		return 0, err
	}
	info, err := os.Stat(s.path(d))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, fmt.Errorf("%w: %s", blob.ErrNotFound, d)
	}
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// Delete removes the blob's file.
func (s *Store) Delete(_ context.Context, d blob.Digest) error {
	if err := d.Validate(); err != nil {
		return err
	}
	err := os.Remove(s.path(d))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: %s", blob.ErrNotFound, d)
	}
	return err
}

// LocalPath returns the blob's file.
func (s *Store) LocalPath(ctx context.Context, d blob.Digest) (string, error) {
	if _, err := s.Stat(ctx, d); err != nil {
		return "", err
	}
	return s.path(d), nil
}

// Ready writes a file and removes it.
func (s *Store) Ready(context.Context) error {
	f, err := os.CreateTemp(filepath.Join(s.root, "incoming"), "ready-*")
	if err != nil {
		return classify(err)
	}
	f.Close()
	return os.Remove(f.Name())
}

func classify(err error) error {
	return blob.DiskError("blob folder", err, "free some disk space, or point MONEYPRINTER_DATA to a larger disk")
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
