# Every target is a script or a command of a few words; `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help demo serve test check pages bench crash format setup clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-8s %s\n", $$1, $$2 }'

demo: ## build, make the demo company, serve it on loopback, say how to sign in
	@exec scripts/demo

serve: ## build and serve your own desk (settings: MAINSTAY_* variables, docs/operating.md)
	@exec scripts/serve

test: ## all tests, on SQLite and on a temporary PostgreSQL
	@exec scripts/test

check: ## what a change must pass: format, tidy, strict build, all tests
	@exec scripts/check

pages: ## use every page in a real browser as each role would; accessibility, overflow, console, weight
	@scripts/setup build browser && exec scripts/check-pages

directories: ## SCIM, OpenID Connect and LDAP against real peers on loopback
	@exec scripts/check-directories

bench: ## the measures of performance with their floors, as a table
	@exec scripts/bench

crash: ## ten minutes of kills, failovers, full disks, jumping clocks and backups under load; compare what was acknowledged
	@exec scripts/crash-test

format: ## put all Swift files into the one format
	swift format -i -r -p Package.swift Sources Tests $(wildcard Benchmarks)

setup: ## install the Debian packages that builds and tests need and that are missing
	@scripts/setup build test

clean: ## remove build products, keeping databases under var/
	rm -rf .build
