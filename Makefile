# The commands of the project. Each stands alone on a machine with Python 3.11 or newer, its venv module, and make.
PYTHON ?= python3
PORT ?= 8000
WORKERS ?= 2
BIN := .venv/bin

.PHONY: run dev test check format lock clean

## run: the site with demo content at http://localhost:8000 (PORT changes it), as in production
run: .venv/site
	@PORT=$(PORT) $(BIN)/python -m healthsite.demo

## dev: the same, with debugging pages and reload
dev: .venv/site
	@PORT=$(PORT) $(BIN)/python -m healthsite.demo --dev

## test: the whole suite; ARGS goes to pytest
test: .venv/tests
	@$(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

## check: format, lint, templates, migrations, deploy checks, then the suite
check: .venv/tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	git ls-files -z '*.html' | xargs -0 $(BIN)/djade --check --target-version 5.2
	$(BIN)/python -m tests.production manage.py makemigrations --check --dry-run
	$(BIN)/python -m tests.production manage.py check --deploy --fail-level WARNING
	$(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

## format: put code and templates into the project's form
format: .venv/tests
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	git ls-files -z '*.html' | xargs -0 $(BIN)/djade --target-version 5.2

## clean: remove what the other commands made (demo database included)
clean:
	rm -rf .venv var

.venv/python:
	@command -v $(PYTHON) >/dev/null || { echo "healthsite needs Python 3.11 or newer, and there is no $(PYTHON) here."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "healthsite needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V). PYTHON=… names another."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null \
		|| { echo "Python's venv module is missing here. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/site: .venv/python requirements.txt
	@echo "Installing what the site runs on (once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/tests: .venv/python requirements.txt tests/requirements.txt
	@echo "Installing what the tests run on (once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tests/requirements.txt
	@touch $@ .venv/site
