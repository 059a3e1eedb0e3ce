package objecttest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/failure"
)

func testDownloads(t *testing.T, open Open) {
	place := provisioned(t, open)
	b := random(3 << 20)
	put(t, open(t, place), b)

	t.Run("AWholeCopyIsOneStream", func(t *testing.T) {
		p := &proxy{}
		read(t, open(t, p.start(t, place)), b)
		seen, _ := p.take()
		if diff := cmp.Diff([]string{"HEAD", "GET"}, seen); diff != "" {
			t.Error(diff)
		}
	})

	t.Run("ServedContentAsksForWhatItNeeds", func(t *testing.T) {
		p := &proxy{}
		s := open(t, p.start(t, place))
		serve := func(method, part string) *httptest.ResponseRecorder {
			f, err := s.Open(t.Context(), blob.DigestOf(b))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			w, r := httptest.NewRecorder(), httptest.NewRequest(method, "/", nil)
			if part != "" {
				r.Header.Set("Range", part)
			}
			http.ServeContent(w, r, "clip.mp4", time.Time{}, f)
			return w
		}
		for _, c := range []struct {
			method, part string
			status       int
			body         []byte
			seen         []string
		}{
			{http.MethodGet, "", 200, b, []string{"HEAD", "GET"}},
			{http.MethodGet, "bytes=1000000-1000999", 206, b[1_000_000:1_001_000], []string{"HEAD", "GET bytes=1000000-"}},
			{http.MethodHead, "", 200, nil, []string{"HEAD"}},
			{http.MethodGet, "bytes=9999999-", 416, nil, []string{"HEAD"}},
		} {
			p.take()
			w := serve(c.method, c.part)
			seen, _ := p.take()
			if w.Code != c.status || (c.status < 300 && !bytes.Equal(w.Body.Bytes(), c.body)) {
				t.Errorf("%s %s: %d with %d bytes", c.method, c.part, w.Code, w.Body.Len())
			}
			if diff := cmp.Diff(c.seen, seen); diff != "" {
				t.Errorf("%s %s:\n%s", c.method, c.part, diff)
			}
		}
	})

	t.Run("ABrokenStreamIsResumed", func(t *testing.T) {
		p := &proxy{response: cut(1 << 20)}
		read(t, open(t, p.start(t, place)), b)
		seen, _ := p.take()
		if len(seen) < 4 || !strings.HasPrefix(seen[2], "GET bytes=") {
			t.Errorf("%q does not look like a stream that broke off twice", seen)
		}
	})

	t.Run("AStreamThatNeverGetsOnFails", func(t *testing.T) {
		p := &proxy{response: cut(0)}
		f, err := open(t, p.start(t, place)).Open(t.Context(), blob.DigestOf(b))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if n, err := io.Copy(io.Discard, f); n != 0 || !errors.Is(err, unavailable) {
			t.Errorf("%d bytes, %v", n, err)
		}
	})

	t.Run("ReadingEndsWithTheContext", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		f, err := open(t, place).Open(ctx, blob.DigestOf(b))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if _, err := io.ReadFull(f, make([]byte, 1000)); err != nil {
			t.Fatal(err)
		}
		cancel()
		if _, err := io.Copy(io.Discard, f); !errors.Is(err, context.Canceled) {
			t.Errorf("reading went on: %v", err)
		}
	})

	t.Run("ABlobThatIsDeletedWhileItIsRead", func(t *testing.T) {
		s, b := open(t, place), random(1000)
		ref := put(t, s, b)
		f, err := s.Open(t.Context(), ref.Digest)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if err := s.Delete(t.Context(), ref.Digest); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadAll(f); !errors.Is(err, blob.ErrNotFound) {
			t.Errorf("reading = %v, want ErrNotFound", err)
		}
	})
}

// read checks that a store has exactly b.
func read(t *testing.T, s blob.Store, b []byte) {
	t.Helper()
	f, err := s.Open(t.Context(), blob.DigestOf(b))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got, err := io.ReadAll(f); err != nil || !bytes.Equal(got, b) {
		t.Errorf("read %d bytes, %v; want the %d put", len(got), err, len(b))
	}
}

// cut breaks off each download that is longer after so many bytes.
func cut(after int64) func(*http.Response) error {
	return func(r *http.Response) error {
		if r.Request.Method == http.MethodGet && r.ContentLength > after {
			r.Body = struct {
				io.Reader
				io.Closer
			}{io.MultiReader(io.LimitReader(r.Body, after), iotest.ErrReader(io.ErrUnexpectedEOF)), r.Body}
		}
		return nil
	}
}

var unavailable = failure.New(failure.Unavailable, "")
