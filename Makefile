# Every target sets up what it needs. `make` alone prints this list.
.DEFAULT_GOAL := help
.PHONY: help run chat test check train check-guidance evaluate benchmark format clean
MAKEFLAGS += --no-print-directory

PYTHON := .venv/bin/python
SETUP := scripts/bootstrap.sh
SETUP_DEV := scripts/bootstrap.sh --dev
STEP := scripts/step.sh
# The shell gives way to the command, which ends with make however make ends.
WITH_MAKE := exec $(PYTHON) -I -S bot/run/tether.py TERM $$PPID $(PYTHON) -m bot

# Options for the command behind a target: make run ARGS="--port 5006"
ARGS ?=

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-16s %s\n", $$1, $$2}' Makefile

run: ## set up, train if need be, and run the bot at http://localhost:5005/chat/
	@$(SETUP)
	@$(WITH_MAKE) run $(ARGS)

chat: ## talk to the bot in this terminal
	@$(SETUP)
	@$(WITH_MAKE) chat $(ARGS)

train: ## train a model, if none fits the data
	@$(SETUP)
	@$(WITH_MAKE) train $(ARGS)

check-guidance: ## check the guidance: every fault with file, line and mend
	@$(SETUP)
	@$(PYTHON) -m bot check $(ARGS)

test: ## run everything that has to pass: style, types, guidance, training data, all tests
	@$(SETUP_DEV)
	@scripts/test-tools.sh
	@$(STEP) ruff "Checking style" $(PYTHON) -m ruff check .
	@$(STEP) ruff-format "Checking format" $(PYTHON) -m ruff format --check .
	@$(STEP) mypy "Checking types" $(PYTHON) -m mypy
	@$(STEP) guidance "Checking guidance" $(PYTHON) -m bot check
	@echo "What goes out of date ..."
	@$(PYTHON) -m bot freshness --due
	@$(STEP) data "Checking training data" env RASA_TELEMETRY_ENABLED=false SQLALCHEMY_SILENCE_UBER_WARNING=1 \
		$(PYTHON) -m rasa data validate --fail-on-warnings --config config.yml --domain domain.yml --data data
	@$(PYTHON) -m pytest -q $(ARGS)

check: ## the quick part of the tests: style, types, guidance, unit tests
	@$(SETUP_DEV)
	@$(STEP) ruff "Checking style" $(PYTHON) -m ruff check .
	@$(STEP) ruff-format "Checking format" $(PYTHON) -m ruff format --check .
	@$(STEP) mypy "Checking types" $(PYTHON) -m mypy
	@$(STEP) guidance "Checking guidance" $(PYTHON) -m bot check
	@$(PYTHON) -m pytest -q tests/unit $(ARGS)

evaluate: ## ask the bot the evaluation questions and report how well it understands
	@$(SETUP_DEV)
	@$(PYTHON) -m bot evaluate $(ARGS)

benchmark: ## measure turns per second, latency, memory and start-up
	@$(SETUP_DEV)
	@$(PYTHON) -m benchmarks $(ARGS)

format: ## format the code and mend what can be mended by itself
	@$(SETUP_DEV)
	@$(PYTHON) -m ruff check --fix .
	@$(PYTHON) -m ruff format .

clean: ## remove all that was installed, trained, logged or stored here, conversations too
	rm -rf .venv .tools .rasa .state models results .pytest_cache .mypy_cache .ruff_cache
