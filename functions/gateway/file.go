package gateway

import (
	"errors"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// linkValidFor is how long the URL works to which a download is redirected. A download that has begun goes on after it.
const linkValidFor = 15 * time.Minute

// file answers with a delivered file: whole, in ranges, or its head; as an attachment where ?download is given. The ETag is the
// digest, so that a client that has the bytes gets 304. Where the store of blobs can be reached by users, a GET is redirected
// there, so that media do not pass through the gateway, unless ?proxy is given.
func (f *Function) file(w http.ResponseWriter, r *http.Request) {
	v, err := f.videos.Get(r.Context(), f.parts.Owner(r), r.PathValue("id"))
	if err != nil {
		f.fail(w, r, err)
		return
	}
	delivered, err := find(v, r.PathValue("name"))
	if err != nil {
		f.fail(w, r, err)
		return
	}
	link := blob.Link{
		FileName: delivered.Name, MediaType: mediaType(delivered.File), Attachment: r.URL.Query().Has("download"), ValidFor: linkValidFor,
	}
	if p, ok := f.parts.Blobs.(blob.Presigner); ok && redirectable(r, etag(delivered.Blob.Digest)) {
		err = f.redirect(w, r, p, delivered.Blob.Digest, link)
	} else {
		err = f.send(w, r, delivered.Blob.Digest, link)
	}
	if errors.Is(err, blob.ErrNotFound) {
		err = failure.Wrap(failure.NotFound, err, "the file's bytes are no longer kept", failure.Hint("make the video again"))
	}
	if err != nil {
		f.fail(w, r, err)
	}
}

// redirectable tells whether the store can answer in our place. It cannot answer a HEAD, which the signature of a GET does
// not cover, nor a condition on our ETag, since it has ETags of its own.
func redirectable(r *http.Request, etag string) bool {
	if r.Method != http.MethodGet || r.URL.Query().Has("proxy") {
		return false
	}
	for _, condition := range []string{"If-None-Match", "If-Match", "If-Range"} {
		if strings.Contains(r.Header.Get(condition), etag) {
			return false
		}
	}
	return true
}

// redirect sends the client to the store. It looks whether the blob is there first, for the store's own error helps nobody.
func (f *Function) redirect(w http.ResponseWriter, r *http.Request, p blob.Presigner, d blob.Digest, l blob.Link) error {
	if _, err := f.parts.Blobs.Stat(r.Context(), d); err != nil {
		return err
	}
	address, err := p.Presign(r.Context(), d, l)
	if err != nil {
		return err
	}
	// Whoever has the address can download the file for a while: no cache keeps it, and no site is told of it.
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
	w.Header().Set("Location", address)
	w.WriteHeader(http.StatusTemporaryRedirect)
	return nil
}

// send answers with the bytes. An error means that nothing was sent yet.
func (f *Function) send(w http.ResponseWriter, r *http.Request, d blob.Digest, l blob.Link) error {
	body, err := f.parts.Blobs.Open(r.Context(), d)
	if err != nil {
		return err
	}
	defer body.Close()
	header := w.Header()
	header.Set("Content-Type", l.MediaType)
	header.Set("Content-Disposition", l.Disposition())
	header.Set("ETag", etag(d))
	header.Set("Cache-Control", "private, no-cache")
	header.Set("X-Content-Type-Options", "nosniff")
	// A large file over a slow line takes longer than a server's usual write deadline. A writer without one says so, and
	// then there is nothing to lift.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Time{})
	http.ServeContent(w, r, l.FileName, time.Time{}, body)
	return nil
}

func etag(d blob.Digest) string { return strconv.Quote(string(d)) }

func find(v orchestration.Video, name string) (orchestration.DeliveredFile, error) {
	for _, f := range v.Files() {
		if f.Name == name {
			return f, nil
		}
	}
	hint := "GET the video to see its files"
	if !v.State.Ended() {
		hint = "the video is being made; its files are there when it is completed"
	}
	return orchestration.DeliveredFile{}, failure.New(failure.NotFound, "the video has no such file", failure.Hint("%s", hint))
}

// mediaType is the blob's own, or that of the name's ending.
func mediaType(f steps.File) string {
	if f.Blob.MediaType != "" {
		return f.Blob.MediaType
	}
	if t := mime.TypeByExtension(path.Ext(f.Name)); t != "" {
		return t
	}
	return "application/octet-stream"
}
