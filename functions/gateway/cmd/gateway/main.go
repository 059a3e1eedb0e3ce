// Command gateway serves the function gateway.
package main

import (
	"github.com/moneyprinter/moneyprinter/functions/gateway"
	"github.com/moneyprinter/moneyprinter/shared/serve"
)

func main() { serve.Function(gateway.New()) }
