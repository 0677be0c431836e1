# What one does with a checkout. `make` alone lists it. Needs Python 3.11 or newer and make, nothing else.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help venv run demo test check gates packages generated mutation soak clean
.DELETE_ON_ERROR:

help: ## List what make can do here
	@sed -n 's/^\([a-z]*\):.*## \(.*\)$$/  make \1:\2/p' Makefile | while IFS=: read -r target text; do \
		printf '%-16s %s\n' "$$target" "$$text"; done

venv: $(VENV)/.installed ## Set up .venv with the program in it

run: $(VENV)/.installed ## Run the program here, in the foreground; ARGS="…" is passed on
	@exec $(BIN)/numbfeet run $(ARGS)

demo: $(VENV)/.installed ## The same with limits of seconds and a profile of its own, to see everything at once
	@exec $(BIN)/numbfeet run --demo $(ARGS)

test: packages $(VENV)/.installed-test $(if $(ARGS),,gates) ## Run every test; ARGS="tests/core -k nap" for some
	$(BIN)/python -m pytest $(ARGS)

check: $(VENV)/.installed-dev ## Check format, lint, types and import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

gates: $(VENV)/.installed-test ## core and config: every branch covered by their own tests alone
	$(call covered-by-its-own-tests,core)
	$(call covered-by-its-own-tests,config)

# The examples that Hypothesis draws are fixed here, so that the figure is no matter of luck.
define covered-by-its-own-tests
	NUMBFEET_HYPOTHESIS=gate $(BIN)/coverage run --data-file=.coverage.$(1) -m pytest -q -p no:randomly tests/$(1)
	$(BIN)/coverage report --data-file=.coverage.$(1) --include='numbfeet_tray/$(1)/*' --fail-under=100
endef

packages: ## Install the Debian packages that the tests need, where that is allowed
	@.ci/system-packages

generated: $(VENV)/.installed-test ## Make completion scripts, manual page and config schema anew from the program
	LANGUAGE=C $(BIN)/python -m tests.project.generated

mutation: $(VENV)/.installed-test ## Break the core in every small way and see which tests notice (long)
	$(BIN)/python -m tests.mutation $(ARGS)

soak: $(VENV)/.installed-test ## Kill it 200 times, then an hour's life in Xvfb; ARGS="--minutes 1440" for a day
	NUMBFEET_KILLS=200 $(BIN)/python -m pytest -o faulthandler_timeout=0 tests/reliability/test_kill.py
	$(BIN)/python -m tests.soak $(ARGS)

clean: ## Remove everything that make made
	rm -rf $(VENV) build dist .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis \
		.import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is younger than pyproject.toml as long as what it lists is installed.
$(VENV)/.installed: pyproject.toml | $(BIN)/python
	$(PIP) install --editable .
	@touch $@

$(VENV)/.installed-test: pyproject.toml | $(BIN)/python
	$(PIP) install --editable '.[test]'
	@touch $@ $(VENV)/.installed

$(VENV)/.installed-dev: pyproject.toml | $(BIN)/python
	$(PIP) install --editable '.[dev]'
	@touch $@ $(VENV)/.installed $(VENV)/.installed-test

# Also made anew when the Python behind it is gone.
$(BIN)/python:
	@python=$$(.ci/find-python) || exit 1; \
	echo "Setting up $(VENV) with $$python; the first time takes a minute"; \
	"$$python" -m venv --clear $(VENV)
