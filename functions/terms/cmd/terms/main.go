// Command terms serves the function terms.
package main

import (
	"github.com/moneyprinter/moneyprinter/functions/terms"
	"github.com/moneyprinter/moneyprinter/shared/serve"
)

func main() { serve.Function(terms.New()) }
