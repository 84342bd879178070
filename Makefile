# Everything that is done from a checkout. `make run` is all that a reader needs.

PORT ?= 5000
PYTHON ?=
AGAINST ?=

ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
PY := $(BIN)/python.exe
else
BIN := .venv/bin
PY := $(BIN)/python
endif
PIP := $(PY) -m pip --disable-pip-version-check --no-input -qq

# A stamp belongs to the place where it was made: a checkout that was moved installs anew.
PLACE := $(shell pwd | cksum | cut -d ' ' -f 1)
INSTALLED := .venv/.installed-$(PLACE)
TESTABLE := .venv/.testable-$(PLACE)
VENDORED := stances/static/vendor/from-lock.txt
RECIPE := pyproject.toml requirements.lock package.json package-lock.json hatch_build.py

BROWSERS := chromium chromium-browser google-chrome google-chrome-stable

.PHONY: help run install test lint bench golden gallery words clean
.DELETE_ON_ERROR:

help:
	@echo "make help     list what make can do"
	@echo "make run      start it; then open http://127.0.0.1:$(PORT) (another port: make run PORT=8000)"
	@echo "make test     check everything: lint, then the tests, a real browser's included"
	@echo "make lint     ruff and mypy alone"
	@echo "make bench    measure the speed of maps, grids and pages"
	@echo "make gallery  draw every figure of the shipped debates into one page; AGAINST=<revision> sets them beside those of then"
	@echo "make golden   draw the drawings anew that tests compare with"
	@echo "make words    collect the words for people, for translators, into var/messages.pot"
	@echo "make install  only put what it needs into .venv"
	@echo "make clean    remove .venv and everything else that was made, but not var/, where the records are"
	@echo
	@echo "It needs Python 3.11 or newer; make run PYTHON=/path/to/python chooses one."

run: $(INSTALLED)
	@$(BIN)/stances serve --port $(PORT)

install: $(INSTALLED)
	@echo "All is installed: $(BIN)/stances"

test: lint
	@browser=; for name in $(BROWSERS); do command -v $$name >/dev/null 2>&1 && browser=$$name; done; \
	if [ -z "$$browser" ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
		echo "Installing Chromium for the browser tests (a minute or two) ..."; \
		{ apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y chromium >/dev/null; } \
			|| echo "apt could not install Chromium; its words are above."; \
	elif [ -z "$$browser" ]; then \
		echo "There is no Chromium here, so the browser tests can't run. Install one, for example: sudo apt install chromium"; \
	fi
	@$(PY) -m pytest -n auto --dist loadfile --no-loadscope-reorder

lint: $(TESTABLE)
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy

bench: $(TESTABLE)
	@$(PY) -m tests.benchmarks

gallery: $(TESTABLE)
	@$(PY) -m tests.gallery $(AGAINST)

golden: $(TESTABLE)
	@$(PY) -m tests.golden

words: $(TESTABLE)
	@mkdir -p var
	@$(PY) -m babel.messages.frontend -q extract -F pyproject.toml --project stances -o var/messages.pot .
	@echo "All words for people: var/messages.pot"

clean:
	rm -rf .venv dist stances/static/vendor tests/oracles/node_modules .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(PY):
	@found=; for candidate in $(if $(PYTHON),"$(PYTHON)",python3.14 python3.13 python3.12 python3.11 python3 python); do \
		if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then found=$$candidate; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo "$(if $(PYTHON),$(PYTHON) is not a Python 3.11 or newer.,No Python 3.11 or newer was found.)" >&2; \
		echo "Install one (your system's packages have it, or python.org), or name one: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; \
		exit 1; \
	fi; \
	echo "Making .venv with $$("$$found" --version) ..."; \
	"$$found" -m venv --clear .venv || { \
		rm -rf .venv; \
		echo "This Python can't make a virtual environment. On Debian and Ubuntu: sudo apt install python3-venv" >&2; \
		echo "Or name another Python: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; \
		exit 1; \
	}

# What to say when pip failed to install $(1).
failed = { \
	echo "Installing failed; pip's last words are above. Most often the network or a package index was out of reach:"; \
	echo "run the same command again when it is back. To see all that pip says:"; \
	echo "    $(PY) -m pip install -c requirements.lock -e $(1)"; \
	echo "If .venv itself is broken: make clean, then again."; \
	exit 1; \
} >&2

# The browser libraries come with installing; when they are lost, that is what is missing.
$(VENDORED): ;

$(INSTALLED): $(PY) $(RECIPE) $(VENDORED)
	@echo "Installing what stances needs into .venv (up to a minute, the first time) ..."
	@$(PY) -m pip --version >/dev/null 2>&1 || $(PY) -m ensurepip >/dev/null # uv makes a .venv without pip
	@$(PIP) install -c requirements.lock -e . || $(call failed,.)
	@touch $@

$(TESTABLE): $(INSTALLED) tests/oracles/package-lock.json
	@echo "Installing what the tests need into .venv (up to a minute, the first time) ..."
	@$(PIP) install -c requirements.lock -e '.[dev]' || $(call failed,'.[dev]')
	@$(PY) -m tests.support.argdown_core
	@$(PY) -m tests.support.arguebuf_graphs
	@touch $@
