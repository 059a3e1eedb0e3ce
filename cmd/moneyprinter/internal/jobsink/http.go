package jobsink

import (
	"errors"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"github.com/cloudevents/sdk-go/v2/binding"
	cloudevents "github.com/cloudevents/sdk-go/v2/event"
	cehttp "github.com/cloudevents/sdk-go/v2/protocol/http"

	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/jobsink"
)

// ServeHTTP answers as Knative's JobSink does, with a line of reason besides. POST /<namespace>/<name>: 202 the Job is or
// was made; 400 no such sink or no valid event; 413 too long; 500 it cannot be kept. GET of a Location: 202 not finished,
// 200 complete, 400 failed (header Reason), 500 there is no such Job (any more).
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodGet:
		s.get(w, r)
	case http.MethodPost:
		s.post(w, r)
	default:
		http.Error(w, "post an event or get a status", http.StatusBadRequest)
	}
}

func (s *Server) post(w http.ResponseWriter, r *http.Request) {
	part := strings.Split(strings.TrimSuffix(r.URL.Path, "/"), "/")
	if len(part) != 3 {
		http.Error(w, "post to /<namespace>/<name>", http.StatusBadRequest)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, s.o.MaxEvent)
	e, err := binding.ToEvent(r.Context(), cehttp.NewMessageFromHttpRequest(r))
	if err == nil {
		err = event.Admit(e)
	}
	var long *http.MaxBytesError
	if errors.As(err, &long) {
		http.Error(w, "the event is too long", http.StatusRequestEntityTooLarge)
		return
	}
	if err != nil {
		http.Error(w, "no valid CloudEvent: "+err.Error(), http.StatusBadRequest)
		return
	}
	continueTrace(e, r.Header)
	ref := Ref{Namespace: part[1], Sink: part[2], Source: e.Source(), ID: e.ID()}
	if code, reason := s.create(ref, e); code != http.StatusAccepted {
		http.Error(w, reason, code)
		return
	}
	w.Header().Set("Location", ref.Location())
	w.WriteHeader(http.StatusAccepted)
}

// create makes the Job of an event unless it exists.
func (s *Server) create(ref Ref, e *cloudevents.Event) (code int, reason string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	sink := s.sinks[ref.Namespace+"/"+ref.Sink]
	if sink == nil {
		return http.StatusBadRequest, "there is no JobSink " + ref.Namespace + "/" + ref.Sink
	}
	if s.closed {
		return http.StatusServiceUnavailable, "the JobSink is closed"
	}
	name := key(ref.Namespace, ref.Name())
	if s.jobs[name] != nil {
		return http.StatusAccepted, ""
	}
	document, err := e.MarshalJSON()
	if err != nil {
		return http.StatusInternalServerError, "the event is no JSON: " + err.Error()
	}
	j := &job{Ref: ref, Spec: sink.Spec.Job.Spec, Created: time.Now(), State: Pending, dir: filepath.Join(s.o.Dir, ref.Namespace, ref.Name())}
	if err := j.create(document); err != nil {
		s.o.Log.Error("a Job cannot be kept", "job", ref.Name(), "err", err)
		return http.StatusInternalServerError, "the Job cannot be kept"
	}
	s.jobs[name] = j
	s.schedule()
	return http.StatusAccepted, ""
}

// continueTrace gives the event the trace of its delivery, as Knative's JobSink does.
func continueTrace(e *cloudevents.Event, header http.Header) {
	parent := header.Get("Traceparent")
	if parent == "" {
		return
	}
	e.SetExtension("traceparent", parent)
	if state := header.Get("Tracestate"); state != "" {
		e.SetExtension("tracestate", state)
	}
}

func (s *Server) get(w http.ResponseWriter, r *http.Request) {
	ref, err := jobsink.ParseLocation(r.URL.EscapedPath())
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sinks[ref.Namespace+"/"+ref.Sink] == nil {
		http.Error(w, "there is no JobSink "+ref.Namespace+"/"+ref.Sink, http.StatusBadRequest)
		return
	}
	j := s.jobs[key(ref.Namespace, ref.Name())]
	switch {
	case j == nil:
		http.Error(w, "there is no Job of this event, or no longer", http.StatusInternalServerError)
	case j.State == Complete:
		w.Header().Set("Reason", "Complete")
	case j.State == Failed:
		w.Header().Set("Reason", "Failed")
		http.Error(w, j.Reason, http.StatusBadRequest)
	default:
		w.Header().Set("Location", ref.Location())
		w.WriteHeader(http.StatusAccepted)
	}
}
