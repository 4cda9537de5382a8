# make trust   gate the embedded model, report only; leaves reports/out/latest/report.html
# make test    the suite's own tests; make explore: its properties, with examples never tried before
# Each makes .venv when it is missing. Nothing here needs more than Python 3.11 or newer and make.

PYTHON ?= python3
export HF_HUB_OFFLINE = 1
export TOKENIZERS_PARALLELISM = false

.PHONY: trust test explore lint bench
trust: .venv/installed
	.venv/bin/pytest trust_tests --model=pocket --report-only

# Two at a time, a file each, one thread each: what tests of a file share is made once. A test that hangs shows where, and is ended.
test: .venv/installed
	OMP_NUM_THREADS=1 .venv/bin/pytest tests -n 2 --dist loadfile -o faulthandler_timeout=600 -o faulthandler_exit_on_timeout=true --max-worker-restart=1

explore: .venv/installed
	.venv/bin/pytest tests -m hypothesis --hypothesis-profile=explore

lint: .venv/installed
	.venv/bin/ruff check .
	.venv/bin/mypy adapters fixtures reports training

bench: .venv/installed
	.venv/bin/python -m benchmarks

# The packages that pyproject.toml names, and nothing of ours: the project is used from its folder.
.venv/installed: pyproject.toml
	$(PYTHON) -c "import sys; sys.exit('trustgate needs Python 3.11 or newer' if sys.version_info < (3, 11) else 0)"
	$(PYTHON) -m venv .venv
	.venv/bin/python -c "import tomllib; p = tomllib.load(open('pyproject.toml', 'rb'))['project']; \
	  print('\n'.join(p['dependencies'] + p['optional-dependencies']['test']))" > .venv/requirements.txt
	.venv/bin/pip install --quiet --disable-pip-version-check -r .venv/requirements.txt
	.venv/bin/pip check
	touch $@
