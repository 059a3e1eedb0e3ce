// Package blobtest is the conformance suite of blob stores.
package blobtest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/moneyprinter/moneyprinter/shared/blob"
)

// Test runs the suite; open returns a new view of one and the same empty store at each call, as another process would have.
func Test(t *testing.T, open func(t *testing.T) blob.Store) {
	ctx := context.Background()
	read := func(t *testing.T, s blob.Store, d blob.Digest) []byte {
		t.Helper()
		r, err := s.Open(ctx, d)
		if err != nil {
			t.Fatalf("Open(%s): %v", d, err)
		}
		defer r.Close()
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatalf("read %s: %v", d, err)
		}
		return b
	}

	t.Run("PutOpenStat", func(t *testing.T) {
		s, content := open(t), bytes.Repeat([]byte("frame"), 100_000)
		ref, err := s.Put(ctx, bytes.NewReader(content), "video/mp4")
		if err != nil {
			t.Fatal(err)
		}
		want := blob.Ref{Digest: blob.DigestOf(content), Size: int64(len(content)), MediaType: "video/mp4"}
		if ref != want {
			t.Errorf("Put = %+v, want %+v", ref, want)
		}
		if got := read(t, open(t), ref.Digest); !bytes.Equal(got, content) {
			t.Errorf("another view reads %d bytes that differ from the %d put", len(got), len(content))
		}
		if size, err := s.Stat(ctx, ref.Digest); err != nil || size != ref.Size {
			t.Errorf("Stat = %d, %v; want %d", size, err, ref.Size)
		}
	})

	t.Run("Seek", func(t *testing.T) {
		s := open(t)
		ref, err := s.Put(ctx, strings.NewReader("0123456789"), "text/plain")
		if err != nil {
			t.Fatal(err)
		}
		r, err := s.Open(ctx, ref.Digest)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		if _, err := r.Seek(6, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		if b, err := io.ReadAll(r); err != nil || string(b) != "6789" {
			t.Errorf("after Seek(6) read %q, %v", b, err)
		}
	})

	t.Run("PutTwiceAtOnce", func(t *testing.T) {
		s := open(t)
		var wg sync.WaitGroup
		refs := make([]blob.Ref, 8)
		for i := range refs {
			wg.Go(func() {
				var err error
				if refs[i], err = s.Put(ctx, strings.NewReader("the same bytes"), "text/plain"); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for _, ref := range refs {
			if ref != refs[0] {
				t.Errorf("Put = %+v and %+v for the same bytes", ref, refs[0])
			}
		}
		if got := read(t, s, refs[0].Digest); string(got) != "the same bytes" {
			t.Errorf("read %q", got)
		}
	})

	t.Run("FailedPutLeavesNothing", func(t *testing.T) {
		s, cause := open(t), errors.New("the line went dead")
		if _, err := s.Put(ctx, io.MultiReader(strings.NewReader("half a file"), iotest.ErrReader(cause)), ""); !errors.Is(err, cause) {
			t.Errorf("Put of a failing reader = %v, want its error", err)
		}
		if _, err := s.Stat(ctx, blob.DigestOf([]byte("half a file"))); !errors.Is(err, blob.ErrNotFound) {
			t.Errorf("half a file was stored: %v", err)
		}
	})

	t.Run("CancelledPut", func(t *testing.T) {
		ended, cancel := context.WithCancel(ctx)
		cancel()
		if _, err := open(t).Put(ended, strings.NewReader("too late"), ""); !errors.Is(err, context.Canceled) {
			t.Errorf("Put with an ended context = %v", err)
		}
	})

	t.Run("NotFound", func(t *testing.T) {
		s := open(t)
		for _, d := range []blob.Digest{blob.DigestOf([]byte("never stored")), "", "sha256:", "sha256:../../etc/passwd", "md5:00", blob.Digest("sha256:" + strings.Repeat("G", 64))} {
			if _, err := s.Open(ctx, d); !errors.Is(err, blob.ErrNotFound) {
				t.Errorf("Open(%q) = %v, want ErrNotFound", d, err)
			}
			if _, err := s.Stat(ctx, d); !errors.Is(err, blob.ErrNotFound) {
				t.Errorf("Stat(%q) = %v, want ErrNotFound", d, err)
			}
			if err := s.Delete(ctx, d); !errors.Is(err, blob.ErrNotFound) {
				t.Errorf("Delete(%q) = %v, want ErrNotFound", d, err)
			}
		}
	})

	t.Run("Delete", func(t *testing.T) {
		s := open(t)
		ref, err := s.Put(ctx, strings.NewReader("short-lived"), "")
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Delete(ctx, ref.Digest); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Stat(ctx, ref.Digest); !errors.Is(err, blob.ErrNotFound) {
			t.Errorf("Stat after Delete = %v", err)
		}
	})

	t.Run("Empty", func(t *testing.T) {
		s := open(t)
		ref, err := s.Put(ctx, strings.NewReader(""), "")
		if err != nil {
			t.Fatal(err)
		}
		if got := read(t, s, ref.Digest); len(got) != 0 || ref.Size != 0 {
			t.Errorf("an empty blob has size %d and reads %q", ref.Size, got)
		}
	})
}
