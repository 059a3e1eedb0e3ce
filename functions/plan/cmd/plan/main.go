// Command plan serves the function plan.
package main

import (
	"github.com/moneyprinter/moneyprinter/functions/plan"
	"github.com/moneyprinter/moneyprinter/shared/serve"
)

func main() { serve.Function(plan.New()) }
