// Package blobtest is the conformance suite of blob stores.
package blobtest

import (
	"context"
	"io"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/shared/blob"
)

// Place is one empty place where stores under test keep blobs.
type Place struct {
	// Open returns a new view of the place at each call, as another process would have.
	Open func(t *testing.T) blob.Store
	// Names lists all that lies in the place: blobs, but temporary files and unfinished uploads as well.
	Names func(t *testing.T) []string
}

// Test runs the suite.
func Test(t *testing.T, p Place) {
	t.Run("Put", p.put)
	t.Run("PutLarge", p.putLarge)
	t.Run("PutFileFromWhereItStands", p.putFile)
	t.Run("PutTheSameAtOnce", p.putAtOnce)
	t.Run("PutThatFailsLeavesNothing", p.putFails)
	t.Run("PutThatIsCancelledLeavesNothing", p.putCancelled)
	t.Run("PutEmpty", p.putEmpty)
	t.Run("Seek", p.seek)
	t.Run("ReadersAreApart", p.readersAreApart)
	t.Run("NotFound", p.notFound)
	t.Run("Delete", p.delete)
	t.Run("Ready", p.ready)
}

// leavesNothing checks that what act does leaves the place as it was.
func (p Place) leavesNothing(t *testing.T, act func()) {
	t.Helper()
	before := p.Names(t)
	act()
	after := p.Names(t)
	slices.Sort(before)
	slices.Sort(after)
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("something was left behind (-before +after):\n%s", diff)
	}
}

// content returns bytes that look like chance, the same ones for the same seed.
func content(seed byte, size int) []byte {
	b := make([]byte, size)
	rand.NewChaCha8([32]byte{seed}).Read(b)
	return b
}

// stream hides all but Read, as a request's body does.
func stream(r io.Reader) io.Reader { return struct{ io.Reader }{r} }

func put(t *testing.T, s blob.Store, r io.Reader, mediaType string) blob.Ref {
	t.Helper()
	ref, err := s.Put(t.Context(), r, mediaType)
	if err != nil {
		t.Fatalf("Put: %v", err)
	}
	return ref
}

func open(t *testing.T, s blob.Store, d blob.Digest) io.ReadSeeker {
	t.Helper()
	r, err := s.Open(t.Context(), d)
	if err != nil {
		t.Fatalf("Open(%s): %v", d, err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Errorf("Close(%s): %v", d, err)
		}
	})
	return r
}

func readAll(t *testing.T, r io.Reader) []byte {
	t.Helper()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatalf("read: %v", err)
	}
	return b
}

// absent checks that the bytes are not stored.
func absent(t *testing.T, s blob.Store, b []byte) {
	t.Helper()
	if _, err := s.Stat(context.WithoutCancel(t.Context()), blob.DigestOf(b)); !notFound(err) {
		t.Errorf("%d bytes were stored: %v", len(b), err)
	}
}
