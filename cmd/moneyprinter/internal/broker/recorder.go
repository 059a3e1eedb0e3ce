package broker

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"
)

// recorder is the ResponseWriter of a request that stays in the process.
type recorder struct {
	header, sent http.Header
	status       int
	body         bytes.Buffer
	limit        int
}

var errTooLong = errors.New("broker: the answer is too long")

// Header implements http.ResponseWriter.
func (w *recorder) Header() http.Header { return w.header }

// WriteHeader implements http.ResponseWriter.
func (w *recorder) WriteHeader(status int) {
	if w.status == 0 && status >= 200 {
		w.status, w.sent = status, w.header.Clone()
	}
}

// Write implements http.ResponseWriter.
func (w *recorder) Write(b []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	if w.body.Len()+len(b) > w.limit {
		return 0, errTooLong
	}
	return w.body.Write(b)
}

// Flush implements http.Flusher.
func (w *recorder) Flush() { w.WriteHeader(http.StatusOK) }

// SetReadDeadline and SetWriteDeadline satisfy http.ResponseController: there is no connection that could time out.
func (w *recorder) SetReadDeadline(time.Time) error { return nil }

// SetWriteDeadline does nothing; see SetReadDeadline.
func (w *recorder) SetWriteDeadline(time.Time) error { return nil }

func (w *recorder) response(r *http.Request) *http.Response {
	w.WriteHeader(http.StatusOK)
	if w.sent == nil {
		w.sent = http.Header{}
	}
	return &http.Response{
		Status: strconv.Itoa(w.status) + " " + http.StatusText(w.status), StatusCode: w.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: w.sent, Request: r,
		Body: io.NopCloser(&w.body), ContentLength: int64(w.body.Len()),
	}
}
