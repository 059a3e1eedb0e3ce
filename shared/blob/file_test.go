package blob_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/blob/folder"
	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// remote is a store whose blobs are no files, and whose downloads may go wrong.
type remote struct {
	blob.Store
	spoil func([]byte) []byte
	// opened counts the downloads.
	opened int
}

func (r *remote) Open(ctx context.Context, d blob.Digest) (io.ReadSeekCloser, error) {
	r.opened++
	f, err := r.Store.Open(ctx, d)
	if err != nil || r.spoil == nil {
		return f, err
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		return nil, err
	}
	return struct {
		io.ReadSeeker
		io.Closer
	}{bytes.NewReader(r.spoil(b)), io.NopCloser(nil)}, nil
}

func open(t *testing.T) *remote {
	t.Helper()
	s, err := folder.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return &remote{Store: s}
}

// spoilt is what a download can turn out to be.
var spoilt = map[string]func([]byte) []byte{
	"cut off":     func(b []byte) []byte { return b[:len(b)-1] },
	"nothing":     func([]byte) []byte { return nil },
	"too long":    func(b []byte) []byte { return append(b, ' ') },
	"other bytes": func(b []byte) []byte { b[0] ^= 1; return b },
}

var badAnswer = failure.New(failure.BadAnswer, "")

func TestFileIsACopyOnce(t *testing.T) {
	t.Parallel()
	s, dir := open(t), t.TempDir()
	ref, err := s.Put(t.Context(), bytes.NewReader([]byte("a clip")), "video/mp4")
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		path, err := blob.File(t.Context(), s, ref.Digest, dir)
		if err != nil {
			t.Fatal(err)
		}
		if b, err := os.ReadFile(path); err != nil || string(b) != "a clip" {
			t.Errorf("%q, %v", b, err)
		}
	}
	if s.opened != 1 {
		t.Errorf("%d downloads of one file", s.opened)
	}
	if _, err := blob.File(t.Context(), s, blob.DigestOf(nil), dir); !errors.Is(err, blob.ErrNotFound) {
		t.Errorf("File of a blob that is not there = %v", err)
	}
}

func TestASpoiltDownloadBecomesNoFile(t *testing.T) {
	t.Parallel()
	for name, spoil := range spoilt {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, dir := open(t), t.TempDir()
			ref, err := s.Put(t.Context(), bytes.NewReader([]byte("a clip")), "video/mp4")
			if err != nil {
				t.Fatal(err)
			}
			s.spoil = spoil
			path, err := blob.File(t.Context(), s, ref.Digest, dir)
			if !errors.Is(err, badAnswer) {
				t.Errorf("File = %q, %v", path, err)
			}
			if left, err := filepath.Glob(filepath.Join(dir, "*")); err != nil || len(left) != 0 {
				t.Errorf("left %q, %v", left, err)
			}
			s.spoil = nil
			if _, err := blob.File(t.Context(), s, ref.Digest, dir); err != nil {
				t.Errorf("File after a good download = %v", err)
			}
		})
	}
}

func TestASpoiltDocumentIsNotRead(t *testing.T) {
	t.Parallel()
	for name, spoil := range spoilt {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			// Without its last digit it would still be a number.
			ref, err := blob.PutJSON(t.Context(), s, 1234)
			if err != nil {
				t.Fatal(err)
			}
			var n int
			if err := blob.ReadJSON(t.Context(), s, ref.Digest, &n); err != nil || n != 1234 {
				t.Fatalf("%d, %v", n, err)
			}
			s.spoil, n = spoil, 0
			if err := blob.ReadJSON(t.Context(), s, ref.Digest, &n); !errors.Is(err, badAnswer) || n != 0 {
				t.Errorf("%d, %v", n, err)
			}
		})
	}
}
