"""A text and the spans found in it → paragraphs of marked and unmarked runs.

The text is never altered: the runs of all paragraphs, joined by line feeds, are the
text again. Where an excerpt is cut, `cut_before` and `cut_after` say so: no characters
are added to those of the minutes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, takewhile
from typing import NamedTuple

from index.results import Span

# Characters of context shown on each side of a mark.
MAX_CONTEXT = 70
# Characters shown in a line before a mark, and marks among which the best place is looked for.
_LINE_CONTEXT, _MAX_COMPARED_MARKS = 24, 60
# Contexts no further apart than this are shown as one.
MAX_GAP = 30


class TextRun(NamedTuple):
    """A run of characters, marked or not."""

    text: str
    marked: bool = False


class SnippetParagraph(NamedTuple):
    """One paragraph; `cut_before` and `cut_after` where the text goes on unseen."""

    runs: tuple[TextRun, ...]
    cut_before: bool = False
    cut_after: bool = False


def merge_spans(spans: Iterable[tuple[int, int]], length: int) -> list[Span]:
    """Spans in order, cut to 0..length; those that touch become one."""
    return list(_merged(sorted(spans), length))


def _merged(spans: Iterable[tuple[int, int]], length: int) -> Iterator[Span]:
    """As `merge_spans`, of spans in order, each read when it is needed."""
    first = last = -1
    for begin, stop in spans:
        start, end = max(0, begin), min(stop, length)
        if start >= end:
            continue
        if start <= last:
            last = max(last, end)
            continue
        if last > 0:
            yield Span(first, last)
        first, last = start, end
    if last > 0:
        yield Span(first, last)


def windows_of(
    text: str, spans: Iterable[tuple[int, int]], windows: Iterable[Span]
) -> tuple[SnippetParagraph, ...]:
    """Some windows of the text, each as one or more paragraphs, with the spans marked."""
    return _marked(text, merge_spans(spans, len(text)), windows)


def _marked(
    text: str, marks: Sequence[Span], windows: Iterable[Span]
) -> tuple[SnippetParagraph, ...]:
    return tuple([p for window in windows for p in _paragraphs(text, marks, window)])


def whole(text: str, spans: Iterable[tuple[int, int]] = ()) -> tuple[SnippetParagraph, ...]:
    """The whole text."""
    return windows_of(text, spans, [Span(0, len(text))])


def excerpt(
    text: str, spans: Sequence[tuple[int, int]], budget: int
) -> tuple[SnippetParagraph, ...]:
    """About `budget` characters of the text: around the spans, or its beginning.

    A text not much longer than that is given whole.
    """
    if len(text) <= budget * 5 // 4:
        return whole(text, spans)
    marks = merge_spans(spans, len(text))
    windows = list(_windows(text, marks, budget))
    return _marked(text, marks, windows or [Span(0, budget)])


def lines(text: str, spans: Sequence[tuple[int, int]], budget: int) -> SnippetParagraph:
    """`budget` characters of the text as one paragraph: where most different strings are marked."""
    marks = merge_spans(spans, len(text))
    compared = marks[:_MAX_COMPARED_MARKS]

    def marked(start: int) -> int:
        first = bisect_left(compared, (start,))
        inside = takewhile(lambda mark: mark.end <= start + budget, islice(compared, first, None))
        return len({text[mark.start : mark.end] for mark in inside})

    start = _line_begin(text, marks[0].start) if marks else 0
    # Where all marks are of one string, the first line that has a whole one is as good as any.
    if len({text[mark.start : mark.end] for mark in compared}) != 1 or not marked(start):
        start = max((_line_begin(text, mark.start) for mark in compared), key=marked, default=0)
    end = min(len(text), start + budget)
    return SnippetParagraph(tuple(_runs(text, marks, start, end)), start > 0, end < len(text))


def _line_begin(text: str, mark: int) -> int:
    """As `_begin`, so near to the mark that it is in the first line of a narrow screen."""
    least = max(0, mark - _LINE_CONTEXT)
    found = max(text.rfind("。", least, mark), text.rfind("\n", least, mark))
    return found + 1 if found >= 0 else least


def first_line(text: str, budget: int) -> tuple[SnippetParagraph, ...]:
    """The beginning of the first paragraph, at most `budget` characters."""
    return _marked(text, (), [Span(0, len(text[:budget].partition("\n")[0]))])


def passage(
    text: str, spans: Iterable[tuple[int, int]], window: Span
) -> tuple[SnippetParagraph, ...]:
    """A passage of a text that is shown whole, passage by passage: nothing is cut away."""
    end = window.start + len(text[window.start : window.end].rstrip("\n"))
    paragraphs = windows_of(text, spans, [Span(window.start, end)])
    return tuple(SnippetParagraph(each.runs) for each in paragraphs)


def is_cut(paragraphs: Iterable[SnippetParagraph]) -> bool:
    return any(each.cut_before or each.cut_after for each in paragraphs)


def _windows(text: str, marks: Sequence[Span], budget: int) -> Iterator[Span]:
    """The contexts of the marks, close ones merged, from the first on until `budget` is spent."""
    contexts = ((_begin(text, m.start), _end(text, m.end) + MAX_GAP) for m in marks[:budget])
    for start, end in _merged(contexts, len(text) + MAX_GAP):
        length = end - MAX_GAP - start
        yield Span(start, start + min(length, budget + MAX_CONTEXT))
        budget -= length
        if budget <= 0:
            return


def _begin(text: str, mark: int) -> int:
    """The start of a mark's context: after a sentence's end, or `MAX_CONTEXT` characters back."""
    least = max(0, mark - MAX_CONTEXT)
    found = max(text.rfind("。", least, mark), text.rfind("\n", least, mark))
    return found + 1 if found >= 0 else least


def _end(text: str, mark: int) -> int:
    """The end of a mark's context: that of the sentence or line, or `MAX_CONTEXT` characters on."""
    most = min(len(text), mark + MAX_CONTEXT)
    stop = text.find("。", mark, most) + 1 or most
    feed = text.find("\n", mark, stop)
    return feed if feed > 0 else stop


def _paragraphs(text: str, marks: Sequence[Span], window: Span) -> Iterator[SnippetParagraph]:
    start = window.start
    for line in text[window.start : window.end].split("\n"):
        end = start + len(line)
        yield SnippetParagraph(
            tuple(_runs(text, marks, start, end)),
            start == window.start > 0,
            end == window.end < len(text),
        )
        start = end + 1


def _runs(text: str, marks: Sequence[Span], start: int, end: int) -> Iterator[TextRun]:
    at = start
    if start == end:
        return
    first, last = bisect_left(marks, (start,)), bisect_left(marks, (end,))
    if first and marks[first - 1].end > start:
        first -= 1
    for mark in marks[first:last]:
        begin, stop = max(mark.start, start), min(mark.end, end)
        if at < begin:
            yield TextRun(text[at:begin])
        yield TextRun(text[begin:stop], True)
        at = stop
    if at < end:
        yield TextRun(text[at:end])
