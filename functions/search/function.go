package search

import (
	"time"

	"github.com/moneyprinter/moneyprinter/shared/footage"
	"github.com/moneyprinter/moneyprinter/shared/footage/configured"
	"github.com/moneyprinter/moneyprinter/shared/service"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Remembered is how long the answer to a search is reused: footage comes and goes.
const Remembered = 24 * time.Hour

// Function is the search step as a function.
type Function struct{ *step.Handler }

// New wires the function from its environment: service.Config.
func New() *Function {
	c := service.Must(service.Load("search"))
	return NewWith(service.Must(c.Step()), configured.New(c.Library))
}

// NewWith wires the function from its parts.
func NewWith(parts step.Parts, providers footage.Providers) *Function {
	return &Function{step.New(steps.Search, Searcher{Providers: providers}.Run, parts, step.Remember(Remembered))}
}
