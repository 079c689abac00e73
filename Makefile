# Two commands do everything: `make run` and `make test`. Both set up what is missing first.
export OMP_NUM_THREADS = 1
PYTHON ?= python3
BIN = .venv/bin
READY = .venv/ready
NIGHT ?= 1
PDFS ?=

.PHONY: run test check bench pictures clean lint lock

run: $(READY)  ## read the sample municipalities for one night (NIGHT=1, 2 or 3)
	@ops/debian-packages.sh tesseract-ocr:tesseract tesseract-ocr-nld:
	@$(BIN)/kansenradar train --if-needed
	@$(BIN)/kansenradar sample --night $(NIGHT)

test: $(READY)  ## set up everything and run all tests
	@ops/debian-packages.sh tesseract-ocr:tesseract tesseract-ocr-nld: poppler-utils:pdftoppm chromium:chromium
	@$(BIN)/kansenradar train --if-needed
	$(BIN)/pytest -n 2 --dist loadfile

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

check: lint test  ## what a developer runs before a commit

bench: $(READY)  ## speed and memory as ratios of one run
	@$(BIN)/kansenradar bench $(PDFS)

pictures: $(READY)  ## draw the digest of the first sample night in docs/
	@$(BIN)/kansenradar sample --night 1 > /dev/null
	@$(BIN)/kansenradar --config var/sample/kansenradar.toml --now 2026-11-23T04:00 \
		digest preview --als-nieuw --picture docs > /dev/null

clean:  ## remove everything that was built
	rm -rf .venv var models/trained build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

lock:  ## pin the newest versions that pyproject.toml allows (needs uv)
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --no-annotate \
		--extra sample --extra dev pyproject.toml -o requirements.lock --upgrade

$(READY): requirements.lock pyproject.toml
	@ops/python-environment.sh $(PYTHON)
	@touch $@
