// Command speech serves the function speech.
package main

import (
	"github.com/moneyprinter/moneyprinter/functions/speech"
	"github.com/moneyprinter/moneyprinter/shared/serve"
)

func main() { serve.Function(speech.New()) }
