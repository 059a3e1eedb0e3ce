package example

import (
	"github.com/moneyprinter/moneyprinter/shared/service"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Function is the example step as a function.
type Function struct{ *step.Handler }

// New wires the function from its environment: service.Config.
func New() *Function {
	c := service.Must(service.Load("example"))
	return NewWith(service.Must(c.Step()))
}

// NewWith wires the function from its parts.
func NewWith(parts step.Parts) *Function {
	return &Function{step.New(steps.Example, Run, parts)}
}
