// Command workflow serves the function workflow.
package main

import (
	"github.com/moneyprinter/moneyprinter/functions/workflow"
	"github.com/moneyprinter/moneyprinter/shared/serve"
)

func main() { serve.Function(workflow.New()) }
