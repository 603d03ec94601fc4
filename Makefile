# make run: the portal on this machine. make test: every test. make check: lint, types and settings.
PYTHON ?= python3

.PHONY: run test check lock

run:
	@$(PYTHON) -m vru_portal.setup run

# Options of pytest: make test ARGS="-k review"
test:
	@$(PYTHON) -m vru_portal.setup test $(ARGS)

check:
	@$(PYTHON) -m vru_portal.setup check

# After a change of the packages in pyproject.toml: find their versions and write down the hashes.
lock:
	@$(PYTHON) -m vru_portal.setup lock
