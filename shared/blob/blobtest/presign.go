package blobtest

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/blob"
)

// TestPresigner runs the suite of stores whose blobs have URLs; open returns a view of one place, as Place.Open does.
func TestPresigner(t *testing.T, open func(t *testing.T) blob.Store) {
	s := open(t)
	p, ok := s.(blob.Presigner)
	if !ok {
		t.Fatalf("%T is no blob.Presigner", s)
	}
	b := content(80, 10_000)
	ref := put(t, s, bytes.NewReader(b), "text/vtt")
	link := blob.Link{FileName: `a "b" & 海.mp4`, MediaType: "video/mp4", Attachment: true, ValidFor: 15 * time.Minute}
	address := presign(t, p, ref.Digest, link)

	t.Run("Whole", func(t *testing.T) {
		got := fetch(t, http.MethodGet, address)
		if got.status != http.StatusOK || !bytes.Equal(got.body, b) {
			t.Errorf("%d with %d bytes, want 200 with the %d put", got.status, len(got.body), len(b))
		}
		got.has(t, "Content-Type", "video/mp4")
		got.has(t, "Content-Disposition", link.Disposition())
		got.has(t, "Accept-Ranges", "bytes")
	})
	t.Run("Range", func(t *testing.T) {
		got := fetch(t, http.MethodGet, address, "Range", "bytes=1000-1999")
		if got.status != http.StatusPartialContent || !bytes.Equal(got.body, b[1000:2000]) {
			t.Errorf("%d with %d bytes", got.status, len(got.body))
		}
		got.has(t, "Content-Range", "bytes 1000-1999/10000")
		got.has(t, "Content-Type", "video/mp4")
	})
	t.Run("AsStored", func(t *testing.T) {
		got := fetch(t, http.MethodGet, presign(t, p, ref.Digest, blob.Link{ValidFor: time.Minute}))
		if got.status != http.StatusOK {
			t.Errorf("status %d: %s", got.status, got.body)
		}
		got.has(t, "Content-Type", "text/vtt")
		got.has(t, "Content-Disposition", "inline")
	})
	t.Run("Refused", func(t *testing.T) {
		for name, change := range map[string]func(url.Values){
			"another signature": func(q url.Values) {
				q.Set("X-Amz-Signature", strings.Map(rotate, q.Get("X-Amz-Signature")))
			},
			"no signature":       func(q url.Values) { q.Del("X-Amz-Signature") },
			"another name":       func(q url.Values) { q.Set("response-content-disposition", `inline; filename="evil.html"`) },
			"another media type": func(q url.Values) { q.Set("response-content-type", "text/html") },
			"a longer time":      func(q url.Values) { q.Set("X-Amz-Expires", "3600") },
		} {
			u, err := url.Parse(address)
			if err != nil {
				t.Fatal(err)
			}
			q := u.Query()
			change(q)
			u.RawQuery = q.Encode()
			if got := fetch(t, http.MethodGet, u.String()); got.status < 400 || got.status >= 500 || bytes.Equal(got.body, b) {
				t.Errorf("%s: status %d with %d bytes", name, got.status, len(got.body))
			}
		}
		for _, method := range []string{http.MethodPut, http.MethodDelete} {
			if got := fetch(t, method, address); got.status != http.StatusForbidden {
				t.Errorf("%s: status %d", method, got.status)
			}
		}
		if got := fetch(t, http.MethodGet, address); got.status != http.StatusOK {
			t.Errorf("after all this, the URL answers %d", got.status)
		}
	})
	t.Run("Expired", func(t *testing.T) {
		address := presign(t, p, ref.Digest, blob.Link{ValidFor: time.Second})
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if got := u.Query().Get("X-Amz-Expires"); got != "1" {
			t.Errorf("valid for %q seconds, want 1", got)
		}
		end := time.After(20 * time.Second)
		for tick := time.NewTicker(100 * time.Millisecond); fetch(t, http.MethodGet, address).status != http.StatusForbidden; {
			select {
			case <-tick.C:
			case <-end:
				t.Fatal("the URL still works after 20 seconds")
			}
		}
	})
	t.Run("NotThere", func(t *testing.T) {
		if got := fetch(t, http.MethodGet, presign(t, p, blob.DigestOf([]byte("never stored")), link)); got.status != http.StatusNotFound {
			t.Errorf("status %d", got.status)
		}
		if _, err := p.Presign(t.Context(), "sha256:../../secret", link); !notFound(err) {
			t.Errorf("Presign of no digest = %v, want ErrNotFound", err)
		}
	})
	t.Run("InvalidTimes", func(t *testing.T) {
		for _, valid := range []time.Duration{-time.Minute, 0, time.Millisecond, blob.MaxValidFor + time.Second} {
			if u, err := p.Presign(t.Context(), ref.Digest, blob.Link{ValidFor: valid}); err == nil {
				t.Errorf("%v: %s", valid, u)
			}
		}
	})
}

// rotate makes another hexadecimal digit of one.
func rotate(r rune) rune {
	if r == '0' {
		return '1'
	}
	return '0'
}

func presign(t *testing.T, p blob.Presigner, d blob.Digest, l blob.Link) string {
	t.Helper()
	address, err := p.Presign(t.Context(), d, l)
	if err != nil {
		t.Fatalf("Presign: %v", err)
	}
	return address
}

// answer is a response, read.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func (a answer) has(t *testing.T, name, want string) {
	t.Helper()
	if got := a.header.Get(name); got != want {
		t.Errorf("%s: %q, want %q", name, got, want)
	}
}

// fetch asks as a browser would, with nothing but the URL; headers are names and values in turn.
func fetch(t *testing.T, method, address string, headers ...string) answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{resp.StatusCode, resp.Header, body}
}
