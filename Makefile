# Two commands do the whole job on a machine with Python 3.11, 3.12 or 3.13 and nothing else: `make reports`, `make test`.
# Each line is one that a person could type. PYTHON=… names another interpreter.
BIN := .venv/bin
READY := .venv/ready
PYTHON ?= $(firstword $(foreach p,python3 python3.13 python3.12 python3.11 python,\
	$(shell $(p) -c 'import sys; (3, 11) <= sys.version_info < (3, 14) and print("$(p)")' 2>/dev/null)))

.PHONY: reports test whole bench trust lab demo lock

# Every publication in params/, from the data in the repository.
reports: $(READY)
	$(BIN)/htx build
	@echo "Index: $(CURDIR)/reports/index.html"

test: $(READY)
	$(BIN)/ruff check .
	$(BIN)/python -m pytest -n auto --dist loadfile --ignore tests/whole

# What runs the whole: builds killed, edited, attacked; JupyterLab; every command of the docs. `.ci/run` runs it, too.
whole: $(READY)
	$(BIN)/python -m pytest -n auto --dist loadfile tests/whole

# What `make test` holds in small counts, in full: killed builds, hostile files, mutants of the reckoning (an hour or two).
trust: $(READY)
	$(BIN)/python benchmarks/trust_kills.py 200
	$(BIN)/python benchmarks/fuzz_inputs.py
	$(BIN)/python benchmarks/trust_mutants.py --seconds 7200

# Speed, memory and sizes, each with its table: in small counts, half an hour. Nothing else should run meanwhile.
# The whole of the batch (68 and 680 reports, 34,000 planned): $(BIN)/python benchmarks/bench_many.py --full
bench: $(READY)
	$(BIN)/htx build
	$(BIN)/python benchmarks/bench_many.py
	$(BIN)/python benchmarks/bench_charts.py
	$(BIN)/python benchmarks/bench_intake.py
	$(BIN)/python benchmarks/bench_pages.py
	$(BIN)/python benchmarks/bench_register.py

# JupyterLab at the notebooks, for writing.
lab: $(READY)
	$(BIN)/htx lab

# A country of made-up figures: the mid-term and the annual report of all 34 provinces, their cluster, regions and nation.
demo: $(READY)
	$(BIN)/htx sample --places all --years 2020-2028 --seed 1 build/demo-data
	$(BIN)/htx build params/demo/*.yml --reports reports/demo
	@echo "Index: $(CURDIR)/reports/demo/index.html"

# The environment: exact versions with hashes, then this package as it stands. Done again when one of the two files changes.
$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed and none was found (or name one: make PYTHON=…)."; exit 1; }
	@echo "Setting up .venv (about 800 MB; a minute or two the first time) …"
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -qq --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -qq --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q htxlib
	@touch $(READY)

# Newer versions, when somebody wants them: needs uv. Setuptools is in the lock because the package is built without isolation.
lock:
	echo 'setuptools>=78.1.1' | uv pip compile pyproject.toml - --all-extras --universal --python-version 3.11 --upgrade \
		--fork-strategy fewest --generate-hashes --no-emit-index-url --no-annotate \
		--custom-compile-command 'make lock' -o requirements.lock
