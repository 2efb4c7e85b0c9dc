PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test check torch bench fuzz lock clean

run: $(VENV)/runtime            ## open the tutor
	@$(BIN)/python -m tutor

test: $(VENV)/development       ## run the tests
	$(BIN)/python -m pytest -q -n auto --dist worksteal

check: $(VENV)/development torch  ## everything CI runs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/tutor lint
	$(BIN)/python -m pytest -q -n auto --dist worksteal

# PyTorch is only an oracle for tests. It is taken where a CPU build lies at hand and never
# downloaded: the registry's default build brings gigabytes that the tests do not need.
torch: $(VENV)/development
	@$(BIN)/python -c "import torch" 2>/dev/null \
	    || $(BIN)/python -m pip install -q --disable-pip-version-check --no-index --no-deps torch 2>/dev/null \
	    || echo "PyTorch's CPU build is not at hand: the tests that compare with it are skipped."

bench: $(VENV)/development      ## measure against peers, side by side
	$(BIN)/python -m benchmarks

fuzz: $(VENV)/development       ## 200,000 made-up rows through the whole checker
	$(BIN)/python -m benchmarks fuzz

lock: $(VENV)/bin/python        ## resolve the dependencies; pins that still fit stay
	$(BIN)/python -m pip install -q --disable-pip-version-check pip-tools
	$(BIN)/pip-compile -q --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url \
	    --no-emit-find-links --no-emit-trusted-host --no-header -o requirements.lock pyproject.toml
	$(BIN)/pip-compile -q --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url \
	    --no-emit-find-links --no-emit-trusted-host --no-header --extra dev -o requirements-dev.lock pyproject.toml

# Without Debian's python3-venv a failing venv leaves an interpreter without pip behind.
$(VENV)/bin/python:
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || { \
	    echo "The tutor needs Python 3.11 or newer; $(PYTHON) is not. Name one: make PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/runtime: $(VENV)/bin/python requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/development: $(VENV)/bin/python requirements-dev.lock pyproject.toml
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/runtime

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
