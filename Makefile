# The book's commands. `make help` lists them.
# Each stops at the first error and says in one sentence what to do.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# pip, pytest and Sphinx are already parallel inside.
.NOTPARALLEL:

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready

RUN_STYLE = echo "Checking the style" && $(BIN)/ruff check --quiet . && $(BIN)/ruff format --quiet --check . \
  || { echo "rederive: the style check found something; correct it with: $(BIN)/ruff check --fix . && $(BIN)/ruff format ."; exit 1; }
RUN_TYPES = echo "Checking the types" && $(BIN)/mypy \
  || { echo "rederive: the type check found something; its place and reason stand above"; exit 1; }

.PHONY: help
help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# Made once, and again only when the lock or the package's own file changes:
# everything after that works offline. (macOS brings make 3.81, which ignores .SHELLFLAGS:
# pipefail has to stand in the recipe, or a failing pip passes.)
$(READY): requirements.lock pyproject.toml packages/warmbook/pyproject.toml
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo "rederive: $(PYTHON) is missing or older than 3.11; install Python 3.11 or later, or name it: make PYTHON=python3.12 ..."; exit 1; }
	@echo "Setting up $(VENV) (once)"
	@test -x $(BIN)/python || "$(PYTHON)" -m venv $(VENV) \
	  || { rm -rf $(VENV); echo "rederive: could not make $(VENV); on Debian and Ubuntu run: sudo apt-get install python3-venv"; exit 1; }
	@set -o pipefail; $(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r requirements.lock \
	  | awk -v total="$$(grep -c '^[a-z].*==' requirements.lock)" \
	    '/^Collecting/ && ++n % 20 == 0 { print "  " n " of at most " total " packages"; fflush() } /^Installing collected/ { print "  installing them"; fflush() }' \
	  || { echo "rederive: the locked packages could not be installed; read pip's reason above, check the network, and run make again"; exit 1; }
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --editable packages/warmbook --editable . \
	  || { echo "rederive: the packages themselves could not be installed; read pip's reason above"; exit 1; }
	@touch $@

.PHONY: setup
setup: $(READY) ## make .venv from requirements.lock

.PHONY: book
book: $(READY) ## run every notebook and build _build/html/index.html
	@$(BIN)/python -m rederive.cli book

.PHONY: pdf
pdf: $(READY) ## set the book as _build/rederive.pdf, and in Chinese as _build/rederive-zh.pdf
	@$(BIN)/python -m rederive.cli pdf

.PHONY: verify
verify: $(READY) ## derive every number again and compare with data/verdicts.csv
	@$(BIN)/python -m rederive.cli verify

.PHONY: check
check: $(READY) ## style, types, and the fast tests of what changed (under a minute)
	@$(RUN_STYLE)
	@$(RUN_TYPES)
	@echo "Running the tests of what changed" && $(BIN)/python tests/changed.py $(PYTEST_ARGS) \
	  || { echo "rederive: a test failed; its name and reason stand above"; exit 1; }

.PHONY: test
test: $(READY) ## style, types, and every test, browser included
	@bash tests/browser.sh
	@$(RUN_STYLE)
	@$(RUN_TYPES)
	@echo "Running the tests" && $(BIN)/python -m pytest -n auto $(PYTEST_ARGS) \
	  || { echo "rederive: a test failed; its name and reason stand above"; exit 1; }

.PHONY: lab
lab: $(READY) ## open JupyterLab at a guide to the notebooks
	@PATH="$(CURDIR)/$(BIN):$$PATH" JUPYTER_CONFIG_PATH="$(CURDIR)/binder/lab" $(BIN)/jupyter-lab

.PHONY: bench
bench: $(READY) ## measure builds against stock Jupyter Book, register and pages; LECTURES=... a public book, too (half an hour)
	@if test -n "$(LECTURES)"; then $(MAKE) --no-print-directory strangers; fi
	@$(BIN)/python benchmarks/build.py
	@$(BIN)/python benchmarks/rebuild.py
	@$(BIN)/python benchmarks/register.py
	@$(BIN)/python -m rederive.cli book
	@$(BIN)/python benchmarks/pagespeed.py

STRANGERS := .venv-strangers
RUNS ?= 3

$(STRANGERS)/ready: benchmarks/strangers.txt requirements.lock $(READY)
	@"$(PYTHON)" -m venv $(STRANGERS)
	@sed -n 's/^\([a-z0-9][^ ;]*==[^\\]*[^ \\]\).*/\1/p' requirements.lock > $(STRANGERS)/constraints.txt
	@$(STRANGERS)/bin/python -m pip install --disable-pip-version-check --quiet --constraint $(STRANGERS)/constraints.txt \
	  --requirement benchmarks/strangers.txt --editable packages/warmbook \
	  || { echo "rederive: what the lectures need could not be installed; read pip's reason above"; exit 1; }
	@touch $@

.PHONY: strangers
strangers: ## build a public book with stock and with ours in turn: LECTURES=its checkout (minutes)
	@test -d "$(LECTURES)/lectures" \
	  || { echo "rederive: say where the lectures lie: make strangers LECTURES=folder; benchmarks/strangers.py says how to get them"; exit 1; }
	@$(MAKE) --no-print-directory $(STRANGERS)/ready
	@$(STRANGERS)/bin/python benchmarks/strangers.py "$(LECTURES)" --runs $(RUNS)

.PHONY: mutants
mutants: $(READY) ## change one number at a time and see that verification notices (minutes)
	@$(BIN)/python benchmarks/mutants.py

.PHONY: sentences
sentences: $(READY) ## change one figure at a time and see that the book's sentences notice (an hour)
	@$(BIN)/python benchmarks/sentences.py

.PHONY: reproducible
reproducible: $(READY) ## build the whole book twice, and over an old one after changes, and compare every byte (an hour)
	@REDERIVE_WHOLE_BOOK=1 $(BIN)/python -m pytest -s tests/whole/test_reproducible.py tests/whole/test_incremental.py

.PHONY: scale
scale: $(READY) ## verify up to 100 invented reports, and one of up to 5,000 numerals, and measure the cost (minutes)
	@$(BIN)/python benchmarks/scale.py
	@$(BIN)/python benchmarks/numerals.py

.PHONY: lock
lock: ## pin what is new in requirements.txt; UPGRADE=--upgrade renews every pin (needs uv)
	@command -v uv >/dev/null || { echo "rederive: make lock needs uv; see https://docs.astral.sh/uv/"; exit 1; }
	@grep -v '^-e ' requirements.txt | uv pip compile - --quiet --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-emit-index-url $(UPGRADE) --output-file requirements.lock
	@echo "requirements.lock is new: run make test before you commit it"

.PHONY: dist
dist: $(READY) ## build the wheels of rederive and warmbook into dist
	@rm -rf dist && mkdir dist
	@$(BIN)/python -m pip wheel --disable-pip-version-check --quiet --no-deps --no-build-isolation --wheel-dir dist . packages/warmbook \
	  || { echo "rederive: the wheels could not be built; read pip's reason above"; exit 1; }
	@rm -rf build packages/warmbook/build
	@echo "Two wheels are in dist; install them with: pip install --find-links dist 'rederive[book] @ file://$(CURDIR)/dist/$$(cd dist && ls rederive-*.whl)'"

.PHONY: release-check
release-check: $(READY) ## say what a release still lacks: address, DOI, dates, headings
	@$(BIN)/python -m rederive.cli release-check

.PHONY: licences
licences: $(READY) ## list the licence of every locked package
	@$(BIN)/python tests/licences.py

.PHONY: audit
audit: ## look up known weaknesses of the locked packages (needs a network and uv)
	@command -v uvx >/dev/null || { echo "rederive: make audit needs uv; see https://docs.astral.sh/uv/"; exit 1; }
	@"$(PYTHON)" -c 'import urllib.request as u; u.urlopen("https://pypi.org/simple/pip/", timeout=20)' 2>/dev/null \
	  || { echo "rederive: make audit asks pypi.org, which cannot be reached from here; run it where a network is"; exit 1; }
	@uvx pip-audit --disable-pip --require-hashes --requirement requirements.lock \
	  || { echo "rederive: pip-audit found a weakness or could not finish; its words stand above"; exit 1; }

.PHONY: clean
clean: ## remove what was built (not .venv)
	@rm -rf _build .pytest_cache .ruff_cache .mypy_cache .hypothesis
	@find . \( -name '.venv*' -o -name 'venv*' \) -prune -o -name __pycache__ -prune -exec rm -rf {} +
	@echo "Removed _build and the tools' caches"
