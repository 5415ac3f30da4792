# Every command sets up what it needs, so each works first on a fresh machine.
PYTHON ?= python3
BIN := .venv/bin
HOST ?= 127.0.0.1
PORT ?= 8000
WORKERS ?= 1
export HOST PORT WORKERS
# Compiled modules are kept: the suite starts three seconds sooner.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo serve test faults fuzz check sbom pictures bench measure statement messages format lock clean
.DEFAULT_GOAL := help

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.venv/runtime: requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/dev: requirements-dev.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ .venv/runtime

demo: export DEMO = 1
demo: export SITE_URL = http://$(HOST):$(PORT)
demo: .venv/runtime ## Load invented data and serve it at http://127.0.0.1:8000
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py demo_data
	@$(BIN)/python manage.py collectstatic --noinput --verbosity 0
	@echo "Open http://$(HOST):$(PORT)/   Stop with Ctrl+C"
	@exec $(BIN)/python -m backend.serve

# Figures of the processes before are thrown away: whoever collects them sees that they start anew.
serve: .venv/runtime ## Serve for real, with settings from the environment
	@$(BIN)/python manage.py check >/dev/null
	@$(BIN)/python manage.py migrate --check --verbosity 0 || (echo "The database is not up to date: run $(BIN)/python manage.py migrate" && false)
	@$(BIN)/python manage.py collectstatic --noinput --verbosity 0
	@rm -f "$${PROMETHEUS_MULTIPROC_DIR:-$${DATA_DIR:-var}/metrics}"/*.db
	@exec $(BIN)/python -m backend.serve

test: .venv/dev ## Run the whole suite (DATABASE_URL and REDIS_URL: on PostgreSQL and Redis)
	@$(BIN)/python -m pytest

faults: export FAULTS_WHOLE = 1
faults: .venv/dev ## Kill, stop, fill and set back what it stands on, whole; print what was seen
	@$(BIN)/python -m pytest -n 0 tests/faults

fuzz: export FUZZ_WHOLE = 1
fuzz: .venv/dev ## Try every call as every role and long orders of deeds, whole; print what was seen
	@$(BIN)/python -m pytest tests/fuzz

# Everything here must be clean; .ci/run calls the same.
check: export DATA_DIR = var/check
check: .venv/dev ## Format, lint, types, import contracts, migrations, deployment, dependencies
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy backend surveys participation tests
	$(BIN)/lint-imports
	DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python manage.py makemigrations --check --dry-run
	SECRET_KEY=$$(head -c 48 /dev/urandom | base64 -w 0) RECEIPT_KEY=$$(head -c 48 /dev/urandom | base64 -w 0) SEALING_KEYS=check:$$(head -c 32 /dev/urandom | base64 -w 0 | tr '+/' '-_' | tr -d =) EDGE_LOG_DAYS=7 BACKUP_DAYS=35 $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(BIN)/deptry . 2>/dev/null
	$(BIN)/python .ci/audit.py

sbom: .venv/dev ## List what a site runs, each with its licence, in var/sbom.json (CycloneDX)
	@$(PYTHON) -m venv --clear --without-pip var/sbom
	@$(BIN)/python -m pip --python var/sbom/bin/python install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible -o var/sbom.json var/sbom/bin/python

pictures: .venv/dev ## Take the README's pictures anew
	PICTURES=docs/pictures $(BIN)/python -m pytest tests/browser/test_pictures.py

bench: .venv/dev ## Measure speed beside a bare site, what a phone carries, what a snapshot costs (QUICK=1: a look)
	@$(BIN)/python -m tests.bench $(if $(QUICK),--quick)

measure: .venv/dev ## Measure what is suggested to be taken out of words, and lists of 10,000 rows
	@$(BIN)/python -m tests.measure_taking_out
	@$(BIN)/python -m tests.measure_lists

statement: .venv/dev ## Test accessibility, and date the accessibility statement by it
	@test -n "$(NU_CHECKER)" || (echo "Set NU_CHECKER to the Nu HTML checker's vnu.jar." && false)
	@$(BIN)/python -m pytest -m nu
	@$(BIN)/python -m pytest -m browser
	@date +%F > backend/accessibility_tested_on

messages: .venv/dev ## Gather the sentences to translate into backend/locale
	$(BIN)/python -m tests.catalogs

format: .venv/dev ## Format the code
	$(BIN)/ruff format --quiet .
	$(BIN)/ruff check --quiet --fix .

# Extras stay: without them pip asks for a newer release than the pinned one, and refuses its hash.
lock: .venv/dev ## Write the lock files anew from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --no-strip-extras --no-emit-index-url --no-header --quiet --output-file requirements.txt
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-strip-extras --no-emit-index-url --no-header --quiet --output-file requirements-dev.txt

clean: ## Remove what was installed and made
	rm -rf .venv var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
