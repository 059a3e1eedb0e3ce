package speech

import (
	"github.com/moneyprinter/moneyprinter/shared/library"
	"github.com/moneyprinter/moneyprinter/shared/service"
	"github.com/moneyprinter/moneyprinter/shared/speech"
	"github.com/moneyprinter/moneyprinter/shared/speech/configured"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Function is the speech step as a function.
type Function struct{ *step.Handler }

// New wires the function from its environment: service.Config and configured.Config.
func New() *Function {
	c := service.Must(service.Load("speech"))
	parts := service.Must(c.Step())
	return NewWith(parts, service.Must(configured.FromEnv(parts.Limiter)), library.Library{Folder: c.Library})
}

// NewWith wires the function from its parts.
func NewWith(parts step.Parts, voices *speech.Registry, recordings library.Library) *Function {
	return &Function{step.New(steps.Speech, Speaker{Voices: voices, Library: recordings}.Run, parts)}
}
