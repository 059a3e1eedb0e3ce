// Command deadletter serves the function deadletter.
package main

import (
	"github.com/moneyprinter/moneyprinter/functions/deadletter"
	"github.com/moneyprinter/moneyprinter/shared/serve"
)

func main() { serve.Function(deadletter.New()) }
