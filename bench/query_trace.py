"""The modules a query passes, in order: `python bench/query_trace.py INDEX 'QUERY'`.

A line is a module entered from the one above it, the functions by which it is entered, and the
words of the query these are called for. A module that is entered again from the same place is
not repeated: its line counts how often. Below the readers of a segment nothing is shown.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import FrameType

from index.query import SearchRequest
from index.search import Searcher

# Modules that many others call for an array, a character or a value say nothing of the way.
_LEAVES = re.compile(r"(?:analysis|results|minutes|fields|query|engines\.whoosh\.arrays)\b")
_SEGMENT = "engines.whoosh.segment."


class Entered:
    """A module entered from another; `calls` has the functions, `children` what they entered."""

    def __init__(self) -> None:
        self.times = 0
        self.calls: dict[str, None] = {}
        self.words: dict[str, None] = {}
        self.children: dict[str, Entered] = {}

    def lines(self, depth: int = 0) -> list[str]:
        found = []
        for module, node in self.children.items():
            words = "".join(f"「{word}」" for word in node.words)
            times = f" ×{node.times}" if node.times > 1 else ""
            found.append(f"{'  ' * depth}{module}: {', '.join(node.calls)} {words}{times}".rstrip())
            found += node.lines(depth + 1)
        return found


class Trace:
    """A profile function that follows the calls between modules of the index."""

    def __init__(self, words: list[str]) -> None:
        self._words = words
        self.root = Entered()
        # For each frame, its module and the node it belongs to.
        self._stack: list[tuple[str, Entered]] = [("", self.root)]

    def __call__(self, frame: FrameType, event: str, _: object) -> None:
        if event == "return" and len(self._stack) > 1:
            self._stack.pop()
        if event != "call":
            return
        module, node = self._stack[-1]
        name: str = frame.f_globals.get("__name__", "")
        path = name.removeprefix("index.")
        is_shown = path not in (name, module) and not _LEAVES.match(path)
        is_generated = re.match(r"<|.*__create_fn__", frame.f_code.co_qualname)
        if is_shown and not is_generated and not module.startswith(_SEGMENT):
            module, node = path, self._enter(node, path, frame)
        self._stack.append((module, node))

    def _enter(self, node: Entered, module: str, frame: FrameType) -> Entered:
        child = node.children.setdefault(module.removeprefix("engines.whoosh."), Entered())
        child.times += 1
        child.calls[frame.f_code.co_qualname] = None
        for value in frame.f_locals.values():
            text = getattr(getattr(value, "word", value), "text", None)
            if text in self._words:
                child.words[text] = None
        return child


def main() -> int:
    """Trace one search, after another has read what every search needs."""
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    query = sys.argv[2]
    searcher = Searcher(Path(sys.argv[1]))
    searcher.search(SearchRequest("。、"))
    trace = Trace(query.split())
    sys.setprofile(trace)
    searcher.search(SearchRequest(query))
    sys.setprofile(None)
    print("\n".join(trace.root.lines()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
