# The two commands of the README are `make run` and `make test`; everything they need, they set up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export EXTRACTS

.DEFAULT_GOAL := help
.PHONY: help run test test-quick check bench lock assets test-compose

help: ## what each command does
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(BIN)/uv: requirements/uv.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements/uv.lock
	@touch $@

$(VENV)/.run: $(BIN)/uv requirements/run.lock pyproject.toml
	$(BIN)/uv pip install --quiet --require-hashes --requirement requirements/run.lock
	$(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.lock
	$(BIN)/uv pip install --quiet --require-hashes --requirement requirements/dev.lock
	@touch $@

$(VENV)/.bench: $(VENV)/.browser requirements/bench.lock
	$(BIN)/uv pip install --quiet --require-hashes --requirement requirements/bench.lock
	@touch $@

$(VENV)/.browser: $(VENV)/.dev scripts/install-chromium
	scripts/install-chromium
	@touch $@

run: $(VENV)/.run ## bring everything up and print the address of the page (EXTRACTS=folder to bring your own)
	$(BIN)/pathways up $(if $(EXTRACTS),--extracts "$(EXTRACTS)")

test: $(VENV)/.browser ## every test: unit, contract, dbt, Airflow, browser
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not airflow and not browser"
	$(BIN)/python -m pytest -m "airflow or browser"

test-compose: $(VENV)/.run ## build the containers, bring them up, see a figure, take them down (as root on Debian, or with Docker)
	scripts/test-compose

test-quick: $(VENV)/.dev ## what a developer runs between edits
	$(BIN)/python -m pytest -m "not slow and not browser and not airflow"

check: $(VENV)/.dev ## format, lint, types, rooms, SQL style, dbt parse
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	scripts/check-dbt

bench: $(VENV)/.bench ## measured ratios, written to docs/benchmarks.md
	$(BIN)/python -m benchmarks

lock: $(BIN)/uv ## resolve the dependencies again
	scripts/lock

assets: ## build what the pages load (needs Node.js; its output is committed)
	dashboard/frontend/build
