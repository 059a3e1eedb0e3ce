package local

import (
	"context"
	"net/http"

	"github.com/moneyprinter/moneyprinter/functions/assemble"
	"github.com/moneyprinter/moneyprinter/functions/deadletter"
	"github.com/moneyprinter/moneyprinter/functions/fetch"
	"github.com/moneyprinter/moneyprinter/functions/plan"
	"github.com/moneyprinter/moneyprinter/functions/script"
	"github.com/moneyprinter/moneyprinter/functions/search"
	"github.com/moneyprinter/moneyprinter/functions/segment"
	"github.com/moneyprinter/moneyprinter/functions/speech"
	"github.com/moneyprinter/moneyprinter/functions/subtitle"
	"github.com/moneyprinter/moneyprinter/functions/terms"
	"github.com/moneyprinter/moneyprinter/functions/workflow"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/footage/configured"
	"github.com/moneyprinter/moneyprinter/shared/jobsink"
	"github.com/moneyprinter/moneyprinter/shared/library"
	llms "github.com/moneyprinter/moneyprinter/shared/llm/configured"
	"github.com/moneyprinter/moneyprinter/shared/music"
	voices "github.com/moneyprinter/moneyprinter/shared/speech/configured"
	"github.com/moneyprinter/moneyprinter/shared/step"
)

// namespace is where the manifests put everything.
const namespace = "moneyprinter"

// functions makes every function that a trigger calls, by the name that the manifests give it. The steps that are Jobs run
// in processes of their own; see RunJob.
func (m *Machine) functions(ctx context.Context, o Options, broker event.Sender) (map[string]http.Handler, error) {
	var err error
	if o.Models == nil {
		if o.Models, err = llms.FromEnv(nil); err != nil {
			return nil, err
		}
	}
	if o.Voices == nil {
		if o.Voices, err = voices.FromEnv(nil); err != nil {
			return nil, err
		}
	}
	incarnation := step.NewIncarnation("machine:" + o.Data)
	parts := func(database string) (step.Parts, error) {
		l, err := m.state.ledger(ctx, database)
		if o.Decorate.Ledger != nil {
			l = o.Decorate.Ledger(l)
		}
		return step.Parts{Blobs: m.state.blobs, Ledger: l, Broker: broker, Progress: m.hub, Log: o.Log, Incarnation: incarnation}, err
	}
	content, err := parts("content")
	if err != nil {
		return nil, err
	}
	tts, err := parts("tts")
	if err != nil {
		return nil, err
	}
	materials, err := parts("materials")
	if err != nil {
		return nil, err
	}
	video, err := parts("video")
	if err != nil {
		return nil, err
	}
	m.workflow = workflow.NewWith(workflow.Parts{
		DB: m.store.DB, Blobs: m.state.blobs, Broker: broker, Changed: m.hub.Changed, Log: o.Log, InFlight: o.InFlight, PerOwner: o.PerOwner, Resend: o.Resend, Vigil: o.Vigil,
		Namespace: namespace, Jobs: jobs{m}, Stop: func(ctx context.Context, r jobsink.Ref) error {
			_, err := m.eventing.Jobs().Delete(ctx, r)
			return err
		},
	})
	footage, files := configured.New(o.Library), library.Library{Folder: o.Library}
	made := map[string]http.Handler{}
	add := func(name string, p step.Parts, h http.HandlerFunc) {
		made[name] = h
		if o.Decorate.Function != nil {
			made[name] = o.Decorate.Function(name, p, h)
		}
	}
	add("workflow", step.Parts{}, m.workflow.Handle)
	add("deadletter", step.Parts{}, deadletter.NewWith(deadletter.Parts{DB: m.store.DB, Broker: broker, Log: o.Log}).Handle)
	add("script", content, script.NewWith(content, o.Models).Handle)
	add("terms", content, terms.NewWith(content, o.Models).Handle)
	add("speech", tts, speech.NewWith(tts, o.Voices, files).Handle)
	add("subtitle", tts, subtitle.NewWith(tts).Handle)
	add("search", materials, search.NewWith(materials, footage).Handle)
	add("fetch", materials, fetch.NewWith(materials, footage, music.Source{Folder: o.Music}).Handle)
	add("plan", video, plan.NewWith(video).Handle)
	// No manifest of ours calls these two: they run as Jobs. Manifests of others may.
	add("segment", video, segment.NewWith(video).Handle)
	add("assemble", video, assemble.NewWith(video).Handle)
	return made, nil
}
