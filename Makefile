# The two commands of the README are `make run` and `make test`; everything they need, they set up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export EXTRACTS

.DEFAULT_GOAL := help
.PHONY: help run test test-quick check bench lock assets spark test-compose test-spark

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

.venv-spark/.made: $(BIN)/uv requirements/spark.lock scripts/install-java
	scripts/install-java
	$(BIN)/uv venv --quiet --allow-existing --python $(BIN)/python $(@D)
	$(BIN)/uv pip sync --quiet --python $(@D)/bin/python --require-hashes requirements/spark.lock
	@touch $@

run: $(VENV)/.run ## bring everything up and print the address of the page (EXTRACTS=folder to bring your own)
	$(BIN)/pathways up $(if $(EXTRACTS),--extracts "$(EXTRACTS)")

test: $(VENV)/.browser ## every test: unit, contract, dbt, Airflow, browser
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not airflow and not browser and not spark"
	$(BIN)/python -m pytest -m "airflow or browser"

test-compose: $(VENV)/.run ## build the containers, bring them up, see a figure, take them down (as root on Debian, or with Docker)
	scripts/test-compose

spark: .venv-spark/.made ## an environment of its own for building on Spark (installs Java where it is missing)

test-spark: $(VENV)/.dev .venv-spark/.made ## the project on Spark: on this machine, and on a cluster that loses a worker
	$(BIN)/python -m pytest -m spark tests/spark

test-quick: $(VENV)/.dev ## what a developer runs between edits
	$(BIN)/python -m pytest -m "not slow and not browser and not airflow and not spark"

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
