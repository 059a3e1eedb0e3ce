package broker

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/cloudevents/sdk-go/v2/binding"
	cloudevents "github.com/cloudevents/sdk-go/v2/event"
	cehttp "github.com/cloudevents/sdk-go/v2/protocol/http"
	"go.opentelemetry.io/otel/propagation"

	"github.com/moneyprinter/moneyprinter/shared/event"
)

// ServeHTTP is the brokers' ingress: POST /<namespace>/<broker> with a CloudEvent in binary or structured mode. It answers
// as Knative's broker ingress does, with a line of reason besides: 202 kept; 400 no valid event, a batch, a malformed path
// or a TTL used up; 404 no such broker; 405 another method; 413 too long; 500 it cannot be kept.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Allow", "POST, OPTIONS")
	switch r.Method {
	case http.MethodPost:
	case http.MethodOptions:
		// The CloudEvents webhook specification's handshake.
		w.Header().Set("WebHook-Allowed-Origin", "*")
		w.Header().Set("WebHook-Allowed-Rate", "*")
		return
	default:
		http.Error(w, "events are sent with POST", http.StatusMethodNotAllowed)
		return
	}
	if r.URL.Path == "" || r.URL.Path == "/" {
		http.Error(w, "post to /<namespace>/<broker>", http.StatusNotFound)
		return
	}
	part := strings.Split(strings.TrimSuffix(r.URL.Path, "/"), "/")
	if len(part) != 3 {
		http.Error(w, "post to /<namespace>/<broker>", http.StatusBadRequest)
		return
	}
	e, err := readEvent(http.MaxBytesReader(w, r.Body, s.o.MaxEvent), r.Header)
	var long *http.MaxBytesError
	if errors.As(err, &long) {
		http.Error(w, "the event is too long", http.StatusRequestEntityTooLarge)
		return
	}
	if err != nil {
		http.Error(w, "no CloudEvent: "+err.Error(), http.StatusBadRequest)
		return
	}
	ctx := w3c.Extract(r.Context(), propagation.HeaderCarrier(r.Header))
	err = s.enter(ctx, part[1]+"/"+part[2], *e, r.Header)
	var refused *RefusedError
	if errors.As(err, &refused) {
		http.Error(w, refused.Reason, refused.Status)
		return
	}
	w.WriteHeader(status(err))
}

// readEvent reads an event in binary or structured mode. A batch is none: Knative's brokers take one event a request.
func readEvent(body io.Reader, header http.Header) (*cloudevents.Event, error) {
	b, err := io.ReadAll(body)
	if err != nil {
		return nil, err
	}
	message := cehttp.NewMessage(header, io.NopCloser(bytes.NewReader(b)))
	switch message.ReadEncoding() {
	case binding.EncodingBatch:
		return nil, errors.New("a broker takes one event a request, no batch")
	case binding.EncodingStructured:
		if err := checkJSON(b); err != nil {
			return nil, err
		}
	}
	e, err := binding.ToEvent(context.Background(), message)
	if err == nil {
		err = event.Admit(e)
	}
	if err != nil {
		return nil, err
	}
	return e, checkMediaType(e.DataContentType())
}
