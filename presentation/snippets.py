"""Text and the spans found in it → paragraphs of plain and marked pieces → HTML.

The text is never altered: the pieces of all paragraphs, joined by line feeds, are
the text again. What an excerpt leaves out is said by `Paragraph.cut_*`, not by
characters put among those of the minutes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

from index.results import Span

REACH = 70
NEAR = 30
GAP = '<span class="gap">…</span>'


class Piece(NamedTuple):
    """A run of characters, marked or not."""

    text: str
    marked: bool = False


class Paragraph(NamedTuple):
    """One paragraph; `cut_before` and `cut_after` where the text goes on unseen."""

    pieces: tuple[Piece, ...]
    cut_before: bool = False
    cut_after: bool = False


def merged(spans: Iterable[tuple[int, int]], length: int) -> list[Span]:
    """Spans in order, within 0..length, those that touch as one."""
    found: list[Span] = []
    for begin, stop in sorted(spans):
        start, end = max(0, begin), min(stop, length)
        if start >= end:
            continue
        if found and start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, end))
        else:
            found.append(Span(start, end))
    return found


def whole(text: str, spans: Iterable[tuple[int, int]] = ()) -> tuple[Paragraph, ...]:
    """The text whole."""
    return shown(text, spans, [Span(0, len(text))])


def excerpt(text: str, spans: Sequence[tuple[int, int]], budget: int) -> tuple[Paragraph, ...]:
    """About `budget` characters of the text: around the spans, or its beginning.

    A text not much longer than that is given whole.
    """
    if len(text) <= budget * 5 // 4:
        return whole(text, spans)
    marks = merged(spans, len(text))
    windows = list(_windows(text, marks, budget))
    return _shown(text, marks, windows or [Span(0, budget)])


def first_line(text: str, budget: int) -> tuple[Paragraph, ...]:
    """The beginning of the first paragraph, at most `budget` characters."""
    end = text.find("\n")
    end = len(text) if end < 0 else end
    return shown(text, (), [Span(0, end if end <= budget else budget)])


def shown(
    text: str, spans: Iterable[tuple[int, int]], windows: Iterable[Span]
) -> tuple[Paragraph, ...]:
    """Those windows of the text, each as one or more paragraphs."""
    return _shown(text, merged(spans, len(text)), windows)


def _shown(text: str, marks: Sequence[Span], windows: Iterable[Span]) -> tuple[Paragraph, ...]:
    return tuple(p for window in windows for p in _paragraphs(text, marks, window))


def is_cut(paragraphs: Iterable[Paragraph]) -> bool:
    return any(each.cut_before or each.cut_after for each in paragraphs)


def part(text: str, spans: Iterable[tuple[int, int]], window: Span) -> tuple[Paragraph, ...]:
    """A passage of a text that is shown whole, passage by passage: nothing is cut away."""
    end = window.start + len(text[window.start : window.end].rstrip("\n"))
    paragraphs = shown(text, spans, [Span(window.start, end)])
    return tuple(Paragraph(each.pieces) for each in paragraphs)


def html(paragraphs: Iterable[Paragraph]) -> Markup:
    """Paragraphs as HTML: each piece is escaped by itself."""
    return Markup("\n".join(map(_html, paragraphs)))


def plain(text: str) -> Markup:
    """`html(whole(text))`: most texts of a meeting have no marks."""
    lines = str(escape(text)).replace("\n", "</p>\n<p>")
    return Markup(f"<p>{lines}</p>")


def _html(paragraph: Paragraph) -> str:
    pieces, cut_before, cut_after = paragraph
    inner = "".join(
        [f"<mark>{escape(text)}</mark>" if marked else escape(text) for text, marked in pieces]
    )
    return f"<p>{GAP if cut_before else ''}{inner}{GAP if cut_after else ''}</p>"


def _windows(text: str, marks: Sequence[Span], budget: int) -> Iterator[Span]:
    """The neighbourhoods of the marks, from the first on, until `budget` is spent."""
    for window in _neighbourhoods(text, marks, budget + REACH):
        if budget <= 0:
            return
        yield Span(window.start, min(window.end, window.start + budget + REACH))
        budget -= window.end - window.start


def _neighbourhoods(text: str, marks: Sequence[Span], enough: int) -> Iterator[Span]:
    """Around each mark, those within `NEAR` as one; none after one with `enough` characters.

    One at a time: a speech may have a thousand marks, of which few are shown.
    """
    window: Span | None = None
    for mark in marks:
        begin, end = _begin(text, mark.start), _end(text, mark.end)
        if window is not None and begin <= window.end + NEAR:
            window = Span(window.start, max(window.end, end))
        else:
            if window is not None:
                yield window
            window = Span(begin, end)
        if window.end - window.start >= enough:
            break
    if window is not None:
        yield window


def _begin(text: str, mark: int) -> int:
    """Where to begin before a mark: after a sentence's end, or `REACH` characters back."""
    least = max(0, mark - REACH)
    found = max(text.rfind("。", least, mark), text.rfind("\n", least, mark))
    return found + 1 if found >= 0 else least


def _end(text: str, mark: int) -> int:
    """Where to end after a mark: with the sentence or the line, or `REACH` characters on."""
    most = min(len(text), mark + REACH)
    stop = text.find("。", mark, most) + 1 or most
    feed = text.find("\n", mark, stop)
    return feed if feed > 0 else stop


def _paragraphs(text: str, marks: Sequence[Span], window: Span) -> Iterator[Paragraph]:
    start = window.start
    for line in text[window.start : window.end].split("\n"):
        end = start + len(line)
        yield Paragraph(
            tuple(_pieces(text, marks, start, end)),
            cut_before=start == window.start > 0,
            cut_after=end == window.end < len(text),
        )
        start = end + 1


def _pieces(text: str, marks: Sequence[Span], start: int, end: int) -> Iterator[Piece]:
    at = start
    if start == end:
        return
    first, last = bisect_left(marks, (start,)), bisect_left(marks, (end,))
    if first and marks[first - 1].end > start:
        first -= 1
    for mark in marks[first:last]:
        begin, stop = max(mark.start, start), min(mark.end, end)
        if at < begin:
            yield Piece(text[at:begin])
        yield Piece(text[begin:stop], marked=True)
        at = stop
    if at < end:
        yield Piece(text[at:end])
