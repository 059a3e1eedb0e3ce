// Command subtitle serves the function subtitle.
package main

import (
	"github.com/moneyprinter/moneyprinter/functions/subtitle"
	"github.com/moneyprinter/moneyprinter/shared/serve"
)

func main() { serve.Function(subtitle.New()) }
