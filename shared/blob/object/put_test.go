package object

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// scripted is a Client that does what a test says; what a test says nothing of must not be called.
type scripted struct {
	Client
	head    func() (int64, error)
	put     func(Part) error
	putPart func(context.Context, Part) error
	end     func() error
	aborted int
	// abortable tells whether the context of the Abort had not ended.
	abortable bool
}

func (s *scripted) Head(context.Context, string) (int64, error) { return s.head() }

func (s *scripted) Put(_ context.Context, _, _ string, p Part) error { return s.put(p) }

func (s *scripted) Begin(context.Context, string, string) (string, error) { return "upload", nil }

func (s *scripted) PutPart(ctx context.Context, _, _ string, p Part) (string, error) {
	return "etag", s.putPart(ctx, p)
}

func (s *scripted) Complete(context.Context, string, string, []Part) error { return s.end() }

func (s *scripted) Abort(ctx context.Context, _, _ string) error {
	s.aborted++
	s.abortable = ctx.Err() == nil
	return nil
}

func missing() (int64, error) { return 0, blob.ErrNotFound }

// answerOf is what a server's answer makes.
func answerOf(status int) error { return Fail("put", "key", status, "", errors.New("no")) }

func TestAPutThatMeetsAnotherBeginsAnew(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		answers []error
		want    error
	}{
		{"stored", []error{nil}, nil},
		{"there already", []error{answerOf(http.StatusPreconditionFailed)}, nil},
		{"stored after a conflict", []error{answerOf(http.StatusConflict), nil}, nil},
		{"there after a conflict", []error{answerOf(http.StatusConflict), answerOf(http.StatusPreconditionFailed)}, nil},
		{"conflicts without end", []error{answerOf(http.StatusConflict), answerOf(http.StatusConflict), answerOf(http.StatusConflict)}, failure.New(failure.Unavailable, "")},
		{"refused", []error{answerOf(http.StatusForbidden)}, failure.New(failure.NotConfigured, "")},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var calls int
			client := &scripted{put: func(Part) error { calls++; return c.answers[calls-1] }}
			ref, err := New(client, "", t.TempDir()).Put(t.Context(), strings.NewReader("small"), "")
			if !errors.Is(err, c.want) || (c.want == nil) != (ref.Digest == blob.DigestOf([]byte("small"))) {
				t.Errorf("Put = %+v, %v; want %v", ref, err, c.want)
			}
			if calls != len(c.answers) {
				t.Errorf("%d tries, want %d", calls, len(c.answers))
			}
		})
	}
}

func TestALargePutIsAbortedWhereItFails(t *testing.T) {
	t.Parallel()
	cause := errors.New("the part was lost")
	done := func(context.Context, Part) error { return nil }
	content := make([]byte, 2*PartSize+1)
	for _, c := range []struct {
		name    string
		part    func(context.Context, Part) error
		end     error
		cancel  bool
		want    error
		aborted int
	}{
		{"success", done, nil, false, nil, 0},
		{"a part fails", func(_ context.Context, p Part) error {
			if p.Number == 2 {
				return cause
			}
			return nil
		}, nil, false, cause, 1},
		{"somebody was faster", done, answerOf(http.StatusPreconditionFailed), false, nil, 1},
		{"the end fails", done, cause, false, cause, 1},
		{"it is cancelled", func(ctx context.Context, _ Part) error { <-ctx.Done(); return ctx.Err() }, nil, true, context.Canceled, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			part := c.part
			if c.cancel {
				part = func(ctx context.Context, p Part) error { cancel(); return c.part(ctx, p) }
			}
			client := &scripted{head: missing, putPart: part, end: func() error { return c.end }}
			_, err := New(client, "", t.TempDir()).Put(ctx, bytes.NewReader(content), "")
			if !errors.Is(err, c.want) {
				t.Errorf("Put = %v, want %v", err, c.want)
			}
			if client.aborted != c.aborted || client.aborted > 0 && !client.abortable {
				t.Errorf("aborted %d times, want %d; with a context that lives: %t", client.aborted, c.aborted, client.abortable)
			}
		})
	}
}

func TestALostAnswerToTheEndIsASuccess(t *testing.T) {
	t.Parallel()
	heads := 0
	client := &scripted{
		head: func() (int64, error) {
			if heads++; heads == 1 {
				return missing()
			}
			return 2 * PartSize, nil
		},
		putPart: func(context.Context, Part) error { return nil },
		end:     func() error { return Fail("complete", "key", http.StatusNotFound, "NoSuchUpload", errors.New("no")) },
	}
	if _, err := New(client, "", t.TempDir()).Put(t.Context(), bytes.NewReader(make([]byte, 2*PartSize)), ""); err != nil {
		t.Errorf("Put = %v", err)
	}
}

// watched looks at the spool folder after its bytes were read.
type watched struct {
	io.Reader
	look func()
}

func (w watched) Read(p []byte) (int, error) {
	n, err := w.Reader.Read(p)
	if err == io.EOF {
		w.look()
	}
	return n, err
}

func TestASpoolFileHasNoName(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	names := func() (n int) {
		list, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	b := bytes.Repeat([]byte("spooled "), MaxMemory/4)
	var looked bool
	source := watched{bytes.NewReader(b), func() {
		if looked = true; names() != 0 {
			t.Error("a process that is killed now leaves its spool file")
		}
	}}
	var sent []byte
	client := &scripted{head: missing, put: func(p Part) (err error) {
		sent, err = io.ReadAll(p.Body)
		return err
	}}
	if _, err := New(client, "", folder).Put(t.Context(), source, ""); err != nil {
		t.Fatal(err)
	}
	if !looked || !bytes.Equal(sent, b) || names() != 0 {
		t.Errorf("looked %t, sent %d of %d bytes, left %d files", looked, len(sent), len(b), names())
	}
	missingFolder := New(client, "", folder+"/missing")
	if _, err := missingFolder.Put(t.Context(), io.MultiReader(bytes.NewReader(b)), ""); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Put without a spool folder = %v", err)
	}
	if _, err := missingFolder.Put(t.Context(), bytes.NewReader(b), ""); err != nil {
		t.Errorf("what can be read again needs no spool: %v", err)
	}
}
