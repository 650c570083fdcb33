# Everything runs in .venv, which is made on the first call and again when the locked versions change.

# The first one that runs: a pyenv shim may stand in PATH with no Python behind it.
PYTHON ?= $(shell for python in python3.12 python3.13 python3.11 python3; do \
	$$python -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
PIP := .venv/bin/python -m pip --quiet --quiet --disable-pip-version-check
ENVIRONMENT := .venv/.installed
NODE_TOOLS := $(or $(STACKLINT_CACHE),$(HOME)/.cache/stacklint)/npm
VSCODE := $(or $(STACKLINT_CACHE),$(HOME)/.cache/stacklint)/vscode

EDITORS ?= vscode neovim neovim-old emacs vim kate

.DEFAULT_GOAL := help
.PHONY: help demo test lint types format test-upstream schemas schemas-check bench lock node-tools test-editors \
	test-editors-setup extension package-extension test-extension \
	test-extension-setup

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

demo: $(ENVIRONMENT) ## Lint examples/, show the findings and what fixes would change, then migrate an old file
	@.venv/bin/stacklint check examples; code=$$?; \
	echo "exit code $$code: 1 means findings, and the examples are there to be found out"; \
	test $$code -eq 1
	@echo
	@.venv/bin/stacklint fix --unsafe-fixes --diff examples; code=$$?; \
	echo "exit code $$code: 1 means that files would be changed"; \
	test $$code -eq 1
	@echo
	@.venv/bin/stacklint migrate examples/legacy.yaml

test: lint types ## Style, types and all tests
	.venv/bin/python -m pytest $(PYTEST_ARGUMENTS)

lint: $(ENVIRONMENT) ## Style only
	.venv/bin/ruff check --quiet
	.venv/bin/ruff format --quiet --check

types: $(ENVIRONMENT) ## Types only
	.venv/bin/mypy

format: $(ENVIRONMENT) ## Put the code into its style
	.venv/bin/ruff check --quiet --fix
	.venv/bin/ruff format --quiet

test-upstream: $(ENVIRONMENT) ## Ask real upstream releases what has no verdict, and some again (AGAIN=1: all)
	PYTHONPATH=tests:linter:schemas .venv/bin/python -m upstream run $(if $(AGAIN),--again)

test-editors-setup: ## Install the editors that are driven (EDITORS=neovim: a wheel and nothing else)
	@PYTHON=$(PYTHON) tests/editors/install.sh $(filter-out vscode,$(EDITORS))
	@$(if $(filter vscode,$(EDITORS)),$(MAKE) --no-print-directory test-extension-setup)

test-editors: $(ENVIRONMENT) ## Drive real editors (EDITORS="neovim emacs": only these)
	STACKLINT_EDITORS="$(EDITORS)" .venv/bin/python -m pytest tests/editors
	@$(if $(filter vscode,$(EDITORS)),$(MAKE) --no-print-directory test-extension)

schemas: $(ENVIRONMENT) ## Make the knowledge of every upstream release again
	PYTHONPATH=schemas .venv/bin/python -m generate build

schemas-check: $(ENVIRONMENT) ## Name the upstream releases that the catalogue lacks
	PYTHONPATH=schemas .venv/bin/python -m generate check

bench: $(ENVIRONMENT) ## Measure the budgets against real peers (RECORD=1 writes docs/performance.md)
	PYTHONPATH=tests .venv/bin/python -m benchmarks $(if $(RECORD),--record)

node-tools: ## Install the npm packages that a few tests ask for a second opinion
	@mkdir -p $(NODE_TOOLS)
	@cp requirements/npm/package.json requirements/npm/package-lock.json $(NODE_TOOLS)/
	@npm ci --prefix $(NODE_TOOLS) --no-audit --no-fund --loglevel=error
	@npm ci --prefix vscode-extension --loglevel=error

extension: ## Build the VS Code extension, and run its style, types and tests
	npm ci --prefix vscode-extension --loglevel=error
	cd vscode-extension && npm run build && npm run check && npm run lint && npm test

package-extension: $(ENVIRONMENT) ## Make the .vsix files of this platform (TARGETS=--all: of all)
	cd vscode-extension && npm run package $(if $(TARGETS),-- $(TARGETS))

test-extension-setup: ## Install a VS Code that runs without a screen
	vscode-extension/test/editor/install.sh

test-extension: package-extension ## Use the packaged extension in a real VS Code (PICTURES=1: take those of its README)
	cd vscode-extension && { test ! -e $(VSCODE)/env.sh || . $(VSCODE)/env.sh; } && npm run build -- --tests \
		&& npm run test:host && npm run test:editor -- $(if $(PICTURES),--readme)

lock: $(ENVIRONMENT) ## Choose the newest versions of everything again
	.venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --no-header --no-annotate --no-emit-index-url \
		--group dev pyproject.toml --output-file requirements/dev.txt
	.venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --no-header --no-annotate --no-emit-index-url \
		--group peers --output-file requirements/peers.txt
	.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate --no-emit-index-url \
		--constraint requirements/dev.txt pyproject.toml --output-file requirements/server.txt

$(ENVIRONMENT): requirements/dev.txt pyproject.toml
	@.venv/bin/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv
	@$(PIP) install --requirement requirements/dev.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@
