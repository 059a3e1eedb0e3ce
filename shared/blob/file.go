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

// File makes the blob available as a file: the store's own where it has one, otherwise a copy in dir, whose bytes were
// checked against the digest. The file's bytes must not be changed.
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
	_, err = io.Copy(f, Verify(r, d))
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return "", DiskError("blob: copy "+string(d), err, "give the scratch folder more room")
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
	// Whole before it is decoded: a document that was cut off may still be one.
	b, err := io.ReadAll(Verify(r, d))
	if err != nil {
		return fmt.Errorf("blob: read %s: %w", d, err)
	}
	if err := json.Unmarshal(b, v); err != nil {
		return fmt.Errorf("blob: decode %s: %w", d, err)
	}
	return nil
}
