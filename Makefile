# The tasks of a checkout. `make` alone lists them.
#
# Needs make and Python 3.11 or newer; the packages go into virtual environments of its own.

HOST ?= 127.0.0.1
PORT ?= 8080

# The first Python that is new enough, unless PYTHON names one.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && break; done)

VENV := .venv
RELOADED := .venv-reloaded
LOCKING := .venv-lock
BIN := $(VENV)/bin

.PHONY: help
help: ## この一覧を示す
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

.PHONY: serve
serve: $(VENV)/ready ## 見本の会議録を索引に入れ、画面を出す（HOST=127.0.0.1 PORT=8080）
	@$(BIN)/kaigiroku index samples/minutes --index index/store
	@$(BIN)/kaigiroku serve --index index/store --host $(HOST) --port $(PORT)

# Many tests start the command, so its modules must be compiled once, even if the environment
# forbids it. A worker that has no tests left takes over those of another (worksteal).
test test-quick test-reloaded: export PYTHONDONTWRITEBYTECODE :=
PYTEST_OPTIONS := --numprocesses auto --dist worksteal

.PHONY: test
test: $(VENV)/ready-dev ## すべてのテスト
	@$(BIN)/python -m pytest $(PYTEST_OPTIONS)

# What may differ from one Python to another: the readers of every format, whole runs of the
# command, and an index that is built, searched and read by several processes.
QUICK_TESTS := tests/indexer/test_golden.py tests/indexer/test_files.py tests/indexer/test_pdf.py \
	tests/indexer/test_docx.py tests/test_cli.py tests/test_arrows.py tests/test_locks.py \
	tests/index/test_building.py tests/contract/test_commits.py tests/contract/test_questions.py

.PHONY: test-quick
test-quick: $(VENV)/ready-dev ## そのうちの短いもの（ほかの Python で、PYTHON=… VENV=.venv-…）
	@$(BIN)/python -m pytest $(PYTEST_OPTIONS) $(QUICK_TESTS)

# The tests of everything that imports Whoosh.
WHOOSH_TESTS := tests/index tests/contract

.PHONY: test-reloaded
test-reloaded: $(RELOADED)/ready ## 索引のテストを、もうひとつの Whoosh で
	@$(RELOADED)/bin/python -W default -m pytest $(PYTEST_OPTIONS) -W default $(WHOOSH_TESTS)

# Status 77 says that there can be no nodes here (no Java or Maven, or nothing can be fetched).
CLUSTER_NODES := 3

.PHONY: test-cluster
test-cluster: $(VENV)/ready-cluster ## 索引の約束のテストを、3ノードの OpenSearch で（Java 17 と Maven が要る）
	@$(BIN)/python bench/cluster/nodes.py run $(CLUSTER_NODES) $(BIN)/python -m pytest \
	  --numprocesses auto -k opensearch tests/contract; \
	  status=$$?; [ $$status = 77 ] || exit $$status

.PHONY: lint
lint: $(VENV)/ready-dev ## 書き方と型の検査
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

.PHONY: bless
bless: $(VENV)/ready-dev ## 構文解析の見本（golden file）を今の結果に改める
	@$(BIN)/python tests/indexer/test_golden.py
	@$(BIN)/python tests/indexer/test_systems.py

# The commands of bench/ that need no arguments.
MEASURES := city pages searches clients literal words nouns conjunctions counters counts confidence kills edits fuzz hostile

.PHONY: bench
bench: $(VENV)/ready-bench ## README の「Measured」の数を測る
	@for measure in $(MEASURES); do $(BIN)/python bench/$$measure.py || exit 1; done

# uv, since it resolves once for all systems and Pythons; pip-tools does for its own alone. The
# locks are pip's own format, so that nothing but pip is needed to install them.
LOCK = $(LOCKING)/bin/uv pip compile pyproject.toml --quiet --upgrade --universal \
	--python-version 3.11 --generate-hashes --no-annotate --custom-compile-command 'make lock'

.PHONY: lock
lock: ## 入れるものの版とハッシュ値を、新しい版で決め直す（locks/）
	$(call make-venv,$(LOCKING))
	@$(LOCKING)/bin/python $(PIP_INSTALL) 'uv>=0.13,<0.14'
	@$(LOCK) --group build --output-file locks/serve.txt
	@$(LOCK) --extra dev --constraint locks/serve.txt --output-file locks/dev.txt
	@$(LOCK) --extra dev --extra bench --constraint locks/dev.txt --output-file locks/bench.txt
	@$(LOCK) --extra dev --extra opensearch --constraint locks/bench.txt --output-file locks/cluster.txt
	@echo "whoosh3; python_version < '3'" > $(LOCKING)/replaced.txt
	@$(LOCK) --group build --group reloaded --override $(LOCKING)/replaced.txt \
	  --constraint locks/dev.txt --output-file locks/reloaded.txt

.PHONY: clean
clean: ## 仮想環境と、索引と、作られたものを消す
	@rm -rf .venv .venv-* index/store build dist *.egg-info node_modules
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps of finished environments; one that was interrupted has none and is made again.
$(VENV)/ready: pyproject.toml locks/serve.txt
	$(call make-venv,$(VENV))
	@echo "必要なものを入れています（はじめの一度だけ、1分ほど）…"
	$(call install,$(VENV),serve)
	$(call install-project,$(VENV))
	@touch $@

$(VENV)/ready-dev: $(VENV)/ready locks/dev.txt
	$(call install,$(VENV),dev)
	@touch $@

$(VENV)/ready-bench: $(VENV)/ready-dev locks/bench.txt
	$(call install,$(VENV),bench)
	@touch $@

$(VENV)/ready-cluster: $(VENV)/ready-dev locks/cluster.txt
	$(call install,$(VENV),cluster)
	@touch $@

$(RELOADED)/ready: pyproject.toml locks/reloaded.txt
	$(call make-venv,$(RELOADED))
	$(call install,$(RELOADED),reloaded)
	$(call install-project,$(RELOADED))
	@touch $@

# Only files whose digests are in the lock are installed; the project itself asks for nothing more.
PIP_INSTALL := -m pip install --quiet --disable-pip-version-check
define install
	@$(1)/bin/python $(PIP_INSTALL) --require-hashes --requirement locks/$(2).txt
endef
define install-project
	@$(1)/bin/python $(PIP_INSTALL) --no-index --no-deps --no-build-isolation --editable .
endef

define make-venv
	@test -n "$(PYTHON)" || { \
	  echo "Python 3.11 以上が見つかりません。入れてから、もう一度 make してください。" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { \
	  echo "$(PYTHON) に venv が欠けています。Debian や Ubuntu では apt install python3-venv で入ります。" >&2; \
	  exit 1; }
	@mkdir -p $(1) && echo '*' > $(1)/.gitignore
	@$(PYTHON) -m venv $(1)
endef
