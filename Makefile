# Short names for the commands of README.md and CONTRIBUTING.md. Nothing happens here that they do not say.

GO ?= go

.DEFAULT_GOAL := help

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: lab
lab: ## Set up what is missing and open JupyterLab
	$(GO) run ./kernel lab

.PHONY: test
test: ## Run all tests
	$(GO) test -timeout 60m ./...

.PHONY: check
check: ## Try your answers to the exercises
	$(GO) run ./kernel check

.PHONY: lint
lint: ## Check the format and run go vet and staticcheck
	@bad=$$(gofmt -l .); [ -z "$$bad" ] || { printf 'not in gofmt form:\n%s\n' "$$bad"; exit 1; }
	$(GO) vet ./...
	$(GO) tool staticcheck -checks inherit,-ST1001 ./...

.PHONY: notebooks
notebooks: ## Write the notebooks anew from lessons and exercises, run them and check them
	$(GO) run ./kernel notebooks build
	$(GO) run ./kernel notebooks run
	$(GO) run ./kernel notebooks check

.PHONY: bench
bench: ## Time one training step of the MNIST GAN
	$(GO) run ./kernel bench mlp

.PHONY: ci
ci: ## Do what CI does, in a clean home folder
	.ci/run
