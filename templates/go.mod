// Templates are no part of the repository's module: they name a step "example" that there is not.
module github.com/moneyprinter/moneyprinter/templates

go 1.26.0
