// Command stream serves the function stream.
package main

import (
	"github.com/moneyprinter/moneyprinter/functions/stream"
	"github.com/moneyprinter/moneyprinter/shared/serve"
)

func main() { serve.Function(stream.New()) }
