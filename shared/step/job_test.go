package step_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"
	"go.opentelemetry.io/otel"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/step"
)

// A Job reads its event as a JobSink leaves it, sends the result and its spans itself, and its exit code says whether to try
// again.
func TestRunJob(t *testing.T) {
	spans, before := tracetest.NewInMemoryExporter(), otel.GetTracerProvider()
	otel.SetTracerProvider(sdktrace.NewTracerProvider(sdktrace.WithBatcher(spans, sdktrace.WithBatchTimeout(time.Hour))))
	t.Cleanup(func() { otel.SetTracerProvider(before) })
	bad := request(t, "v/speech/0/1", "hello")
	bad.SetType("moneyprinter.segment.requested")
	for name, c := range map[string]struct {
		e    *cloudevents.Event
		err  error
		exit int
		sent string
	}{
		"completed":         {exit: step.ExitDone, sent: "moneyprinter.speech.completed"},
		"terminal failure":  {err: failure.New(failure.CorruptMedia, "not a video"), exit: step.ExitDone, sent: "moneyprinter.speech.failed"},
		"retryable failure": {err: failure.New(failure.DiskFull, "no room"), exit: step.ExitDone, sent: "moneyprinter.speech.failed"},
		"another's event":   {e: &bad, exit: step.ExitBadEvent},
	} {
		t.Run(name, func(t *testing.T) {
			spans.Reset()
			b := setup(t)
			e := request(t, "v/speech/0/1", "hello")
			if c.e != nil {
				e = *c.e
			}
			dir := t.TempDir()
			structured, err := json.Marshal(e)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, step.EventFile), structured, 0o600); err != nil {
				t.Fatal(err)
			}
			t.Setenv("K_EVENT_PATH", dir)
			if exit := b.shout(func(context.Context, *step.Work) error { return c.err }).RunJob(t.Context()); exit != c.exit {
				t.Errorf("exit code %d, want %d", exit, c.exit)
			}
			if c.sent == "" {
				if len(b.sent) != 0 {
					t.Errorf("sent %v", b.sent)
				}
				return
			}
			if sent := spans.GetSpans(); len(sent) != 1 || sent[0].Name != "speech" {
				t.Errorf("the Job ends with the spans %v sent", sent)
			}
			if len(b.sent) != 1 || b.sent[0].Type() != c.sent || b.sent[0].ID() != "v/speech/0/1" {
				t.Fatalf("sent %v", b.sent)
			}
			if c.err != nil {
				var failed event.StepFailed
				if err := b.sent[0].DataAs(&failed); err != nil || failed.Failure.Code != failure.From(c.err).Code {
					t.Errorf("failure %+v, %v", failed.Failure, err)
				}
			}
		})
	}
	t.Run("no event", func(t *testing.T) {
		t.Setenv("K_EVENT_PATH", t.TempDir())
		if exit := setup(t).shout(nil).RunJob(t.Context()); exit != step.ExitBadEvent {
			t.Errorf("exit code %d", exit)
		}
	})
}
