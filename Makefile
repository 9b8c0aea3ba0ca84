# Every target creates what it needs. Python 3.11 or newer and make are all that must be there.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo tools test quick fuzz check bench bench-engine bench-year lock clean

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; call make PYTHON=python3.12, say")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

demo: $(READY)
	$(BIN)/matcher demo --out out/demo

# What pip cannot install: a browser for the tests of pages, and LibreOffice, which opens the documents in tests.
tools:
	@for pair in chromium:chromium soffice:libreoffice-writer; do \
		program=$${pair%%:*}; package=$${pair##*:}; \
		command -v $$program >/dev/null && continue; \
		if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
			apt-get update -qq && apt-get install -qq -y --no-install-recommends $$package >/dev/null; \
		fi || true; \
		command -v $$program >/dev/null || echo "$$program is missing: install $$package as your system does"; \
	done

test: $(READY) tools
	$(BIN)/python -m pytest -n 2 --cov --cov-report=term

# While working: without coverage, and without what needs a browser, PostgreSQL, LibreOffice or a minute.
quick: $(READY)
	$(BIN)/python -m pytest -n 2 -m "not slow"

# Many more than the tests try: requests of whatever OpenAPI allows, files of any kind, thousands of tiny rounds solved by
# trying everything.
fuzz: $(READY)
	MATCHER_API_EXAMPLES=30 $(BIN)/python -m pytest -n 2 tests/api/test_schemathesis.py tests/api/test_hostile_uploads.py
	MATCHER_ENGINE_TIMES=20 $(BIN)/python -m pytest -n 2 tests/matcher/allocation

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY)
	$(BIN)/python -m benchmarks

bench-engine: $(READY)
	$(BIN)/python -m benchmarks.allocation.alone --peers
	$(BIN)/python -m benchmarks.allocation.rerun
	$(BIN)/python -m benchmarks.allocation.alone --large
	$(BIN)/python -m benchmarks.allocation.groups --large --peers

bench-year: $(READY)
	$(BIN)/python -m benchmarks.year

lock:
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/pip install --quiet uv
	$(VENV)-lock/bin/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header \
		--python-version 3.11 --extra dev pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) $(VENV)-lock out .pytest_cache .mypy_cache .ruff_cache .coverage*
