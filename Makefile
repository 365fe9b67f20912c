# Everything a person needs to type. Each target sets up what it needs; all are safe to repeat.
SHELL := /bin/bash
PY := .venv/bin/python
RUN := DJANGO_SETTINGS_MODULE=config.settings.dev $(PY)

.DEFAULT_GOAL := help
.PHONY: help setup run test check bench mutants lock

help: ## show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: ## make the environment, fonts and translations; quick when nothing changed
	@tools/setup.sh

run: setup ## start the site on http://127.0.0.1:8000 (PORT= changes the port); Ctrl-C stops it
	@PORT="$(PORT)" exec $(PY) -m tools.serve

test: ## everything the tests need, then all tests
	@tools/test.sh

check: setup ## lint, format, types, import contracts, deployment, migrations, content
	@tools/check.sh

bench: setup ## the benchmarks, as one table
	@$(PY) -m benchmarks

mutants: setup ## mutation testing of the rules, half an hour or so; prints the table of docs/mutation.md
	@tools/mutants.sh

lock: setup ## write the locked requirements anew from the .in files
	@tools/lock.sh
