package gateway

import (
	"errors"
	"mime"
	"net/http"
	"path"
	"strconv"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// file sends a delivered file: whole, in ranges, or its head; as an attachment where ?download is given. The ETag is the
// digest, so that a client that has the bytes gets 304.
func (f *Function) file(w http.ResponseWriter, r *http.Request) {
	v, err := f.parts.Store.Get(r.Context(), f.parts.Owner(r), r.PathValue("id"))
	if err != nil {
		f.fail(w, r, err)
		return
	}
	delivered, err := find(v, r.PathValue("name"))
	if err != nil {
		f.fail(w, r, err)
		return
	}
	body, err := f.parts.Blobs.Open(r.Context(), delivered.Blob.Digest)
	if errors.Is(err, blob.ErrNotFound) {
		err = failure.Wrap(failure.NotFound, err, "the file's bytes are no longer kept", failure.Hint("make the video again"))
	}
	if err != nil {
		f.fail(w, r, err)
		return
	}
	defer body.Close()

	disposition := "inline"
	if r.URL.Query().Has("download") {
		disposition = "attachment"
	}
	header := w.Header()
	header.Set("Content-Type", mediaType(delivered.File))
	header.Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": delivered.Name}))
	header.Set("ETag", strconv.Quote(string(delivered.Blob.Digest)))
	header.Set("Cache-Control", "private, no-cache")
	header.Set("X-Content-Type-Options", "nosniff")
	// A large file over a slow line takes longer than a server's usual write deadline. A writer without one says so, and
	// then there is nothing to lift.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Time{})
	http.ServeContent(w, r, delivered.Name, time.Time{}, body)
}

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
