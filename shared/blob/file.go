package blob

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// File makes the blob available as a file: the store's own where it has one, otherwise a copy in dir. The file's bytes
// must not be changed.
func File(ctx context.Context, s Store, d Digest, dir string) (string, error) {
	if l, ok := s.(Localizer); ok {
		return l.LocalPath(ctx, d)
	}
	if err := d.Validate(); err != nil {
		return "", err
	}
	path := filepath.Join(dir, d.Hex())
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	r, err := s.Open(ctx, d)
	if err != nil {
		return "", err
	}
	defer r.Close()
	f, err := os.CreateTemp(dir, "blob-*")
	if err != nil {
		return "", err
	}
	defer os.Remove(f.Name())
	if _, err := io.Copy(f, r); err != nil {
		f.Close()
		return "", fmt.Errorf("blob: copy %s: %w", d, err)
	}
	if err := f.Close(); err != nil {
		return "", err
	}
	return path, os.Rename(f.Name(), path)
}

// PutFile stores the file at path.
func PutFile(ctx context.Context, s Store, path, mediaType string) (Ref, error) {
	f, err := os.Open(path)
	if err != nil {
		return Ref{}, err
	}
	defer f.Close()
	return s.Put(ctx, f, mediaType)
}

// PutJSON stores v as a JSON document.
func PutJSON(ctx context.Context, s Store, v any) (Ref, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return Ref{}, err
	}
	return s.Put(ctx, bytes.NewReader(b), "application/json")
}

// ReadJSON reads a document that PutJSON stored into v.
func ReadJSON(ctx context.Context, s Store, d Digest, v any) error {
	r, err := s.Open(ctx, d)
	if err != nil {
		return err
	}
	defer r.Close()
	if err := json.NewDecoder(r).Decode(v); err != nil {
		return fmt.Errorf("blob: decode %s: %w", d, err)
	}
	return nil
}
