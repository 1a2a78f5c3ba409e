# Every target can be repeated: what is done is not done again, what was interrupted is done anew.
.PHONY: book test quick slow bench lab release grade notebooks colab push-colab clean

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
  $$p -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
  2>/dev/null && echo $$p && break; done)
PY := .venv/bin/python
INSTALL = $(PY) -m pip install --quiet --disable-pip-version-check
# One thread for each worker: two workers that share two cores between many threads crawl.
ONE_THREAD := OMP_NUM_THREADS=$${OMP_NUM_THREADS:-1} OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1
NBVAL := $(PY) -m pytest -p tests.notebooks.plugin --nbval --nbval-current-env \
  --nbval-cell-timeout 120 -n 2 --dist loadscope chapters

book: .venv/book
	@$(PY) tools/assets.py
	@$(PY) tools/build_book.py

test: .venv/all
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(ONE_THREAD) $(PY) -m pytest -n 2 -m "not slow and not browser"
	$(ONE_THREAD) $(NBVAL)
	$(MAKE) book
	$(PY) -m pytest -n 2 --dist worksteal tests/browser

# What a change can touch, with fewer drawn configurations and without running chapters.
quick: .venv/all
	$(PY) -m ruff check .
	$(ONE_THREAD) HYPOTHESIS_PROFILE=quick $(PY) -m pytest -n 2 -m "not slow and not browser"

# What is too long for every run: 2,000 drawn configurations, all seeds of the experiments.
slow: .venv/all
	$(ONE_THREAD) HYPOTHESIS_PROFILE=slow $(PY) -m pytest -n 2 -m "not browser"

# Ratios to torch, measured in one run of about ten minutes, on a machine that does nothing else.
# `make bench OUT=data/speed.json` and `python -m benchmarks.gpu --out data/benchmarks/...`, and so
# `benchmarks.training`, renew the figures of the book's page on speed. The last two use a GPU where
# there is one.
OUT ?= _build/speed.json
bench: .venv/all
	$(PY) -m benchmarks --out $(OUT)
	$(PY) -m benchmarks.gpu
	$(PY) -m benchmarks.training

lab: .venv/all
	$(PY) -m jupyterlab --notebook-dir chapters

# For teachers: `make release ASSIGNMENT=convolution SEED=...`, `make grade SUBMISSIONS=folder`.
# COURSE is where the seeds and marks are kept, outside the repository.
COURSE ?= ../course
release: .venv/all
	@$(PY) -m assignments release "$(ASSIGNMENT)" --seed "$(SEED)" --course "$(COURSE)"

grade: .venv/all
	@$(PY) -m assignments grade "$(SUBMISSIONS)" --course "$(COURSE)" \
	  $(if $(ASSIGNMENT),--assignment "$(ASSIGNMENT)")

notebooks: .venv/all
	$(ONE_THREAD) $(PY) tools/notebooks.py

# Copies of the chapters that install cnnlib on Colab; and those on the branch `colab` of `origin`.
colab: .venv/book
	@$(PY) tools/colab.py

push-colab:
	@tools/push_colab

clean:
	rm -rf _build .hypothesis .ruff_cache
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

# The files in .venv are written last: an installation that was interrupted is done again.
.venv/made:
	@test -n "$(PYTHON)" || { echo "no Python 3.11 to 3.13 with venv found; on Debian and Ubuntu: \
	sudo apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv --clear .venv
	@touch $@

.venv/book: .venv/made pyproject.toml requirements.txt
	$(INSTALL) --constraint requirements.txt --editable '.[book]'
	@touch $@

.venv/all: .venv/made pyproject.toml requirements.txt
	$(INSTALL) --requirement requirements.txt --editable '.[book,lab,test]'
	@touch $@ .venv/book
