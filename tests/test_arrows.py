"""The arrows of the design: `indexer → index ← webapp`, each library in one place."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# Where each third-party library may be imported, by path below the root.
HOMES = {
    "sudachipy": "index/",
    "sudachidict_core": "index/lexicon/userdict.py",
    "whoosh": "index/engines/whoosh/",
    "flask": "webapp/",
    "werkzeug": "webapp/",
    "jinja2": "webapp/",
    "markupsafe": "webapp/",
    "waitress": "webapp/",
    "numpy": "index/",
    "lxml": "indexer/sources/",
    "pypdfium2": "indexer/sources/pdf/",
    "pypdfium2_raw": "indexer/sources/pdf/",
}
# What each package may know of ours, besides itself.
MAY_IMPORT = {"index": set(), "indexer": {"index"}, "webapp": {"index"}}
# The rooms of the engine: what each may know of the others.
ENGINE = "index.engines.whoosh"
ROOMS = {
    "files": set(),
    "writing": {"files"},
    "reading": {"files"},
    "words": {"files", "reading"},
    "queries": {"files", "reading", "words"},
    "answering": {"files", "reading", "words", "queries"},
    "executing": {"files", "reading"},
}
COMMAND = sorted(ROOT.glob("kaigiroku*.py"))
OURS = {*MAY_IMPORT, *(path.stem for path in COMMAND)}
MODULES = sorted(path for package in MAY_IMPORT for path in (ROOT / package).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """The dotted names that the module at `path` imports, wherever it does so."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import hides its arrow"
            yield node.module or ""


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_follow_the_arrows(path: Path) -> None:
    place = path.relative_to(ROOT).as_posix()
    package = place.split("/")[0]
    for name in imports(path):
        top = name.split(".")[0]
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


def test_the_command_reaches_no_library_past_the_packages() -> None:
    assert ROOT / "kaigiroku.py" in COMMAND
    for module in COMMAND:
        assert not {name.split(".")[0] for name in imports(module)} & HOMES.keys()


def test_the_home_of_the_index_is_never_derived_from_the_code() -> None:
    named = [path for path in MODULES if "index" in path.parts and "__file__" in path.read_text()]
    assert [path for path in named if "lexicon" not in path.read_text()] == []


def test_every_package_and_module_is_in_the_wheel() -> None:
    """Packages are listed by hand, so that nothing slips in; so nothing may slip out."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    listed = project["tool"]["setuptools"]
    folders = {path.parent.relative_to(ROOT) for path in MODULES}
    assert set(listed["packages"]) == {".".join(folder.parts) for folder in folders}
    assert set(listed["py-modules"]) == {path.stem for path in COMMAND}
