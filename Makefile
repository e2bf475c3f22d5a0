# The two commands to know: `make run` builds the dataset, `make test` runs every test.
# Needs only Python 3.11 or later, git and make; everything else goes into .venv.

PYTHON ?= python3
BIN := .venv/bin
RAW ?= data/raw
OUT ?= data/curated
EXAMPLES ?= data/examples
DEMO ?= data/demo
SEEDS ?= 100
ACCURACY_SEEDS ?= 200
COUNT ?= 700
KILLS ?= 200
PUBLICATIONS ?= 120
TIMES ?= 10
BASE ?= HEAD
SAME_SEEDS ?= 40
GRID_SEEDS ?= 400
DAMAGED ?= 300
PRODUCERS ?= rl
SIZE ?= whole
FORMS ?= 10000
BATCHES ?= 1000
LARGE ?= .large-tables
STAMP := .venv/.jixiao-$(shell cksum requirements.lock pyproject.toml 2>/dev/null | cksum | cut -d' ' -f1)
OCR := .venv/.ocr-$(shell cksum requirements.lock requirements-ocr.lock pyproject.toml 2>/dev/null | cksum | cut -d' ' -f1)
MORE := .venv/.more-$(shell cksum requirements.lock requirements-more.lock pyproject.toml 2>/dev/null | cksum | cut -d' ' -f1)
CLUSTER := .venv/.cluster-$(shell cksum requirements.lock requirements-ray.lock pyproject.toml 2>/dev/null | cksum | cut -d' ' -f1)
BI := .bi/.made-$(shell cksum requirements.lock tests/bi_python.txt tests/bi_engine.txt 2>/dev/null | cksum | cut -d' ' -f1)
PEERS := .venv-peers/.made-$(shell cksum benchmarks/peers.txt 2>/dev/null | cut -d' ' -f1)
POSTGRES := .venv-postgres/.made-$(shell cksum requirements.lock tests/postgres.txt 2>/dev/null | cksum | cut -d' ' -f1)
SUPERSET := .venv-superset/.made-$(shell cksum docs/examples/superset/requirements.txt 2>/dev/null | cut -d' ' -f1)
NODE_PACKAGES := @duckdb/node-api@1.5.6-r.1 hyparquet@1.33.0 hyparquet-compressors@1.1.2

# Dagster's records of runs; the committed dagster.yaml in it switches telemetry off.
export DAGSTER_HOME := $(CURDIR)/.dagster

.DEFAULT_GOAL := help
.PHONY: help setup loop ocr run answers expected-rows dev test clients test-ocr test-browser check format peers bench bench-check bench-audit bench-warehouse bench-scale large-tables site-bench incremental reasons cause-model second-reading accuracy rules fuzz damage faults ray-faults s3 bench-engines postgres fortnight hostile apart same same-grids kinds recompute bi superset golden docs site-docs docs-run lock clean distclean

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## */\1\t/' | expand -t 10

setup: $(STAMP) $(OCR)  ## .venv with everything that run and test need, jixiao installed in it

$(STAMP):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Jixiao needs Python 3.11 or later; $(PYTHON) is $$($(PYTHON) --version 2>&1). Try: make setup PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv --clear .venv \
	  || { echo "No virtual environment could be made (on Debian or Ubuntu: apt install python3-venv)" >&2; exit 1; }
	@echo "Filling .venv from requirements.lock (once, about two minutes) / 首次运行，安装所需程序，约需两分钟"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all: -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-index --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q pipeline schemas
	@$(MAKE) --no-print-directory loop
	@touch $@

loop:  ## the compiled loop over calls of pdfium anew, where there is a compiler (part of setup)
	@$(BIN)/python -m pipeline.readers.pdf.pages.compiled_calls

ocr: $(OCR)  ## text recognition for scanned pages and images, into .venv (about 150 MB)

$(OCR): $(STAMP)
	@echo "Adding text recognition from requirements-ocr.lock"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all: -r requirements-ocr.lock
	@touch $@

$(MORE): $(STAMP)
	@echo "Adding what browser tests and the documentation need from requirements-more.lock"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all: -r requirements-more.lock
	@touch $@

$(CLUSTER): $(STAMP)
	@echo "Adding Ray and the access to S3 from requirements-ray.lock"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all: -r requirements-ray.lock
	@touch $@

$(BI): $(STAMP)
	@command -v npm >/dev/null || { echo "make bi needs node and npm (on Debian or Ubuntu: apt install nodejs npm)" >&2; exit 1; }
	@rm -rf .bi && mkdir -p .bi/node
	@echo "Filling .bi with the programs of docs/connecting.md"
	@grep -oE '^[A-Za-z0-9._-]+==[^ ;]+' requirements.lock > .bi/constraints.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: --target .bi/python --constraint .bi/constraints.txt -r tests/bi_python.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: --no-deps --target .bi/engine -r tests/bi_engine.txt
	@npm install --prefix .bi/node --silent --no-audit --no-fund --ignore-scripts $(NODE_PACKAGES)
	@touch $@

$(SUPERSET):
	@$(PYTHON) -m venv --clear .venv-superset
	@echo "Filling .venv-superset (about three minutes)"
	@.venv-superset/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -r docs/examples/superset/requirements.txt
	@touch $@

$(POSTGRES):
	@$(PYTHON) -m venv --clear .venv-postgres
	@echo "Filling .venv-postgres (about a minute)"
	@.venv-postgres/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all: -r requirements.lock
	@.venv-postgres/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: -r tests/postgres.txt
	@touch $@

# What does not install is left out, and the page of benchmarks says so.
$(PEERS):
	@$(PYTHON) -m venv --clear .venv-peers
	@echo "Filling .venv-peers with other readers of tables (about two minutes)"
	@.venv-peers/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: -r benchmarks/peers.txt \
	  || grep -o '^[^ #]*==[^ ]*' benchmarks/peers.txt | while read -r one; do \
	    .venv-peers/bin/python -m pip install --quiet --disable-pip-version-check --retries 0 --timeout 15 --no-deps --only-binary :all: "$$one" || true; done
	@if .venv-peers/bin/python -c 'import pdfplumber' 2>/dev/null; then touch $@; fi

run: $(STAMP)  ## the documents in data/raw to a release in data/curated, the invented ones in data/examples to data/demo
	$(BIN)/jixiao build --raw "$(RAW)" --out "$(OUT)"
	@echo
	$(BIN)/jixiao build --raw "$(EXAMPLES)" --out "$(DEMO)"
	@echo
	@echo "虚构示例 Invented examples: $(DEMO)/current/site/index.html"
	@echo "真实数据 Real data:         $(OUT)/current/site/index.html"

answers: run  ## the answers in README and docs/querying.md anew, from what run builds
	$(BIN)/python -m tests.answers

expected-rows: run  ## data/expected_rows.csv anew: rows by batch and table of what run builds
	$(BIN)/python -m tests.expected_rows

dev: $(STAMP)  ## Dagster's page on 127.0.0.1:3000 over the same assets
	$(BIN)/jixiao page

test: $(OCR)  ## every test; text recognition is part of what it needs
	$(BIN)/python -m pytest -n 2 --dist loadscope $(PYTEST_ARGS)

clients: $(STAMP)  ## older DuckDB clients read the warehouse (fetches them with pip)
	$(BIN)/python -m pytest -m download tests/unit/publish/test_warehouse.py $(PYTEST_ARGS)

test-ocr: $(OCR)  ## forms printed and scanned anew, through text recognition (about ten minutes; needs a Chinese font)
	JIXIAO_TEST_OCR=1 $(BIN)/python -m pytest tests/golden/test_scans.py $(PYTEST_ARGS)

test-browser: $(MORE) $(OCR)  ## the site in a real browser (needs Debian's chromium)
	$(BIN)/python -m pytest tests/browser $(PYTEST_ARGS)

check: $(STAMP)  ## format, lint, types, import contracts, fast tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n 2 --dist loadscope -m 'not slow' $(PYTEST_ARGS)

format: $(STAMP)  ## put every Python file into the house's format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

peers: $(PEERS)  ## other readers of tables for make bench, into .venv-peers

bench: $(OCR) $(PEERS)  ## every figure of speed beside its goal and beside other readers (25 minutes): make bench BENCH="pdf text"
	$(BIN)/python -m benchmarks $(BENCH) --size $(SIZE)

bench-check: $(STAMP)  ## whether a ratio of speed was lost (two minutes)
	$(BIN)/python -m benchmarks.check $(CHECK)

bench-audit: $(STAMP)  ## how long the audit takes for 100,000 forms; writes the table in benchmarks/
	$(BIN)/python -m benchmarks.audit

bench-warehouse: $(STAMP)  ## what a warehouse of 1,000,000 indicators and its views cost; writes the table in benchmarks/
	$(BIN)/python -m benchmarks.warehouse

bench-scale: $(STAMP)  ## figures at a million forms and more beside their goals (hours): make bench-scale SCALE="scale_warehouse"
	$(BIN)/python -m benchmarks.scale $(SCALE) --size $(SIZE)

large-tables: $(STAMP)  ## published tables of very many invented forms: make large-tables FORMS=1000000 LARGE=folder
	$(BIN)/python -m tests.factory.clean.large $(LARGE) --forms $(FORMS)

site-bench: $(MORE)  ## what the site costs at 400, 60,000 and 1,000,000 indicators; writes the table in benchmarks/
	$(BIN)/python -m benchmarks.site

incremental: $(STAMP)  ## what a second build of 10,000 documents costs; writes the table in benchmarks/
	$(BIN)/python -m benchmarks.incremental

fuzz: $(STAMP)  ## invented forms with random hazards, read and compared: make fuzz SEEDS=200
	$(BIN)/python -m tests.factory.fuzz --seeds $(SEEDS) --producers $(PRODUCERS)

faults: $(STAMP)  ## builds and publications killed, readers all the while (an hour): make faults KILLS=200 PUBLICATIONS=120
	$(BIN)/python -m tests.kills --builds $(KILLS) --publications $(PUBLICATIONS)

ray-faults: $(CLUSTER)  ## one of two local nodes of Ray killed in the middle, tables compared (five minutes): make ray-faults TIMES=10
	$(BIN)/python -m tests.ray_faults --times $(TIMES)

s3: $(CLUSTER) $(MORE)  ## documents from and a release to a local S3 server, compared with a folder (a minute)
	$(BIN)/python -m tests.s3

bench-engines: $(CLUSTER)  ## processor time of Ray beside that of the local workers; writes the table in benchmarks/
	$(BIN)/python -m benchmarks.engines

fortnight: $(STAMP)  ## fourteen days of builds: files come, change and go, a kill, an empty raw folder, a full disk (a few minutes)
	$(BIN)/python -m tests.fortnight

hostile: $(STAMP)  ## documents, batch files and names made to harm: what becomes of each, its seconds and its memory
	$(BIN)/python -m tests.hostile

damage: $(STAMP)  ## damaged PDFs, office files and web pages: make damage COUNT=700
	$(BIN)/python -m tests.damage --count $(COUNT)

apart: $(STAMP)  ## documents read in ranges of pages by 1 to 3 workers, compared with whole ones (ten minutes)
	$(BIN)/python -m tests.apart

same: $(STAMP)  ## what is published differently than by an earlier commit: make same BASE=main FOLDERS="more documents" SAME_ARGS=--build
	$(BIN)/python -m tests.same $(BASE) $(FOLDERS) --seeds $(SAME_SEEDS) $(SAME_ARGS)

same-grids: $(STAMP)  ## whether PDFs read the same as at BASE, to the last rectangle (ten minutes)
	$(BIN)/python -m tests.same_grids "$(BASE)" --seeds $(GRID_SEEDS) --damaged $(DAMAGED)

reasons: $(STAMP)  ## classes of causes: precision and recall, with and without suggestions; writes the table in benchmarks/
	$(BIN)/python -m benchmarks.reasons

cause-model: $(STAMP)  ## pipeline/prose/cause_model.json anew from tools/cause_model, to the same bytes
	$(BIN)/python -m tools.cause_model.train

rules: $(STAMP)  ## how many findings of each rule are right, by the labels of a person; writes the table in benchmarks/
	$(BIN)/python -m benchmarks.rules

second-reading: $(STAMP)  ## what reading PDF pages twice catches and costs; writes the table in benchmarks/
	$(BIN)/python -m benchmarks.second_reading

accuracy: $(STAMP)  ## every value beside its truth, by kind of input and field; writes the table in benchmarks/
	$(BIN)/python -m benchmarks.accuracy --seeds $(ACCURACY_SEEDS)

kinds: $(STAMP)  ## how many labelled names of indicators have their kind
	$(BIN)/python -m benchmarks.indicator_kinds

recompute: $(STAMP)  ## every number of every view, computed again without SQL: make recompute WAREHOUSES=data/curated/current/warehouse.duckdb
	$(BIN)/python -m tests.recompute $(WAREHOUSES)

bi: $(BI) run  ## the recipes of docs/connecting.md, run and compared: pandas, polars, SQLAlchemy, Node, R, Tableau extracts, Streamlit
	$(BIN)/python -m tests.bi

postgres: $(POSTGRES)  ## Dagster's records in PostgreSQL: a run over very many batches, and what it costs beside SQLite: make postgres BATCHES=100
	.venv-postgres/bin/python -m tests.postgres_storage --batches $(BATCHES)

superset: $(SUPERSET) run  ## Superset on 127.0.0.1 with its dashboard, figures compared with SQL: make superset STAY=1 goes on serving
	$(BIN)/python -m tests.superset $(if $(STAY),--stay)

golden: $(STAMP)  ## only the tests that compare real documents cell by cell
	$(BIN)/python -m pytest tests/golden $(PYTEST_ARGS)

docs: $(STAMP)  ## docs/data_dictionary.md from the schemas
	$(BIN)/python -m pipeline.publish.dictionary docs/data_dictionary.md

site-docs: $(MORE)  ## the documentation as pages to browse and search, Chinese and English, in build/docs
	$(BIN)/python -m tools.docs_site build/docs

docs-run: run  ## every command and query of the documentation, in copies of what run builds
	$(BIN)/python -m tests.doc_blocks

# Needs `uv` on the path; the address of an index is never written into the lock.
lock:  ## every requirements*.lock anew from pyproject.toml
	uv pip compile pyproject.toml --extra dev --generate-hashes --universal --python-version 3.11 \
	  --no-emit-index-url --no-header --quiet --output-file requirements.lock
	python3 -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["ocr"], sep="\n")' \
	  | uv pip compile - --constraint requirements.lock --generate-hashes --universal --python-version 3.11 \
	  --no-emit-index-url --no-header --quiet --output-file requirements-ocr.lock
	python3 -c 'import tomllib; extras = tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]; print(*extras["ray"], *extras["s3"], sep="\n")' \
	  | uv pip compile - --constraint requirements.lock --generate-hashes --universal --python-version 3.11 \
	  --no-emit-index-url --no-header --quiet --output-file requirements-ray.lock
	uv pip compile pyproject.toml --extra browser --extra docs --extra s3-server --constraint requirements-ray.lock --constraint requirements.lock --generate-hashes --universal --python-version 3.11 \
	  --no-emit-index-url --no-header --quiet --output-file requirements-more.lock

clean:  ## remove the environment and caches; releases stay
	rm -rf .venv .venv-peers .venv-postgres .venv-superset .bi .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	rm -rf data/curated/.cache data/demo/.cache

distclean: clean  ## remove the published releases and Dagster's records of runs as well; says what
	@for place in data/curated data/demo .dagster; do \
	  find $$place -mindepth 1 -maxdepth 1 ! -name README.md ! -name dagster.yaml -exec sh -c 'echo "removing $$(du -sh "$$1")"; rm -rf "$$1"' _ {} \; ; \
	done
