# `make help` lists what there is.
.DEFAULT_GOAL := help
SHELL := bash
.SHELLFLAGS := -euo pipefail -c

SUBJECT ?= The moon
OUT     ?= videos
GO      ?= go
# By the environment, so that no quote in a subject reaches the shell.
export SUBJECT OUT

# A missing Go is told as such, not as "command not found" somewhere below.
define need-go
command -v $(GO) >/dev/null || { echo "Go 1.26 or newer is needed; go.dev/doc/install says how to get it." >&2; exit 1; }
endef

.PHONY: demo
demo: packages-demo build ## Make a video, without a key: SUBJECT="…" OUT=videos
	@bin/moneyprinter make "$$SUBJECT" --out "$$OUT"
	@printf '%s\n' '' 'The video is the first of these files. What next:' '  make demo SUBJECT="anything else"' '  bin/moneyprinter make --help     every parameter' '  bin/moneyprinter serve           the API' '  bin/moneyprinter doctor          keys and voices that would make it better'

.PHONY: build
build: ## Build bin/moneyprinter
	@$(need-go)
	@mkdir -p bin
	$(GO) build -o bin/moneyprinter ./cmd/moneyprinter

.PHONY: test
test: packages-demo packages-test lint ## Check and test everything, race detector on
	$(GO) test -race ./...
	@printf '%s\n' '' 'All tests pass. Next: make demo makes a video, make bench measures the render.'

.PHONY: lint
lint: build ## Check format, go vet, staticcheck and the manifests
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); [ -z "$$unformatted" ] || { echo "gofmt is missing on: $$unformatted" >&2; exit 1; }
	$(GO) vet ./...
	$(GO) tool -modfile=tools/go.mod staticcheck ./...
	bin/moneyprinter lint eventing

.PHONY: generate
generate: ## Write the JSON Schemas of the events anew from the Go types
	$(GO) generate ./eventing/schemas

.PHONY: bench
bench: packages-demo build ## Measure the render against its targets
	$(GO) run ./bench

.PHONY: clean
clean: ## Remove what was built
	rm -rf bin build

packages-%:
	@infra/install-packages $*

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
