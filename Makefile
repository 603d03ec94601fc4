# make run: the portal on this machine. make test: every test. make check: lint, types and settings.
# make bench: how fast it is.
# make build: everything that a production server needs; docs/operating.md says what comes after.
PYTHON ?= python3

.PHONY: run build test check bench lock

run:
	@$(PYTHON) -m vru_portal.setup run

build:
	@$(PYTHON) -m vru_portal.setup build

# Options of pytest: make test ARGS="-k review"
test:
	@$(PYTHON) -m vru_portal.setup test $(ARGS)

check:
	@$(PYTHON) -m vru_portal.setup check

# Measures the portal with logs of 10 thousand and 1 million entries: docs/operating.md says how to read it.
# Fewer: make bench ARGS="--rows 10000 --databases sqlite --pages List"
bench:
	@$(PYTHON) -m vru_portal.setup bench $(ARGS)

# After a change of the packages in pyproject.toml: find their versions and write down the hashes.
lock:
	@$(PYTHON) -m vru_portal.setup lock
