package blobtest

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/blob"
)

func (p Place) seek(t *testing.T) {
	b := content(60, medium)
	ref := put(t, p.Open(t), bytes.NewReader(b), "")
	r := open(t, p.Open(t), ref.Digest)
	for _, c := range []struct {
		name   string
		offset int64
		whence int
		at     int64
		read   int
	}{
		{"from the start", 7, io.SeekStart, 7, 1000},
		{"on from there", 10_000, io.SeekCurrent, 11_007, 1000},
		{"to where it stands", 0, io.SeekCurrent, 12_007, 1000},
		{"back", -13_000, io.SeekCurrent, 7, 1000},
		{"to the last bytes", -1000, io.SeekEnd, medium - 1000, 1000},
		{"to the start", 0, io.SeekStart, 0, medium},
		{"to the end", 0, io.SeekEnd, medium, 0},
		{"beyond the end", 10, io.SeekEnd, medium + 10, 0},
		{"into the midst again", 500_000, io.SeekStart, 500_000, 100},
	} {
		at, err := r.Seek(c.offset, c.whence)
		if err != nil || at != c.at {
			t.Fatalf("%s: Seek = %d, %v; want %d", c.name, at, err, c.at)
		}
		if c.read == 0 {
			if n, err := r.Read(make([]byte, 1)); n != 0 || err != io.EOF {
				t.Errorf("%s: Read = %d, %v; want the end", c.name, n, err)
			}
			continue
		}
		got := make([]byte, c.read)
		if _, err := io.ReadFull(r, got); err != nil || !bytes.Equal(got, b[at:at+int64(c.read)]) {
			t.Errorf("%s: the bytes differ: %v", c.name, err)
		}
	}
	if _, err := r.Seek(-1, io.SeekStart); err == nil {
		t.Error("Seek before the start succeeded")
	}
	if got := readAll(t, r); !bytes.Equal(got, b[500_100:]) {
		t.Errorf("after a Seek that failed, %d bytes follow; want the %d after the last read", len(got), medium-500_100)
	}
}

func (p Place) readersAreApart(t *testing.T) {
	b := content(70, medium)
	s := p.Open(t)
	ref := put(t, s, bytes.NewReader(b), "")
	one, other := open(t, s, ref.Digest), open(t, s, ref.Digest)
	first := make([]byte, 100)
	if _, err := io.ReadFull(one, first); err != nil {
		t.Fatal(err)
	}
	if got := readAll(t, other); !bytes.Equal(got, b) {
		t.Error("a second reader does not begin at the start")
	}
	if got := readAll(t, one); !bytes.Equal(append(first, got...), b) {
		t.Error("the second reader moved the first")
	}
}

func (p Place) notFound(t *testing.T) {
	s := p.Open(t)
	for _, d := range []blob.Digest{blob.DigestOf([]byte("never stored")), "", "sha256:", "sha256:../../etc/passwd", "md5:00", blob.Digest("sha256:" + strings.Repeat("G", 64))} {
		if _, err := s.Open(t.Context(), d); !notFound(err) {
			t.Errorf("Open(%q) = %v, want ErrNotFound", d, err)
		}
		if _, err := s.Stat(t.Context(), d); !notFound(err) {
			t.Errorf("Stat(%q) = %v, want ErrNotFound", d, err)
		}
		if err := s.Delete(t.Context(), d); !notFound(err) {
			t.Errorf("Delete(%q) = %v, want ErrNotFound", d, err)
		}
	}
}

func (p Place) delete(t *testing.T) {
	s := p.Open(t)
	p.leavesNothing(t, func() {
		ref := put(t, s, strings.NewReader("short-lived"), "")
		if err := s.Delete(t.Context(), ref.Digest); err != nil {
			t.Fatal(err)
		}
		absent(t, p.Open(t), []byte("short-lived"))
	})
	if ref := put(t, s, strings.NewReader("short-lived"), ""); string(readAll(t, open(t, s, ref.Digest))) != "short-lived" {
		t.Error("a blob that was deleted cannot be stored again")
	}
}

func (p Place) ready(t *testing.T) {
	if r, ok := p.Open(t).(blob.Readier); ok {
		p.leavesNothing(t, func() {
			if err := r.Ready(t.Context()); err != nil {
				t.Errorf("Ready = %v", err)
			}
		})
	}
}

func notFound(err error) bool { return errors.Is(err, blob.ErrNotFound) }
