# What one does with Rondo's sources. `make` alone lists it.
.PHONY: help run test test-real check bench dev assets screenshots clean
help:  ## This list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

run: assets  ## Build everything and start Rondo with a demo company on http://127.0.0.1:8080
	@echo "· building Rondo (a few minutes the first time)"
	@cargo run --release --quiet --locked --bin rondo -- --data ./data serve --demo

test:  ## Format, lints, unit, engine, HTTP tests on SQLite and PostgreSQL, browser stories. Sets itself up
	@bash scripts/test.sh

test-real:  ## Import the real data of ../shared/data by documented commands, on both databases, and compare
	@bash scripts/test-real.sh

check:  ## The quick part of `make test`: format, lints, tests on SQLite
	@bash scripts/test.sh quick

bench: assets  ## The benchmark behind docs/PERFORMANCE.md (a release build; 20 minutes or so)
	@bash scripts/bench.sh

dev: assets  ## Build again and restart whenever a source changes
	@bash scripts/dev.sh

assets:
	@bash scripts/assets.sh

screenshots: assets  ## Pictures of the pages into screenshots/, light, dark and narrow
	@bash scripts/screenshots.sh

clean:  ## Remove what was built
	cargo clean
	rm -rf node_modules assets/dist
