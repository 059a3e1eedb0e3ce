package document

import "fmt"

// Problem is something wrong in a manifest.
type Problem struct {
	File string `json:"file"`
	// Line is the line of the field, or of what is nearest to it, from 1; 0 where the file cannot be read.
	Line int `json:"line"`
	// Object is the kind and name, such as "Trigger moneyprinter/script"; empty before they are known.
	Object string `json:"object,omitempty"`
	// Message says what is wrong, field first.
	Message string `json:"message"`
}

// String returns "file:line: object: message", the form that editors understand.
func (p Problem) String() string {
	if p.Object == "" {
		return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Message)
	}
	return fmt.Sprintf("%s:%d: %s: %s", p.File, p.Line, p.Object, p.Message)
}
