# Every target does its own set-up; nothing is needed but Python 3.11+, make and the registries.
#
#   make demo [SECONDS=20]        far ends simulated, connections to each, events on stdout
#   make test [TESTS=tests.ami]   the suite, with coverage
#   make interop [PEERS=name]     against real peers (tests/interop/README.md)
#   make bench                    speed against other projects' packages (benchmarks/)
#   make lint | docs | clean

PYTHON ?= python3
TESTS ?= tests
# Packages whose lines the suite must run, and how many per cent of them.
COVERED = core relay services ami secs hsms esl omm nucosmq amqp
COVERAGE = 95

BIN = .venv/bin
RUNTIME = .venv/.runtime
TEST = .venv/.test
DEV = .venv/.dev
OTHERS = .peers/.installed
# Peers of Node, where there is npm.
NODE_PEERS = secs4js@0.4.7 modesl@1.2.1 esl@11.2.1
OTHERS_LISTS = $(wildcard tests/interop/requirements.txt benchmarks/requirements.txt)
PIP = -m pip install --quiet --disable-pip-version-check

.PHONY: demo test interop bench lint docs clean venv dev peers

demo: $(RUNTIME)
	@$(BIN)/telco run examples/demo.toml $(if $(SECONDS),--seconds $(SECONDS))

test: $(TEST)
	$(BIN)/coverage erase
	$(BIN)/coverage run -m twisted.trial $(TESTS)
	$(BIN)/coverage combine --quiet
	@[ '$(TESTS)' = tests ] || exec $(BIN)/coverage report; \
	for package in $(COVERED); do \
	  echo; echo "Coverage of $$package, at least $(COVERAGE) %:"; \
	  $(BIN)/coverage report --include="twisted_telco/$$package/*" --fail-under=$(COVERAGE) \
	    || low="$$low $$package"; \
	done; \
	[ -z "$$low" ] || { echo "too little of:$$low" >&2; exit 1; }

interop: $(TEST) $(OTHERS)
	tests/interop/run $(PEERS)

bench: $(RUNTIME) $(OTHERS)
	$(BIN)/python -m benchmarks

lint: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(DEV)
	$(BIN)/python -m sphinx -W -q -b html docs docs/_build/html
	@echo "docs/_build/html/index.html"

clean:
	rm -rf .venv .peers build dist *.egg-info docs/_build _trial_temp* .coverage* \
	  .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -not -path './.cache/*' -prune -exec rm -rf {} +
	rm -f twisted/plugins/dropin.cache

# The environments. A stamp stands for what was installed; it is made anew when the list changes.
venv: $(RUNTIME)
dev: $(DEV)
peers: $(OTHERS)

# $(call make_venv,FOLDER)
define make_venv
@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
  || { echo 'Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11' >&2; exit 1; }
@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
  || { echo 'Python lacks its venv module: on Debian, apt-get install python3-venv' >&2; exit 1; }
@[ -x $(1)/bin/python ] || $(PYTHON) -m venv $(1)
endef

$(RUNTIME): setup.cfg pyproject.toml
	$(call make_venv,.venv)
	@echo 'Installing into .venv' >&2  # standard output belongs to the demo's events
	@$(BIN)/python $(PIP) --editable .
	@touch $@

$(TEST): $(RUNTIME)
	$(BIN)/python $(PIP) --editable '.[test,amqp,metrics,fast]'
	@touch $@

$(DEV): $(TEST)
	$(BIN)/python $(PIP) --editable '.[dev]'
	@touch $@

$(OTHERS): $(OTHERS_LISTS)
	$(call make_venv,.peers)
	.peers/bin/python $(PIP) $(foreach list,$(OTHERS_LISTS),--requirement $(list))
	@! command -v npm >/dev/null || npm install --silent --no-save --prefix .peers $(NODE_PEERS)
	@touch $@
