package fetch

import (
	"github.com/moneyprinter/moneyprinter/shared/footage"
	"github.com/moneyprinter/moneyprinter/shared/footage/configured"
	"github.com/moneyprinter/moneyprinter/shared/music"
	"github.com/moneyprinter/moneyprinter/shared/service"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Function is the fetch step as a function.
type Function struct{ *step.Handler }

// New wires the function from its environment: service.Config.
func New() *Function {
	c := service.Must(service.Load("fetch"))
	return NewWith(service.Must(c.Step()), configured.New(c.Library), music.Source{Folder: c.Music})
}

// NewWith wires the function from its parts.
func NewWith(parts step.Parts, providers footage.Providers, tracks music.Source) *Function {
	return &Function{step.New(steps.Fetch, Fetcher{Providers: providers, Music: tracks}.Run, parts)}
}
