package objecttest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/blob/object"
)

func testUploads(t *testing.T, open Open) {
	place := provisioned(t, open)
	a := administer(t, place)

	t.Run("WhatIsThereIsNotSent", func(t *testing.T) {
		p := &proxy{}
		s := open(t, p.start(t, place))
		b := random(2 << 20)
		put(t, s, b)
		if seen, sent := p.take(); sent != int64(len(b)) {
			t.Errorf("the first Put sent %d bytes in %q, want %d", sent, seen, len(b))
		}
		put(t, s, b)
		seen, sent := p.take()
		if diff := cmp.Diff([]string{http.MethodHead}, seen); diff != "" || sent != 0 {
			t.Errorf("the second Put sent %d bytes (-want +got):\n%s", sent, diff)
		}
	})

	t.Run("ASmallOneIsOneRequest", func(t *testing.T) {
		p := &proxy{}
		put(t, open(t, p.start(t, place)), random(1000))
		seen, _ := p.take()
		if diff := cmp.Diff([]string{http.MethodPut}, seen); diff != "" {
			t.Error(diff)
		}
	})

	// The bytes change on their way: the server must find out by the hash and keep nothing.
	for name, size := range map[string]int{"ASpoiltUploadIsRefused": 1000, "ASpoiltPartIsRefused": object.PartSize + 1000} {
		t.Run(name, func(t *testing.T) {
			p := &proxy{request: func(r *http.Request) {
				if r.Method == http.MethodPut {
					r.Body = struct {
						io.Reader
						io.Closer
					}{&flipping{r: r.Body}, r.Body}
				}
			}}
			b := random(size)
			if ref, err := open(t, p.start(t, place)).Put(t.Context(), bytes.NewReader(b), ""); err == nil {
				t.Errorf("Put = %+v", ref)
			}
			gone(t, a, open(t, place), b)
		})
	}

	t.Run("AnUploadThatIsCancelledIsAborted", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		b := random(2*object.PartSize + 1000)
		var begun int
		p := &proxy{request: func(r *http.Request) {
			if r.URL.Query().Get("partNumber") == "3" {
				begun = len(a.uploads(t, key(b)))
				cancel()
			}
		}}
		if ref, err := open(t, p.start(t, place)).Put(ctx, bytes.NewReader(b), ""); !errors.Is(err, context.Canceled) {
			t.Errorf("Put = %+v, %v", ref, err)
		}
		if begun != 1 {
			t.Errorf("%d uploads were under way when it was cancelled, want 1: this test tests nothing", begun)
		}
		gone(t, a, open(t, place), b)
	})

	t.Run("AnAnswerThatIsLostIsAskedForAgain", func(t *testing.T) {
		lost := map[string]bool{}
		p := &proxy{response: func(r *http.Response) error {
			// The server did it, and the client will never know.
			if step := r.Request.Method + r.Request.URL.RawQuery; r.Request.Method != http.MethodHead && !lost[step] {
				lost[step] = true
				return errors.New("lost")
			}
			return nil
		}}
		b := random(1000)
		put(t, open(t, p.start(t, place)), b)
		read(t, open(t, place), b)
		if len(lost) != 1 {
			t.Errorf("%v was lost, want the one PUT", lost)
		}
	})
}

// key is where the suite's places keep a blob.
func key(b []byte) string {
	hex := blob.DigestOf(b).Hex()
	return "a/prefix/" + hex[:2] + "/" + hex
}

// gone checks that nothing of b is there, neither an object nor an upload.
func gone(t *testing.T, a administrator, s blob.Store, b []byte) {
	t.Helper()
	if _, err := s.Stat(t.Context(), blob.DigestOf(b)); !errors.Is(err, blob.ErrNotFound) {
		t.Errorf("Stat = %v, want ErrNotFound", err)
	}
	if left := a.uploads(t, key(b)); len(left) != 0 {
		t.Errorf("left %q", left)
	}
}

// flipping changes the first byte.
type flipping struct {
	r    io.Reader
	done bool
}

func (f *flipping) Read(p []byte) (int, error) {
	n, err := f.r.Read(p)
	if n > 0 && !f.done {
		f.done = true
		p[0] ^= 1
	}
	return n, err
}
