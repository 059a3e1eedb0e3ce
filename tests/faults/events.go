package faults

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"time"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"

	"github.com/moneyprinter/moneyprinter/shared/event"
)

// Sender loses, repeats and delays what is sent. Unless it waits it answers at once, and an event that is on its way dies with
// its process.
func (f *Faults) Sender(s event.Sender) event.Sender {
	return event.SenderFunc(func(ctx context.Context, e cloudevents.Event) error {
		f.At(BeforePublish)
		defer f.At(AfterPublish)
		if f.Delay == 0 {
			return s.Send(ctx, e)
		}
		times := 1
		if f.chance(f.Repeat) {
			times = 2
		}
		for range times {
			if f.chance(f.Lose) {
				continue
			}
			send := func() {
				f.wait()
				ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
				defer cancel()
				s.Send(ctx, e) // one that is refused is lost
			}
			if f.Wait {
				send()
			} else {
				go send()
			}
		}
		return nil
	})
}

// Handler repeats deliveries to a function and loses its replies.
func (f *Faults) Handler(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		deliver := func(r *http.Request) *httptest.ResponseRecorder {
			r.Body = io.NopCloser(bytes.NewReader(body))
			answer := httptest.NewRecorder()
			h.ServeHTTP(answer, r)
			return answer
		}
		if f.chance(f.Repeat) {
			again := r.Clone(context.WithoutCancel(r.Context()))
			go func() {
				f.wait()
				deliver(again)
			}()
		}
		answer := deliver(r)
		f.wait()
		f.At(BeforeReply)
		if answer.Code/100 == 2 && f.chance(f.Lose) {
			w.WriteHeader(http.StatusAccepted)
			return
		}
		for name, values := range answer.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(answer.Code)
		w.Write(answer.Body.Bytes())
	})
}
