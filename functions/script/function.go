package script

import (
	"github.com/moneyprinter/moneyprinter/shared/llm"
	"github.com/moneyprinter/moneyprinter/shared/llm/configured"
	"github.com/moneyprinter/moneyprinter/shared/service"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Function is the script step as a function.
type Function struct{ *step.Handler }

// New wires the function from its environment: service.Config and configured.Config.
func New() *Function {
	c := service.Must(service.Load("script"))
	parts := service.Must(c.Step())
	return NewWith(parts, service.Must(configured.FromEnv(parts.Limiter)))
}

// NewWith wires the function from its parts.
func NewWith(parts step.Parts, models *llm.Registry) *Function {
	return &Function{step.New(steps.Script, Writer{Models: models}.Run, parts)}
}
