# Needs Python >= 3.11, git and make; everything else is installed into .venv.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
# one process more than there are cores, since some tests wait for servers
SHARED = --numprocesses $$($(BIN)/python -c 'import os; print(min(5, (os.cpu_count() or 1) + 1))') --dist loadfile --no-loadscope-reorder
READY := .venv/.ready
QUESTION := select min(text[:60]) as story, list_sort(list(distinct outlet)) as outlets, count(*) as articles \
	from articles group by story_id having count(distinct outlet) > 1 order by story

.DEFAULT_GOAL := help
.PHONY: help run test test-slow test-all examples coverage lint docs groups site bench

help:  ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */\t/' | expand -t 12

run: $(READY)  ## archive data/sample, then ask the archive a question
	$(BIN)/tearsheet ingest data/sample
	@printf '\n# Which stories ran in more than one outlet?\n%s\n' 'tearsheet sql "$(QUESTION)"'
	@$(BIN)/tearsheet sql "$(QUESTION)"

test: $(READY)  ## the suite without the slow tests
	$(BIN)/python -m pytest -m "not slow" $(SHARED)

test-slow: $(READY)  ## the crash, scale and fuzz suites (TEARSHEET_EFFORT=4: four times as much)
	$(BIN)/python -m pytest -m slow

test-all: test test-slow  ## every test

examples: $(READY)  ## the property tests with examples that no run has tried
	TEARSHEET_EXAMPLES=1 $(BIN)/python -m pytest -m "not slow" $$(grep -rl "^from hypothesis\|^import hypothesis" tests --include='test_*.py')

coverage: $(READY)  ## the suite once more, with the share of branches that it takes
	$(BIN)/python -m pytest -m "not slow" $(SHARED) --cov --cov-report term

lint: $(READY)  ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

groups: $(READY)  ## what only some tests need: other programs that read an archive, a browser, what builds the site
	$(BIN)/python -m pip install -q -c constraints.txt --group clients --group docs --group exports --group cluster --group browser
	@command -v chromium >/dev/null || { test "$$(id -u)" = 0 && apt-get update -qq && \
		apt-get install -yqq --no-install-recommends chromium >/dev/null; } || \
		echo "no Chromium: tests of pages in a browser are skipped" >&2

site: groups  ## the documents as a site in build/site, its links checked
	$(BIN)/python -m tests.support.site build
	$(BIN)/zensical build --strict --config-file build/zensical.toml

docs: $(READY)  ## the map of the rooms, all answers and outputs in docs/, and the notebook, written anew
	$(BIN)/python -m tests.support.architecture
	$(BIN)/python -m tests.support.walkthroughs
	$(BIN)/python -m tests.support.questions
	$(BIN)/python -m tests.support.notebook

bench: $(READY)  ## time the whole flow on generated captures
	$(BIN)/python benchmarks/cost/flow.py

# The stamp is newer than what it was made from, so that a second run installs nothing.
$(READY): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; name one with make PYTHON=..." >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --upgrade "pip>=25.1"
	$(BIN)/python -m pip install -q -c constraints.txt -e . --group dev
	@touch $@
