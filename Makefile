# make demo    a believable platform on an embedded Postgres, rolled up and shown
# make test    lint, types and the whole test suite
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO_DATABASE := embedded:$(CURDIR)/.kpi-tool/demo
DOCS_DATABASE := embedded:$(CURDIR)/.kpi-tool/docs

.PHONY: demo test docs clean

demo: $(VENV)/.demo
	DATABASE_URL="$(DEMO_DATABASE)" $(BIN)/kpi-tool demo

test: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile $(PYTEST_ARGS)

# The pages that are made from the product itself.
docs: $(VENV)/.dev
	DATABASE_URL="$(DOCS_DATABASE)" $(BIN)/kpi-tool migrate >/dev/null
	DATABASE_URL="$(DOCS_DATABASE)" $(BIN)/kpi-tool metrics --format markdown >docs/metrics.md
	DATABASE_URL="$(DOCS_DATABASE)" $(BIN)/kpi-tool log-event --list --format markdown >docs/events.md
	$(BIN)/python -m kpi_tool.cli.reference >docs/cli.md

clean:
	rm -rf $(VENV) .kpi-tool build dist

$(VENV)/.demo: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[embedded,pretty]'
	touch $@

$(VENV)/.dev: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@ $(VENV)/.demo

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
