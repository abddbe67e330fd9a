"""Headers, footers and page numbers: what stands at the edge of page after page.

They are told by repetition: rows at the top or bottom whose text, but for numbers,
stands there on many pages, set off from the text; or a number alone on most pages.
Rows are taken from the edge inward, and the first that does not repeat ends it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from indexer.sources.pdf.glyphs import Fragment
from indexer.sources.pdf.setting import rows_of, text_of

_DEEPEST = 3
"""Rows of a header or footer, at most."""
_SET_OFF = 1.3
"""A header is further from the text than its lines are from one another."""
_NUMBERS = re.compile(r"[0-9０-９〇一二三四五六七八九十百]+")
_BARE = re.compile(
    r"[\s－―—–‐−ー~～()（）\-]*(?:p\.?|page|頁|ページ)?\s*[0-9０-９]{1,4}\s*"
    r"(?:[/／]\s*[0-9０-９]{1,4})?\s*(?:頁|ページ)?[\s－―—–‐−ー~～()（）\-]*",
    re.IGNORECASE,
)
_MARKED = re.compile(r"[^0-9０-９\s]")

Row = Sequence[Fragment]


def find_running(pages: Sequence[Sequence[Fragment]]) -> list[list[Row]]:
    """The running rows of each page, in page order."""
    rows = [rows_of(page) for page in pages]
    apart = [_middle(one) - _middle(two) for page in rows for one, two in pairwise(page)]
    pitch = median(apart) if apart else 0.0
    found: list[list[Row]] = [[] for _ in pages]
    for edge in ([_edge(page, at_top) for page in rows] for at_top in (True, False)):
        keys = [[_key(text_of(row), len(pages) == 2) for row in page] for page in edge]
        counts = Counter(key for page in keys for key in set(page[:_DEEPEST]) if key)
        for number, (page, names) in enumerate(zip(edge, keys, strict=True)):
            most = min(_DEEPEST, max(1, len(rows[number]) // 4))
            flags = [_repeats(key, counts[key], len(pages)) for key in names[:most]]
            deep = _depth(page, names, flags, pitch)
            found[number] += [row for row in page[:deep] if row not in found[number]]
    for number, page in enumerate(rows):
        if len(pages) == 1 and len(page) > 1 and _stands_alone(page):
            found[number].append(page[-1])
    return found


def _depth(rows: Sequence[Row], keys: Sequence[str], flags: Sequence[bool], pitch: float) -> int:
    """How many rows from the edge inward run; the last of them is set off from the next."""
    deepest = 0
    for depth, runs in enumerate(flags, start=1):
        if not runs:
            break
        alone = depth == len(rows)
        off = alone or abs(_middle(rows[depth - 1]) - _middle(rows[depth])) > _SET_OFF * pitch
        if off or keys[depth - 1] == "#":
            deepest = depth
    return deepest


def _middle(row: Row) -> float:
    return (row[0].box.bottom + row[0].box.top) / 2


def _edge(rows: list[list[Fragment]], at_top: bool) -> list[list[Fragment]]:
    """The outermost rows from the edge inward, and the one behind them."""
    return rows[: _DEEPEST + 1] if at_top else rows[::-1][: _DEEPEST + 1]


def _key(text: str, exact: bool) -> str:
    """What repeats of a row: its text without spaces, each number as one sign.

    Of two pages one may begin with 「第１号」 and one with 「第２号」: there it is `exact`.
    """
    if _BARE.fullmatch(text):
        return "#"
    bare = "".join(text.split())
    return bare if exact else _NUMBERS.sub("#", bare)


def _repeats(key: str, count: int, pages: int) -> bool:
    """Half of the pages, or where left and right pages differ, nearly half of many."""
    if key == "#":
        return pages > 1 and count * 2 >= pages
    return count >= min(3, pages) > 1 and count >= (0.5 if pages < 8 else 0.4) * pages


def _stands_alone(rows: Sequence[Row]) -> bool:
    """Whether a lone page ends with a number set off from the text, as 「－ 1 －」."""
    text = text_of(rows[-1])
    apart = rows[-2][0].box.bottom - rows[-1][0].box.top
    return bool(_BARE.fullmatch(text) and _MARKED.search(text)) or (
        bool(_BARE.fullmatch(text)) and apart > 2 * rows[-1][0].size
    )
