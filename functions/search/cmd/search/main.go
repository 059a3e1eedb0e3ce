// Command search serves the function search.
package main

import (
	"github.com/moneyprinter/moneyprinter/functions/search"
	"github.com/moneyprinter/moneyprinter/shared/serve"
)

func main() { serve.Function(search.New()) }
