# Everything a person does here is a target of this file; `make` alone lists them.
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
# Only somebody who changes the locks needs it, so it stands in no lock itself.
UV := uv>=0.9,<1
PIP_AUDIT := pip-audit>=2.9,<3
UV_COMPILE = UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links $(if $(UPGRADE),--upgrade)

.DEFAULT_GOAL := help
.PHONY: help run test test-thorough test-shuffled test-long test-papers test-kill check bench bench-large docs fmt lock audit clean

help: ## Show this list
	@echo "Openhall: a virtual government hall"
	@echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(firstword $(MAKEFILE_LIST)) | \
	  while IFS='|' read -r target words; do printf '%-18s %s\n' "$$target" "$$words"; done

run: $(VENV)/.runtime ## Open the hall as a demonstration; PORT=8000, Ctrl-C closes it
	@OPENHALL_DEMO="$${OPENHALL_DEMO-1}" exec $(BIN)/openhall serve

test: $(VENV)/.dev ## Run the tests; T="tests/architecture -k routes" runs some of them, SEED=7 in another order
	@exec $(BIN)/python -m tools.suite $(if $(SEED),--seed=$(SEED)) $(T)

test-thorough: $(VENV)/.dev ## Run the tests that look at every page in a browser, and at every service: some minutes
	@exec $(BIN)/python -m tools.suite --on-sqlite $(if $(SEED),--seed=$(SEED)) -m thorough $(T)

test-shuffled: $(VENV)/.dev ## Run the tests in a new order, which it names, and on PostgreSQL all that touch a database
	@exec $(BIN)/python -m tools.suite --seed=new --whole $(T)

test-long: $(VENV)/.dev ## Run the tests that take minutes: every page in every language and colour, 20,000 processes
	@exec $(BIN)/python -m tools.suite --seed=$(or $(SEED),new) -m long --ignore=tests/attacks \
	  --ignore=src/openhall/blocks/documents/tests/test_papers_at_once.py

test-papers: $(VENV)/.dev ## Issue papers to two people at once, 10,000 times, with delays: an hour
	@exec $(BIN)/python -m tools.suite --seed=$(or $(SEED),new) -m long --dist=load src/openhall/blocks/documents/tests/test_papers_at_once.py

test-kill: $(VENV)/.dev ## Kill the hall again and again in the middle of 1,000 submissions: some minutes
	@exec $(BIN)/python -m tools.suite --seed=$(or $(SEED),new) -m long tests/attacks

check: $(VENV)/.dev ## Look for faults without running: lint, types, imports, sizes, texts, services; C="lint types" for some
	@exec $(BIN)/python -m tools.check $(C)

bench: $(VENV)/.runtime ## Measure speed on this machine; BENCH_JSON=file also writes the figures
	@exec $(BIN)/python -m tools.bench

bench-large: $(VENV)/.runtime ## Measure with a million cases: some minutes, 6 GB of disk; BENCH_CASES=n for another number
	@exec $(BIN)/python -m tools.bench.large

docs: $(VENV)/.runtime ## Write what is made in docs/ again: the reference of data files, the pictures of processes
	@$(BIN)/python -m tools.data_format
	@exec $(BIN)/python -m tools.process_pictures

fmt: $(VENV)/.dev ## Format the code and mend what can be mended by machine
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

lock: $(BIN)/python ## Write the locks again after pyproject.toml changed; UPGRADE=1 takes the newest versions
	@$(PIP) install "$(UV)"
	@$(UV_COMPILE) pyproject.toml --group build --output-file requirements.lock
	@$(UV_COMPILE) pyproject.toml --group dev --all-extras --constraints requirements.lock --output-file requirements-dev.lock
	@echo "requirements.lock and requirements-dev.lock agree with pyproject.toml"

audit: $(BIN)/python ## Compare what the locks pin with known faults and newest versions: it asks the internet
	@$(PIP) install "$(UV)" "$(PIP_AUDIT)"
	@exec $(BIN)/python -m tools.audit

clean: ## Remove what can be made again (never the data in var/)
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build dist
	@find src tools tests -name __pycache__ -type d -prune -exec rm -rf {} +

# --- what the targets above stand on: each file is the date of an installation ---

$(BIN)/python:
	@for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
	  $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	  $$python -m venv $(VENV) && exit 0; \
	  rm -rf $(VENV); \
	  echo "$$python cannot make a virtual environment. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; \
	done; \
	echo "Openhall needs Python 3.11 or newer, and found: $$(python3 --version 2>&1 || true)" >&2; \
	echo "Install one, or name it: make run PYTHON=/path/to/python3.11" >&2; exit 1

# The hashes refuse a package that is not byte for byte the one that was tested.
$(VENV)/.runtime: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing what the hall needs (once) …"
	@$(PIP) install --require-hashes --requirement requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	@echo "Installing what tests and checks need (once) …"
	@$(PIP) install --require-hashes --requirement requirements-dev.lock
	@touch $@
