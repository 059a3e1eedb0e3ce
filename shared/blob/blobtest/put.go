package blobtest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/moneyprinter/moneyprinter/shared/blob"
)

// The sizes that matter: what is kept in memory while its hash is taken, what goes to a spool file, and what an object
// store takes in several parts.
const (
	small  = 5_000
	medium = 1<<20 + 1
	large  = 18 << 20
)

func (p Place) put(t *testing.T) {
	for name, reader := range map[string]func(io.Reader) io.Reader{"that can be read again": func(r io.Reader) io.Reader { return r }, "that is a stream": stream} {
		t.Run(name, func(t *testing.T) {
			s := p.Open(t)
			for seed, size := range []int{small, medium} {
				b := content(byte(seed), size+len(name))
				ref := put(t, s, reader(bytes.NewReader(b)), "video/mp4")
				if want := (blob.Ref{Digest: blob.DigestOf(b), Size: int64(len(b)), MediaType: "video/mp4"}); ref != want {
					t.Errorf("Put = %+v, want %+v", ref, want)
				}
				if got := readAll(t, open(t, p.Open(t), ref.Digest)); !bytes.Equal(got, b) {
					t.Errorf("another view reads %d bytes that differ from the %d put", len(got), len(b))
				}
				if size, err := s.Stat(t.Context(), ref.Digest); err != nil || size != ref.Size {
					t.Errorf("Stat = %d, %v; want %d", size, err, ref.Size)
				}
			}
		})
	}
}

func (p Place) putLarge(t *testing.T) {
	s, b := p.Open(t), content(10, large)
	ref := put(t, s, stream(bytes.NewReader(b)), "video/mp4")
	if want := (blob.Ref{Digest: blob.DigestOf(b), Size: large, MediaType: "video/mp4"}); ref != want {
		t.Fatalf("Put = %+v, want %+v", ref, want)
	}
	r := open(t, p.Open(t), ref.Digest)
	if got := readAll(t, r); !bytes.Equal(got, b) {
		t.Fatalf("%d bytes differ from the %d put", len(got), len(b))
	}
	// Around 16 MiB, where an object store's parts may meet.
	const from, length = 16<<20 - 1000, 2000
	if _, err := r.Seek(from, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, length)
	if _, err := io.ReadFull(r, got); err != nil || !bytes.Equal(got, b[from:from+length]) {
		t.Errorf("the bytes around 16 MiB differ: %v", err)
	}
}

func (p Place) putFile(t *testing.T) {
	for name, size := range map[string]int{"small": small, "large": large} {
		t.Run(name, func(t *testing.T) {
			const skipped = 1234
			b := content(20, size)
			path := filepath.Join(t.TempDir(), "file")
			if err := os.WriteFile(path, b, 0o600); err != nil {
				t.Fatal(err)
			}
			f, err := os.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			if _, err := f.Seek(skipped, io.SeekStart); err != nil {
				t.Fatal(err)
			}
			ref := put(t, p.Open(t), f, "")
			if ref.Digest != blob.DigestOf(b[skipped:]) {
				t.Fatalf("%+v is not what the file has from its offset on", ref)
			}
			if got := readAll(t, open(t, p.Open(t), ref.Digest)); !bytes.Equal(got, b[skipped:]) {
				t.Errorf("%d bytes differ from the %d put", len(got), len(b)-skipped)
			}
		})
	}
	t.Run("pipe", func(t *testing.T) {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		go func() {
			w.WriteString("through a pipe")
			w.Close()
		}()
		if ref := put(t, p.Open(t), r, ""); ref.Digest != blob.DigestOf([]byte("through a pipe")) {
			t.Errorf("%+v", ref)
		}
	})
}

func (p Place) putAtOnce(t *testing.T) {
	for name, size := range map[string]int{"small": small, "medium": medium, "large": large} {
		t.Run(name, func(t *testing.T) {
			b := content(30, size)
			refs := make([]blob.Ref, 8)
			if size == large {
				refs = refs[:3]
			}
			before := len(p.Names(t))
			var wg sync.WaitGroup
			for i := range refs {
				s := p.Open(t)
				wg.Go(func() {
					var err error
					if refs[i], err = s.Put(t.Context(), bytes.NewReader(b), "text/plain"); err != nil {
						t.Errorf("Put: %v", err)
					}
				})
			}
			wg.Wait()
			for _, ref := range refs {
				if ref != refs[0] {
					t.Errorf("Put = %+v and %+v for the same bytes", ref, refs[0])
				}
			}
			if got := readAll(t, open(t, p.Open(t), refs[0].Digest)); !bytes.Equal(got, b) {
				t.Errorf("%d bytes differ from the %d put", len(got), len(b))
			}
			if names := p.Names(t); len(names) != before+1 {
				t.Errorf("%d Puts of the same made %d from %d names: %q", len(refs), len(names), before, names)
			}
			p.leavesNothing(t, func() { put(t, p.Open(t), bytes.NewReader(b), "video/mp4") })
		})
	}
}

func (p Place) putFails(t *testing.T) {
	cause := errors.New("the line went dead")
	for name, size := range map[string]int{"at once": 0, "early": small, "in the midst": medium, "late": large} {
		t.Run(name, func(t *testing.T) {
			s, b := p.Open(t), content(40, size)
			p.leavesNothing(t, func() {
				if _, err := s.Put(t.Context(), io.MultiReader(bytes.NewReader(b), iotest.ErrReader(cause)), ""); !errors.Is(err, cause) {
					t.Errorf("Put of a failing reader = %v, want its error", err)
				}
			})
			if size > 0 {
				absent(t, s, b)
			}
		})
	}
}

func (p Place) putCancelled(t *testing.T) {
	t.Run("before", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		p.leavesNothing(t, func() {
			if _, err := p.Open(t).Put(ctx, strings.NewReader("too late"), ""); !errors.Is(err, context.Canceled) {
				t.Errorf("Put = %v", err)
			}
		})
	})
	t.Run("while it is read", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		b := content(50, large)
		source := io.MultiReader(bytes.NewReader(b[:medium]), cancelling{cancel}, bytes.NewReader(b[medium:]))
		p.leavesNothing(t, func() {
			if _, err := p.Open(t).Put(ctx, source, ""); !errors.Is(err, context.Canceled) {
				t.Errorf("Put = %v", err)
			}
		})
		absent(t, p.Open(t), b)
	})
}

// cancelling is empty and cancels when it is read.
type cancelling struct{ cancel func() }

func (c cancelling) Read([]byte) (int, error) {
	c.cancel()
	return 0, io.EOF
}

func (p Place) putEmpty(t *testing.T) {
	ref := put(t, p.Open(t), strings.NewReader(""), "")
	if got := readAll(t, open(t, p.Open(t), ref.Digest)); len(got) != 0 || ref.Size != 0 || ref.Digest != blob.DigestOf(nil) {
		t.Errorf("an empty blob is %+v and reads %q", ref, got)
	}
}
