package gateway_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/blob/folder"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/orchestration/orchestrationtest"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// reachable is a store that users can reach, whose URLs tell what they were asked for.
type reachable struct {
	*folder.Store
	signed []blob.Link
	fail   error
}

func (s *reachable) Presign(_ context.Context, d blob.Digest, l blob.Link) (string, error) {
	s.signed = append(s.signed, l)
	return "https://media.example.com/" + url.PathEscape(string(d)) + "?signature=1", s.fail
}

func TestFilesAreFetchedFromAStoreThatUsersReach(t *testing.T) {
	t.Parallel()
	store := &reachable{}
	b := setupWith(t, func(s *folder.Store) blob.Store { store.Store = s; return store })
	ref, err := b.blobs.Put(t.Context(), strings.NewReader("0123456789"), "video/mp4")
	if err != nil {
		t.Fatal(err)
	}
	orchestrationtest.Put(t, b.store, orchestration.Video{ID: "v", State: orchestration.Completed, Output: []steps.AssembleOutput{{Files: []steps.File{
		{Role: "video", Name: "海.mp4", Blob: ref}, {Role: "vtt", Name: "gone.vtt", Blob: blob.Ref{Digest: blob.DigestOf([]byte("gone"))}},
	}}}})
	orchestrationtest.Put(t, b.store, orchestration.Video{ID: "foreign", Owner: "somebody", State: orchestration.Completed, Output: []steps.AssembleOutput{{Files: []steps.File{
		{Role: "video", Name: "a.mp4", Blob: ref},
	}}}})
	const path = "/api/v1/videos/v/files/%E6%B5%B7.mp4"
	address := "https://media.example.com/" + url.PathEscape(string(ref.Digest)) + "?signature=1"
	etag := fmt.Sprintf("%q", ref.Digest)
	inline := &blob.Link{FileName: "海.mp4", MediaType: "video/mp4", ValidFor: 15 * time.Minute}
	attached := &blob.Link{FileName: "海.mp4", MediaType: "video/mp4", Attachment: true, ValidFor: 15 * time.Minute}
	for _, c := range []struct {
		name, method, path string
		headers            []string
		status             int
		body               string
		// link is what was signed; nil where the gateway answers itself.
		link *blob.Link
	}{
		{"whole", "GET", path, nil, 307, "", inline},
		{"as a download", "GET", path + "?download", nil, 307, "", attached},
		{"a range", "GET", path, []string{"Range", "bytes=2-4"}, 307, "", inline},
		{"the rest of the store's bytes", "GET", path, []string{"Range", "bytes=5-", "If-Range", `"the-stores"`}, 307, "", inline},
		{"the store's are known", "GET", path, []string{"If-None-Match", `"the-stores"`}, 307, "", inline},
		{"the rest of our bytes", "GET", path, []string{"Range", "bytes=5-", "If-Range", etag}, 206, "56789", nil},
		{"ours are known", "GET", path, []string{"If-None-Match", `"other", ` + etag}, 304, "", nil},
		{"through us", "GET", path + "?proxy", nil, 200, "0123456789", nil},
		{"a range through us", "GET", path + "?proxy", []string{"Range", "bytes=2-4"}, 206, "234", nil},
		{"head", "HEAD", path, nil, 200, "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			store.signed = nil
			got := b.do(t, c.method, c.path, "", c.headers...)
			if got.code != c.status || got.body != c.body {
				t.Fatalf("%d %q, want %d %q", got.code, got.body, c.status, c.body)
			}
			if c.link == nil {
				if len(store.signed) != 0 || got.header.Get("Location") != "" || got.header.Get("Etag") != etag {
					t.Errorf("signed %v, %v", store.signed, got.header)
				}
				return
			}
			if diff := cmp.Diff([]blob.Link{*c.link}, store.signed); diff != "" {
				t.Error(diff)
			}
			if got.header.Get("Location") != address || got.header.Get("Cache-Control") != "no-store" || got.header.Get("Etag") != "" {
				t.Errorf("%v", got.header)
			}
		})
	}

	store.signed = nil
	if f := data[failure.Failure](t, b.do(t, "GET", "/api/v1/videos/v/files/gone.vtt", ""), 404); f.Hint == "" {
		t.Errorf("%+v", f)
	}
	data[failure.Failure](t, b.do(t, "GET", "/api/v1/videos/foreign/files/a.mp4", ""), 404)
	if len(store.signed) != 0 {
		t.Errorf("signed %v for files that are not there or not theirs", store.signed)
	}
	store.fail = failure.Wrap(failure.Unavailable, errors.New("no credentials"), "the store does not answer")
	data[failure.Failure](t, b.do(t, "GET", path, ""), 503)
}
