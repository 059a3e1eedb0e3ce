package object

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"strings"
	"testing"
)

// unranged is a server that knows no ranges.
type unranged struct {
	Client
	content string
	closed  int
}

func (u *unranged) Get(context.Context, string, int64) (io.ReadCloser, int64, error) {
	return struct {
		io.Reader
		io.Closer
	}{strings.NewReader(u.content), closer{&u.closed}}, int64(len(u.content)), nil
}

type closer struct{ count *int }

func (c closer) Close() error { *c.count++; return nil }

func TestAnAnswerWithoutTheRangeIsNotRead(t *testing.T) {
	t.Parallel()
	u := &unranged{content: "0123456789"}
	r := &reader{ctx: t.Context(), client: u, key: "key", size: 10}
	if b, err := io.ReadAll(r); err != nil || string(b) != u.content {
		t.Fatalf("%q, %v", b, err)
	}
	if _, err := r.Seek(3, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	if n, err := r.Read(make([]byte, 10)); n != 0 || err == nil || err == io.EOF {
		t.Errorf("%d bytes of the wrong place, %v", n, err)
	}
	if u.closed != 2 {
		t.Errorf("%d of 2 answers were closed", u.closed)
	}
}

func TestAReaderThatIsClosed(t *testing.T) {
	t.Parallel()
	u := &unranged{content: "0123456789"}
	r := &reader{ctx: t.Context(), client: u, key: "key", size: 10}
	if _, err := r.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil || u.closed != 1 {
		t.Errorf("Close = %v; %d answers closed, want 1", err, u.closed)
	}
	if _, err := r.Read(make([]byte, 1)); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("Read = %v", err)
	}
	if _, err := r.Seek(0, io.SeekStart); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("Seek = %v", err)
	}
}
