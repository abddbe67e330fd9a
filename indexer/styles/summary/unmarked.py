"""Paragraphs of the proceedings that stand under no mark: which of them to report.

A few under a heading are what the minutes themselves say (「会長から挨拶があった。」),
and a report is written in paragraphs. Elsewhere, or where nobody is found to speak
at all, they may be speeches whose marks are not known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from math import inf
from typing import NamedTuple

from indexer.layout import Paragraph
from indexer.problems import Problem

_FEW = 2


class Unmarked(NamedTuple):
    """A paragraph, the number of its run, and how many such its place explains."""

    text: Paragraph
    run: int
    expected: float


def expected_under(heading: str, kind: str) -> float:
    """How many unmarked paragraphs in a row are nothing strange under a heading."""
    if kind == "report":
        return inf
    return _FEW if heading else 0


def report_unmarked(file: str, found: Sequence[Unmarked], *, spoken: bool) -> Iterator[Problem]:
    """One problem for each run; for all together where nobody is found to speak."""
    for _, group in groupby(found, key=lambda each: each.run if spoken else 0):
        run = list(group)
        if not spoken or len(run) > max(each.expected for each in run):
            yield _problem(file, [each.text for each in run])


def _problem(file: str, run: Sequence[Paragraph]) -> Problem:
    first, last = run[0].trace[0], run[-1].trace[-1]
    message = "発言の印がないため、議事として残しました。"
    if len(run) > 1:
        page = f"{last.page}ページ" if last.page != first.page else ""
        message = f"{page}{last.line}行までの{len(run)}段落は、{message}"
    return Problem(file, first.page, first.line, message, last=last.line)
