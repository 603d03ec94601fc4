# make run: the portal on this machine. make test: every test. make check: lint, types and settings.
# make build: everything that a production server needs; docs/operating.md says what comes after.
PYTHON ?= python3

.PHONY: run build test check lock

run:
	@$(PYTHON) -m vru_portal.setup run

build:
	@$(PYTHON) -m vru_portal.setup build

# Options of pytest: make test ARGS="-k review"
test:
	@$(PYTHON) -m vru_portal.setup test $(ARGS)

check:
	@$(PYTHON) -m vru_portal.setup check

# After a change of the packages in pyproject.toml: find their versions and write down the hashes.
lock:
	@$(PYTHON) -m vru_portal.setup lock
