PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Tests and scripts call go: that of the wheel where there is no other.
WITH_GO = PATH="$$PATH:$$(echo $(CURDIR)/$(VENV)/lib/python3*/site-packages/go/bin)"

.PHONY: help try test surfaces proofs corpora precision others compat faults fuzz mutation bench clean

help:
	@echo "make try    install into $(VENV) and lint the example service"
	@echo "make test   install what the tests need and run all checks and tests"
	@echo "make proofs measure each rule and write docs/proofs.md"
	@echo "make compat  run all fixtures and measured verdicts with each toolchain below GO=FOLDER"
	@echo "make faults  end 50 runs at random moments, compare 20 in shuffled order"
	@echo "make mutation  change the program in 400 places, one by one, and see whether a test notices"
	@echo "make fuzz    mutate Go files, directives and configuration for MINUTES (5)"
	@echo "make surfaces  feed the reports to the programs that read them (needs npm, go, git)"
	@echo "make corpora lint large programs (cloned into .corpora) and write docs/corpora.md"
	@echo "make precision count how many findings in the clones are true, into docs/precision.md"
	@echo "make others  count what is said of the test cases of other linters"
	@echo "make bench  measure time and memory on MODULE=folder and write docs/performance.md (long)"
	@echo "make clean  remove $(VENV) and caches"

$(VENV)/.tool: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[go]'
	@touch $@

$(VENV)/.dev: $(VENV)/.tool
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[go,dev]'
	@touch $@

try: $(VENV)/.tool
	cd fixtures/example_service && ../../$(BIN)/gomemlint --exit-zero ./...

test: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(WITH_GO) $(BIN)/python -m pytest -n 2

proofs: $(VENV)/.tool
	$(BIN)/python scripts/proofs.py $(foreach go,$(GO),--go $(go))

compat: $(VENV)/.dev
	$(BIN)/python -m scripts.compat $(GO)

faults: $(VENV)/.dev
	GOMEMLINT_TEST_KILLS=50 GOMEMLINT_TEST_ORDERS=20 \
	$(WITH_GO) $(BIN)/python -m pytest tests/e2e/test_faults.py tests/e2e/test_order.py

mutation: $(VENV)/.dev
	$(WITH_GO) $(BIN)/python -m scripts.mutation

fuzz: $(VENV)/.dev
	$(WITH_GO) $(BIN)/python -m scripts.fuzz --minutes $(or $(MINUTES),5)

surfaces: $(VENV)/.dev
	$(BIN)/python -m scripts.surfaces

precision: $(VENV)/.tool
	$(WITH_GO) $(BIN)/python -m scripts.precision --checkouts .corpora

others: $(VENV)/.tool
	$(WITH_GO) $(BIN)/python -m scripts.others --listed

corpora: $(VENV)/.tool
	$(WITH_GO) $(BIN)/python scripts/corpora.py --checkouts .corpora --clone

bench: $(VENV)/.tool
	$(WITH_GO) $(BIN)/python -m scripts.bench --module $(MODULE) --first --growth --linters .linters

clean:
	rm -rf $(VENV) .surfaces .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
