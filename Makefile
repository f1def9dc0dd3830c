# Everything a newcomer needs: `make demo` and `make test` set up what they use.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := demo
DEMO_PACT := examples/saas-follow-up/pact.yaml
SERVE ?= 1
PYTEST := $(BIN)/python -m pytest
PYTEST_OPTIONS ?=

.DEFAULT_GOAL := help
.PHONY: help setup demo test durations check lint types imports test-long test-spark test-postgres test-browser bench mutants schema openapi pins clean

help:  ## Show the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Leadpact needs Python 3.11 or later; run: make PYTHON=/path/to/python3.11 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.core: $(VENV)/bin/python requirements/core.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/core.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.core requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/dev.txt
	@touch $@

$(VENV)/.spark: $(VENV)/.dev requirements/spark.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/spark.txt
	@touch $@

$(VENV)/.postgres: $(VENV)/.dev requirements/postgres.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/postgres.txt
	@touch $@

setup: $(VENV)/.dev  ## Set up a development environment in .venv

demo: $(VENV)/.core  ## Simulate a company up to now, judge it, put it on a desk, and serve that (SERVE=0: do not)
	@rm -rf $(DEMO)
	@$(BIN)/leadpact simulate --leads 4000 --months 3 --until today --leads-per-sdr 95 --seed 1 --out $(DEMO)/company
	@$(BIN)/leadpact run --pact $(DEMO_PACT) --data $(DEMO)/company --out $(DEMO)/result
	@DATABASE_URL= LEADPACT_HOME=$(DEMO)/desk $(BIN)/leadpact desk demo $(DEMO)/company --pact $(DEMO_PACT)
	@if [ -t 1 ] && [ "$(SERVE)" != 0 ]; then DATABASE_URL= LEADPACT_HOME=$(DEMO)/desk exec $(BIN)/leadpact serve; fi

test: $(VENV)/.dev  ## Run the tests
	$(PYTEST) -n 2 --dist worksteal $(PYTEST_OPTIONS)

durations: PYTEST_OPTIONS += --durations=20 --durations-min=0
durations: test  ## Run the tests, and list the twenty that take longest

check: lint types imports test  ## Everything that CI checks: lint, types, imports, tests

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/.dev
	LEADPACT_SECRET_KEY=none $(BIN)/mypy

imports: $(VENV)/.dev
	$(BIN)/lint-imports

test-long: $(VENV)/.dev  ## The long profile of the property tests
	$(PYTEST) -n 2 --dist worksteal -m long --hypothesis-profile=random

test-spark: $(VENV)/.spark  ## The relations on PySpark (needs a Java runtime)
	$(PYTEST) -m spark

test-postgres: $(VENV)/.postgres  ## The relations on PostgreSQL (needs its server programs)
	$(PYTEST) -m postgres

test-browser: $(VENV)/.dev  ## The scorecard in Chromium (needs the chromium program)
	$(PYTEST) -m browser

bench: $(VENV)/.dev  ## Measure, and write bench/RESULTS.md
	$(BIN)/python bench/run.py

MUTANTS ?= --n 400 --seed 1
mutants: $(VENV)/.dev  ## Change the sources a little at a time: do the tests notice?
	$(BIN)/python bench/mutants $(MUTANTS)

schema: $(VENV)/.dev  ## Write docs/reference/pact.schema.json again
	$(BIN)/python -c "from leadpact.pact.schema import schema_text; print(schema_text(), end='')" > docs/reference/pact.schema.json

openapi: $(VENV)/.dev  ## Write docs/reference/openapi.json again
	LEADPACT_HOME=$$(mktemp -d) LEADPACT_SECRET_KEY=none $(BIN)/python -c "from leadpact.desk.start import start_django; start_django(); from leadpact.desk.api.site import openapi_text; print(openapi_text(), end='')" > docs/reference/openapi.json

pins: $(VENV)/.dev  ## Resolve the pinned requirements again
	$(BIN)/python -m pip install --quiet uv
	for set in dev spark postgres; do \
		$(BIN)/uv pip compile -q --no-header --no-annotate --python-version 3.11 --extra er --extra dev --extra $$set pyproject.toml -o requirements/$$set.txt; done
	$(BIN)/uv pip compile -q --no-header --no-annotate --python-version 3.11 --extra er pyproject.toml -o requirements/er.txt
	$(BIN)/uv pip compile -q --no-header --no-annotate --python-version 3.11 pyproject.toml -o requirements/core.txt

clean:  ## Remove what make made
	rm -rf $(VENV) $(DEMO) build src/*.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
