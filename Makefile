# Everything a person or CI runs; `make help` lists it.

.DEFAULT_GOAL := help
PORT ?= 8000
export PORT VIDEO FRESH SALES
# make -C changes the folder, but a film's path is meant from where the caller stands.
export CALLER_FOLDER := $(PWD)
PYTHON := .venv/bin/python

.PHONY: help demo test check bench pictures words lock clean env-demo env-dev env-peers vendor

help: ## Show this list
	@sed -n 's/^\([a-z]*\):[^#]*## /  make \1#/p' Makefile | column -t -s '#' 2>/dev/null \
		|| sed -n 's/^\([a-z]*\):[^#]*## /  make \1	/p' Makefile

demo: env-demo ## Run app, worker and sandbox with a film to shop in (PORT=8000, VIDEO=file.mp4, FRESH=1 starts over); Ctrl-C stops it
	@$(PYTHON) -m tools.vendor --optional
	@$(PYTHON) -m tools.sdk --optional
	@exec $(PYTHON) -m demo.up

# The PostgreSQL wheel leaves a lock file in the temporary folder that a second user can't open,
# and it looks for one in XDG_RUNTIME_DIR first: the run gets a folder of its own for both.
# Hundreds of processes start: where compiled modules aren't kept, each would compile ours anew.
test: env-dev vendor ## Install what the tests need, Chromium included, and run them all
	@CHROMIUM="$$($(PYTHON) -m tools.chromium)" && export CHROMIUM && \
	own="$$(mktemp -d "$${TMPDIR:-/tmp}/vitrine-XXXXXX")" && \
	trap 'rm -rf "$$own"' EXIT && trap 'exit 130' INT TERM && \
	TMPDIR="$$own" XDG_RUNTIME_DIR="$$own" PYTHONDONTWRITEBYTECODE= $(PYTHON) -m pytest -n auto --dist worksteal $(ARGS)

check: env-dev ## Formatter, linter, types, house rules
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m basedpyright
	@$(PYTHON) -m pytest -q tests/test_house.py

bench: env-dev env-peers ## Measure what the documents claim
	@set -e; for one in bench/*.py; do echo "== $$one"; $(PYTHON) -m "bench.$$(basename "$$one" .py)"; done

pictures: env-dev ## Take pictures of every page and state of the running demo into build/pictures
	@$(PYTHON) -m tools.pictures build/pictures

words: env-dev ## Gather the product's texts into translations/, for translators
	@$(PYTHON) -m tools.words

lock: ## Renew requirements/*.txt and package-lock.json
	@python="$$(sh tools/find_python.sh)" && "$$python" tools/lock.py

clean: ## Remove what make made: .venv, instance (the demo's data too), node_modules, static/vendor
	@rm -rf .venv instance node_modules tests/provider/node_modules tests/readers/node_modules tests/hosts/node_modules sdk/node_modules sdk/dist static/sdk static/vendor .pytest_cache .ruff_cache .hypothesis build *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

env-demo:
	@python="$$(sh tools/find_python.sh)" && "$$python" tools/env.py demo

env-dev:
	@python="$$(sh tools/find_python.sh)" && "$$python" tools/env.py dev

# The benchmarks' peers bring a second OpenCV: an environment of their own.
env-peers: env-dev
	@python="$$(sh tools/find_python.sh)" && "$$python" tools/env.py peers
	@$(PYTHON) -m bench.truth.footage

vendor: env-dev
	@$(PYTHON) -m tools.vendor
	@$(PYTHON) -m tools.provider
	@$(PYTHON) -m tools.readers
	@$(PYTHON) -m tools.hosts
	@$(PYTHON) -m tools.sdk
