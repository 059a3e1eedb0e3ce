// Command example serves the function example.
package main

import (
	"github.com/moneyprinter/moneyprinter/functions/example"
	"github.com/moneyprinter/moneyprinter/shared/serve"
)

func main() { serve.Function(example.New()) }
