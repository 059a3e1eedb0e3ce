// Command fetch serves the function fetch.
package main

import (
	"github.com/moneyprinter/moneyprinter/functions/fetch"
	"github.com/moneyprinter/moneyprinter/shared/serve"
)

func main() { serve.Function(fetch.New()) }
