"""Headers, footers and page numbers: rows at the top or bottom of page after page.

They are found by repetition: a row whose text, but for its numbers, is printed there on
many pages, at a distance from the text; or a number alone on most pages. Rows are taken
from the edge inward, and the first that does not repeat ends it. Of a title that is printed in
headers alone, the first stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise, takewhile
from statistics import median

from indexer.sources.pdf.glyphs import Fragment
from indexer.sources.pdf.setting import Row, line_of, rows_of

_MAX_ROWS = 3
"""Rows of a header or footer, at most."""
_MIN_DISTANCE = 1.3
"""Distance of a header or footer from the text, in pitches of the lines."""
_MIN_TITLE_LENGTH, _MIN_ALTERNATING = 8, 4
_NUMBERS = re.compile(r"[0-9０-９〇一二三四五六七八九十百]+")
_PAGE_NUMBER = re.compile(
    r"[\s－―—–‐−ー~～()（）\-]*(?:p\.?|page|頁|ページ)?\s*[0-9０-９]{1,4}\s*"
    r"(?:[/／]\s*[0-9０-９]{1,4})?\s*(?:頁|ページ)?[\s－―—–‐−ー~～()（）\-]*",
    re.IGNORECASE,
)
_NOT_NUMBER = re.compile(r"[^0-9０-９\s]")


def find_running(pages: Sequence[Sequence[Fragment]]) -> list[set[int]]:
    """The ids of the fragments of each page that are in its headers and footers."""
    rows = [rows_of(page) for page in pages]
    if len(pages) == 1:
        return [{id(fragment) for row in _lone_number(rows[0]) for fragment in row}]
    apart = [_middle(one) - _middle(two) for page in rows for one, two in pairwise(page)]
    pitch = median(apart) if apart else 0.0
    edges = (_running_rows(rows, pitch), _running_rows([page[::-1] for page in rows], pitch))
    found = [
        {id(fragment) for row in (*top, *bottom) for fragment in row}
        for top, bottom in zip(*edges, strict=True)
    ]
    if rows[0]:
        found[0] -= _title(rows[0], found[0])
    return found


def _title(rows: Sequence[Row], running: set[int]) -> set[int]:
    """The ids of the first page's header where the page prints it nowhere else: the title."""
    first = [fragment for fragment in rows[0] if not _PAGE_NUMBER.fullmatch(fragment.text)]
    title = {id(fragment) for fragment in first}
    # The same name may be printed with other numbers: 第２回…協議会, …協議会　2025.
    printed = _key("".join(fragment.text for fragment in first), exact=False).strip("#")
    rest = (_key(line_of(row).text, exact=False) for row in rows[1:])
    if len(printed) < _MIN_TITLE_LENGTH or not title <= running:
        return set()
    return set() if any(printed in text for text in rest) else title


def _running_rows(pages: Sequence[Sequence[Row]], pitch: float) -> list[Sequence[Row]]:
    """Of each page, the rows that repeat at one edge; its rows come from that edge inward."""
    texts = [[line_of(row).text for row in page[:_MAX_ROWS]] for page in pages]
    covered = len(pages) > 2 and _is_cover(texts)
    exact = len(pages) - covered == 2
    keys = [[_key(text, exact=exact) for text in page] for page in texts]
    counts = Counter(key for page in keys for key in set(page) if key)
    repeated = {key for key, count in counts.items() if _repeats(key, count, len(pages) - covered)}
    repeated |= _alternating([page[0] if page else "" for page in keys])
    return [
        page[: _depth(page, names, repeated, pitch)]
        for page, names in zip(pages, keys, strict=True)
    ]


def _alternating(edges: Sequence[str]) -> set[str]:
    """The outermost rows of left and right pages, where each side has its own on all of them."""
    sides = {*edges[::2]}, {*edges[1::2]}
    alternate = len(edges) >= _MIN_ALTERNATING and all(len(side) == 1 for side in sides)
    return sides[0] | sides[1] if alternate and "" not in edges else set()


def _is_cover(pages: Sequence[Sequence[str]]) -> bool:
    """Whether the first page has not at its edge what the others have."""
    first, *others = (_key(page[0], exact=False) if page else "" for page in pages)
    return first not in others


def _depth(rows: Sequence[Row], keys: Sequence[str], repeated: set[str], pitch: float) -> int:
    """The number of rows from the edge that are a header or footer, set off from the next row."""
    most = max(1, len(rows) // 4)
    run = len(list(takewhile(repeated.__contains__, keys[:most])))
    depths = range(run, 0, -1)
    return next((depth for depth in depths if _ends_at(rows, keys, depth, pitch)), 0)


def _ends_at(rows: Sequence[Row], keys: Sequence[str], depth: int, pitch: float) -> bool:
    if depth == len(rows) or keys[depth - 1] == "#":
        return True
    return abs(_middle(rows[depth - 1]) - _middle(rows[depth])) > _MIN_DISTANCE * pitch


def _middle(row: Row) -> float:
    return row[0].box.middle


def _key(text: str, *, exact: bool) -> str:
    """A row's text for comparing with other pages: without spaces, each number as one sign.

    With `exact`, numbers stay: of two pages, one may begin with 「第１号」 and one with 「第２号」.
    """
    if _PAGE_NUMBER.fullmatch(text):
        return "#"
    bare = "".join(text.split())
    return bare if exact else _NUMBERS.sub("#", bare)


def _repeats(key: str, count: int, pages: int) -> bool:
    """Half of the pages, or where left and right pages differ, nearly half of many."""
    if key == "#":
        return count * 2 >= pages
    return count >= min(3, pages) and count >= (0.5 if pages < 8 else 0.4) * pages


def _lone_number(rows: Sequence[Row]) -> Sequence[Row]:
    """The last row of a lone page if it is a page number set off from the text: 「－ 1 －」."""
    if len(rows) < 2 or not _PAGE_NUMBER.fullmatch(text := line_of(rows[-1]).text):
        return ()
    apart = rows[-2][0].box.bottom - rows[-1][0].box.top
    return rows[-1:] if _NOT_NUMBER.search(text) or apart > 2 * rows[-1][0].size else ()
