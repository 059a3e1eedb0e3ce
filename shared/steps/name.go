// Package steps holds the input and output documents of every pipeline step.
//
// They are the contract between the workflow, which builds inputs from outputs, and the functions, which know only their
// own two documents. A document is part of a step's content address: a field that does not change the output does not
// belong in an input. Adding a field that changes outputs raises the step's version in package pipeline.
package steps

// Name is a pipeline step's name: the <step> of "moneyprinter.<step>.requested".
type Name string

// The steps.
const (
	Script   Name = "script"
	Terms    Name = "terms"
	Speech   Name = "speech"
	Subtitle Name = "subtitle"
	Search   Name = "search"
	Fetch    Name = "fetch"
	Plan     Name = "plan"
	Segment  Name = "segment"
	Assemble Name = "assemble"
)
