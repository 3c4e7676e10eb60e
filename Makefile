# KubeIaaS. `make up` starts the suite on this machine, `make test` runs all tests; `make help` lists the rest.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON := .venv/bin/python
DRIVER ?=
DRIVER_OPTION := $(if $(DRIVER),--driver $(DRIVER),)
NODES ?=
NODES_OPTION := $(if $(NODES),--nodes $(NODES),)
PURGE ?=
PACKAGES := api_common db_proxy iaas_agent iaas_core image_operator resource_operator

.PHONY: help setup setup-test up down status info token test test-cluster test-scheduling test-quick check format screenshots images chaos bench lock

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: ## install system packages and the virtual environment
	@DRIVER=$(DRIVER) bash deploy/dev/setup.sh run

setup-test: ## and what the tests need
	@bash deploy/dev/setup.sh test

up: setup ## start the suite on this machine (DRIVER=simulated: without virtualisation; NODES=2: on two hosts in namespaces; STATE=folder)
	@$(PYTHON) -m deploy.dev up $(DRIVER_OPTION) $(NODES_OPTION)

down: ## stop it; VMs run on (PURGE=1: end VMs and remove everything)
	@$(PYTHON) -m deploy.dev down $(if $(PURGE),--purge,)

status: ## show the services
	@$(PYTHON) -m deploy.dev status

info: ## one JSON object for scripts (make -s info)
	@$(PYTHON) -m deploy.dev info

token: ## a token of the administrator for scripts (make -s token)
	@$(PYTHON) -m deploy.dev token

test: setup-test ## all tests, with QEMU guests that boot
	@cd frontend && npm test --silent
	@$(PYTHON) -m pytest tests -m "not qemu and not cluster" -n 2
	@$(PYTHON) -m pytest tests -m "qemu and not cluster" -n 2 --dist loadfile

test-cluster: setup-test ## the tests with a real Kubernetes (KUBE_UP=the program kube-up)
	@$(PYTHON) -m pytest tests -m cluster

test-scheduling: setup-test ## those of them that need no images and no real node
	@$(PYTHON) -m pytest tests -m "cluster and not qemu"

test-quick: setup-test ## the tests without QEMU
	@cd frontend && npm test --silent
	@$(PYTHON) -m pytest tests -m "not qemu and not cluster" -n 2

check: setup-test ## format, lint, types, import contracts, size budget, known vulnerabilities
	@$(PYTHON) -m ruff format --check --quiet . && $(PYTHON) -m ruff check --quiet .
	@$(PYTHON) -m mypy
	@.venv/bin/lint-imports --no-cache
	@.venv/bin/bandit -q -c pyproject.toml -r $(PACKAGES)
	@.venv/bin/bandit -q -c pyproject.toml -r deploy --severity-level medium
	@$(PYTHON) -m deploy.dev.audit
	@$(PYTHON) -m deploy.dev.console
	@cd frontend && npm run --silent form && npm run --silent budget && npm run --silent audit
	@$(PYTHON) -m pytest tests/rules

format: setup-test ## put the code into its form
	@$(PYTHON) -m ruff format --quiet . && $(PYTHON) -m ruff check --quiet --fix .

screenshots: setup-test ## the pictures of the user manual, made anew
	@SCREENSHOTS=$(CURDIR)/docs/screenshots $(PYTHON) -m pytest -q tests/browser/test_tour.py \
		tests/real/test_console.py

images: ## build all images with docker, podman or buildah (IMAGES="--base packages --output folder")
	@$(PYTHON) -m deploy.images $(IMAGES)

chaos: setup-test ## random verbs and faults, then everything must agree (CHAOS="--verbs 10000 --seed 1 --driver simulated")
	@$(PYTHON) -m tests.chaos $(CHAOS)

bench: setup ## measure against raw libvirt, as ratios
	@$(PYTHON) -m tests.bench

lock: ## pin the newest versions of everything into deploy/requirements.lock
	@rm -rf .venv-lock && python3 -m venv .venv-lock && .venv-lock/bin/pip install -q '.[agent,core,db,images,cluster,dev]'
	@.venv-lock/bin/pip freeze --exclude kubeiaas > deploy/requirements.lock && rm -rf .venv-lock build
