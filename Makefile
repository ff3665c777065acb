# The commands of this project. `make` alone lists them.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
TEMPLATES = $(shell find templates */templates -name '*.html')

# The demo never leaves this folder and this machine, whatever the environment says.
DEMO_SITE = DEMO=1 SECRET_KEY="$$(cat data/secret-key)" SITE_URL=http://127.0.0.1:$(PORT) \
	DATA_DIR="$(CURDIR)/data" DATABASE_URL= BEHIND_PROXY=0 EMAIL_URL= OIDC_ISSUER= OIDC_CLIENT_ID= \
	OIDC_CLIENT_SECRET= OIDC_DOMAINS= OIDC_ROLES= OIDC_TEAM_PREFIX= PASSWORDS=1
# What a production site would set; nothing is served or stored with it.
CHECKED_SITE = DEMO=0 SECRET_KEY="$$($(PYTHON) -c 'import secrets; print(secrets.token_hex(32))')" \
	SITE_URL=https://careers.example.com DATA_DIR="$(CURDIR)/$(VENV)" DATABASE_URL= BEHIND_PROXY=1
# One command at a time prepares this folder; others wait.
WITH_LOCK = $(PYTHON) scripts/with_lock.py
INSTALL = $(WITH_LOCK) .venv.lock $(PYTHON) scripts/install.py

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo demo-reset demo-content test check audit bench fuzz titles screenshots voice container-steps lock wheels fresh check-python

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: check-python ## Serve the site with invented content (PORT=8080 for another port)
	@$(WITH_LOCK) .demo.lock $(MAKE) --no-print-directory demo-content
	@$(DEMO_SITE) exec $(BIN)/python manage.py serve --port $(PORT)

demo-content: $(VENV)/installed data/secret-key data/static/staticfiles.json
	@$(DEMO_SITE) $(BIN)/python manage.py migrate --verbosity 0
	@$(DEMO_SITE) $(BIN)/python manage.py load_demo

demo-reset: ## Throw away the demo's data and begin again
	rm -rf data/db.sqlite3 data/db.sqlite3-wal data/db.sqlite3-shm data/media data/originals data/mail
	@$(MAKE) --no-print-directory demo

test: $(VENV)/installed-dev ## Run all tests: on SQLite, on PostgreSQL if it answers, in Chromium if it is there
	@$(BIN)/python -m tests $(if $(COMPLETE),--complete)

check: $(VENV)/installed-dev ## Lint, formatting, layers of imports, templates, styles, types, migrations and deployment settings
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	$(BIN)/djade --target-version 5.2 --check $(TEMPLATES)
	$(BIN)/python scripts/check_styles.py
	@$(CHECKED_SITE) $(BIN)/mypy
	@$(CHECKED_SITE) $(BIN)/python manage.py makemigrations --check --dry-run
	@$(CHECKED_SITE) $(BIN)/python manage.py check --deploy --fail-level WARNING

audit: $(VENV)/installed-dev ## Accessibility, HTML, console, size and Lighthouse of every page (REAL=file.csv, SCORES=0)
	@$(BIN)/python -m tests.audit $(if $(REAL),--real "$(REAL)") $(if $(filter 0,$(SCORES)),--no-scores)

bench: $(VENV)/installed-dev ## Measure speed on both databases (SIZES=1000,100000,1000000, DATABASES=sqlite, SOAK=100000)
	@$(BIN)/python -m tests.benchmarks $(if $(SIZES),--sizes $(SIZES)) $(if $(DATABASES),--databases $(DATABASES)) \
		$(if $(SOAK),--soak $(SOAK))

fuzz: $(VENV)/installed-dev ## Ask for 10,000 random addresses, upload 2,000 odd pictures, paste 2,000 clipboards, on both databases (NUMBER=1000, SEED=7, DATABASES=sqlite)
	@$(BIN)/python -m tests.fuzz $(if $(NUMBER),--number $(NUMBER)) $(if $(SEED),--seed $(SEED)) \
		$(if $(DATABASES),--databases $(DATABASES))

titles: $(VENV)/installed-dev ## Search for the titles of real postings (REAL=file.csv, MISSES=1, DATABASES=sqlite,postgresql)
	@$(if $(REAL),,$(error Name a spreadsheet of postings: make titles REAL=file.csv))$(BIN)/python -m tests.real_titles \
		"$(REAL)" $(if $(SEED),--seed $(SEED)) $(if $(MISSES),--misses) $(if $(DATABASES),--databases $(DATABASES))

screenshots: $(VENV)/installed-dev ## Pictures of every page and state, into screenshots/ (ONLY=team, REAL=file.csv)
	@$(BIN)/python -m tests.audit.screenshots $(if $(REAL),--real "$(REAL)") $(if $(ONLY),--only "$(ONLY)")

voice: $(VENV)/installed-dev ## Write down what a virtual screen reader says, into docs/screen-reader.md
	@$(BIN)/python -m tests.audit.voice

container-steps: $(VENV)/installed-dev ## Carry out the Containerfile without a container engine and ask its site (Linux, root, PostgreSQL)
	@$(BIN)/python -m tests.container

lock: $(VENV)/installed-dev ## Lock the dependencies named in pyproject.toml
	@for file in 'requirements.txt' 'requirements-dev.txt --group dev'; do \
		$(BIN)/uv pip compile --quiet pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate \
			--no-emit-index-url --custom-compile-command 'make lock' --output-file $$file || exit 1; \
	done

check-python:
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed. Try: make PYTHON=python3.12 …")'

fresh: $(VENV)/installed-dev ## Run `make demo` and `make test` on a bare Debian 12 and 13; as root (RELEASES=13, TESTS=0)
	@$(BIN)/python -m tests.fresh $(RELEASES) $(if $(filter 0,$(TESTS)),--demo)

wheels: $(VENV)/installed-dev ## Ask pip for a wheel of every locked package, for every platform and Python (downloads them)
	@$(BIN)/python -m tests.wheels

$(VENV)/installed: requirements.txt | check-python
	@$(INSTALL) $< $@

$(VENV)/installed-dev: requirements-dev.txt | check-python
	@$(INSTALL) $< $@

data/secret-key:
	@mkdir -p data
	@umask 077; $(PYTHON) -c 'import secrets; print(secrets.token_hex(40))' > $@

data/static/staticfiles.json: $(VENV)/installed $(shell find static teams jobs careers -path '*static/*' -type f) | data/secret-key
	@echo 'Collecting static files …'
	@$(DEMO_SITE) $(BIN)/python manage.py collectstatic --noinput --verbosity 0
	@touch $@
