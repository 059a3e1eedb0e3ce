// Command script serves the function script.
package main

import (
	"github.com/moneyprinter/moneyprinter/functions/script"
	"github.com/moneyprinter/moneyprinter/shared/serve"
)

func main() { serve.Function(script.New()) }
