"""Short files and short functions: a stranger gets in fast."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILE_LINES = 300
FUNCTION_LINES = 40

# Longer than the limits, each with its reason: "path" or "path:function".
EXCEPTIONS: dict[str, str] = {}

MODULES = sorted(
    path
    for folder in ("index", "indexer", "webapp", "tests", "bench", ".")
    for path in (ROOT.glob("*.py") if folder == "." else (ROOT / folder).rglob("*.py"))
)


def test_there_is_something_to_measure() -> None:
    assert ROOT / "kaigiroku.py" in MODULES
    assert len(MODULES) > 20


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_are_short(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    source = path.read_text(encoding="utf-8")
    long = {name: source.count("\n")} if source.count("\n") >= FILE_LINES else {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines >= FUNCTION_LINES:
                long[f"{name}:{node.name}"] = lines
    assert {place: lines for place, lines in long.items() if place not in EXCEPTIONS} == {}


def test_every_exception_still_stands() -> None:
    assert [place for place in EXCEPTIONS if not (ROOT / place.split(":")[0]).exists()] == []
