# `make help` lists what there is.
.DEFAULT_GOAL := help
SHELL := bash
.SHELLFLAGS := -euo pipefail -c

SUBJECT ?= The moon
OUT     ?= videos
GO      ?= go
# Of one function: its name, and where it is deployed and run.
FN        ?=
REGISTRY  ?=
NAMESPACE ?= moneyprinter
ADDRESS   ?= 127.0.0.1:8080
FUNC      ?= $(or $(shell command -v func),bin/func)
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
build: ## Build bin/moneyprinter; with FN=script, the image of a function
	@$(need-go)
ifdef FN
	@$(need-registry)
	@$(stage) -registry "$(REGISTRY)" "$(FN)"
	$(func) build $(image)
else
	@mkdir -p bin
	$(GO) build -o bin/moneyprinter ./cmd/moneyprinter
endif

.PHONY: test
test: packages-demo packages-test lint ## Check and test everything but the cluster's, race detector on, with real servers
	$(GO) run ./tests/servers $(GO) test -race ./...
	@printf '%s\n' '' 'All tests pass. Next: make demo makes a video, make bench measures the render, make e2e tests a cluster.'

.PHONY: lint
lint: build ## Check format, go vet, staticcheck and the manifests
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); [ -z "$$unformatted" ] || { echo "gofmt is missing on: $$unformatted" >&2; exit 1; }
	$(GO) vet ./...
	$(GO) tool -modfile=tools/go.mod staticcheck ./...
	bin/moneyprinter lint eventing infra

.PHONY: generate
generate: ## Write anew what is made of sources: schemas of events, Knative Services
	$(GO) generate ./eventing/schemas
	$(GO) run ./infra/services

.PHONY: fuzz
fuzz: packages-demo ## Try hostile inputs on everything that reads some: FUZZTIME=10m ONLY=event
	@$(need-go)
	@$(GO) run ./tests/fuzz -time "$(or $(FUZZTIME),10m)" -only '$(ONLY)'

.PHONY: bench
bench: packages-demo build ## Measure the render against its targets
	$(GO) run ./bench

.PHONY: chaos
chaos: packages-demo packages-test ## Kill everything while videos are made: SEED=1 VIDEOS=300 KILLS=120, POSTGRES=1 on PostgreSQL
	$(if $(POSTGRES),$(GO) run ./tests/servers -only postgres )bash -c 'exec $(GO) run ./cmd/moneyprinter/internal/chaos -seed "$(or $(SEED),1)" -videos "$(or $(VIDEOS),300)" -kills "$(or $(KILLS),120)" $(if $(POSTGRES),-postgres "$$MONEYPRINTER_TEST_POSTGRES")'

# A cluster with Knative; docs/operations.md says more.

.PHONY: up
up: bin/ko bin/minio ## Bring moneyprinter up on a cluster: OVERLAY=dev REGISTRY=HOST/PATH
	@OVERLAY="$(or $(OVERLAY),dev)" REGISTRY="$(REGISTRY)" infra/up

.PHONY: down
down: ## Remove moneyprinter from the cluster, with its data; KEEP_STATE=1 leaves the data
	@infra/down

.PHONY: e2e
e2e: packages-demo packages-test bin/ko bin/func ## Test the moneyprinter that is up on the cluster of KUBECONFIG: RUN=TestIdle
	MONEYPRINTER_E2E_INGRESS="$(or $(MONEYPRINTER_E2E_INGRESS),$(LAB_URL))" MONEYPRINTER_E2E_REGISTRY="$(REGISTRY)" $(GO) test -tags cluster -count=1 -p 1 -timeout 60m -v $(if $(RUN),-run '$(RUN)') ./tests/e2e/cluster

bin/ko: tools/ko/go.mod
	$(GO) -C tools/ko build -o ../../bin/ko github.com/google/ko

bin/minio: tools/minio/go.mod
	CGO_ENABLED=0 $(GO) -C tools/minio build -ldflags '-s -w' -o ../../bin/minio github.com/minio/minio

# Single functions, by func; docs/functions.md says more.

define need-function
[ -f "functions/$(FN)/func.yaml" ] || { echo "Say FN=NAME, one of: $$(cd functions && ls -d */ | tr -d / | xargs)" >&2; exit 1; }
command -v $(FUNC) >/dev/null || { echo "func is missing: make bin/func builds it, which takes some minutes, or see knative.dev/docs/functions/install-func; FUNC=PATH names another." >&2; exit 1; }
endef
define need-registry
[ -n "$(REGISTRY)" ] || { echo "Say REGISTRY=HOST/PATH: where the image goes." >&2; exit 1; }
endef

stage = $(need-function) && $(GO) run ./infra/stage
# func's scaffolding and the repository may ask for different versions of a module: the newer one is taken. A staged
# function is no checkout that a version could be read from.
func  = GOFLAGS="-mod=mod -buildvcs=false -ldflags=-s" $(FUNC)
image = --path "build/func/$(FN)" --builder=host --registry "$(REGISTRY)" $(if $(filter localhost% 127.% 10.% 192.168.%,$(REGISTRY)),--registry-insecure)

.PHONY: run
run: packages-test ## Run a function here: FN=script ADDRESS=127.0.0.1:8080
	@$(stage) -local "$(FN)"
	@$(if $(DATABASE_URL),,$(GO) run ./tests/servers -only postgres) $(GO) run ./infra/run -func "$(FUNC)" -address "$(ADDRESS)" "$(FN)"

.PHONY: invoke
invoke: ## Send a running function a request, here or in the cluster: FN=script
	@$(need-function)
	@[ -d build/examples/workflow ] || $(MAKE) --no-print-directory FN= examples
	@[ -d "build/examples/$(FN)" ] || { echo "$(FN) takes HTTP requests: curl http://$(ADDRESS)/api/v1/videos" >&2; exit 1; }
	@e="$(CURDIR)/build/examples/$(FN)"; $(FUNC) invoke --path "build/func/$(FN)" --format=cloudevent --id "$$(<$$e/id)" --type "$$(<$$e/type)" --source "$$(<$$e/source)" --content-type application/json --file "$$e/data.json"

.PHONY: examples
examples: packages-demo build ## Make a request for each function, for make invoke
	@$(GO) run ./infra/examples

.PHONY: deploy
deploy: ## Build a function and deploy it to the cluster: FN=script REGISTRY=host/path
	@$(need-registry)
	@$(stage) -registry "$(REGISTRY)" -namespace "$(NAMESPACE)" "$(FN)"
	$(func) deploy $(image) --build --namespace "$(NAMESPACE)"

.PHONY: delete
delete: ## Remove a function from the cluster: FN=script
	@$(need-function)
	$(FUNC) delete "$(FN)" --namespace "$(NAMESPACE)"

.PHONY: new-step
new-step: ## Make a step of the pipeline: NAME=translate
	@$(GO) run ./infra/newstep "$(NAME)"
	@printf '%s\n' '' 'Every video runs it now. What next: docs/functions.md, "A new step".'

bin/func:
	$(GO) build -C tools/func -o "$(CURDIR)/bin/func" knative.dev/func/cmd/func

.PHONY: clean
clean: ## Remove what was built
	rm -rf bin build

packages-%:
	@infra/install-packages $*

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
