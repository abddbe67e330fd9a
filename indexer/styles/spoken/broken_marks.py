"""Marks that the width of the page breaks over two lines → marks that stand in one.

○子ども未来部保育計画担当課長（東雲一
郎君）　お答えいたします。
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from indexer.line_width import Shape
from indexer.lines import Line
from indexer.styles.speaker_marks.candidates import Candidate, find_candidates
from indexer.styles.speaker_marks.marks import CIRCLES, sign_of


def mend_marks(lines: Sequence[Line], shape: Shape, known: Collection[str]) -> tuple[Line, ...]:
    """Put the first part of a broken mark before the second, on the line where words begin.

    `known` are names of the text's roster: a mark that needs a roster is mended only for them.
    """
    result: list[Line] = []
    cut: int | None = None
    for line in lines:
        if line.text.strip():
            if cut is not None and (mended := _mended(result[cut:], line, known)):
                result[cut:] = [mended]
                cut = None
                continue
            cut = len(result) if _may_be_cut(line, shape) else None
        result.append(line)
    return tuple(result)


def _may_be_cut(line: Line, shape: Shape) -> bool:
    return sign_of(line.text) in tuple(CIRCLES) and shape.wraps(line)


def _mended(before: Sequence[Line], line: Line, known: Collection[str]) -> Line | None:
    """The two as one line; null where no mark reaches from the first of `before` into `line`.

    Blank lines after the first part only if a page ends there.
    """
    first = before[0]
    if sign_of(line.text) or (len(before) > 1 and first.page == line.page):
        return None
    # A space at the break is the page's, or parts an office from a name.
    for text in (first.text.rstrip() + line.text.lstrip(), first.text + line.text):
        start = len(text.strip()) - len(line.text.strip())
        mark = _mark(text, known)
        if mark and mark.mark.end > start and not _is_whole(first, mark):
            return Line(text, line.page, line.number)
    return None


def _mark(text: str, known: Collection[str]) -> Candidate | None:
    """The first mark that counts whatever the rest of the text shows."""
    found = find_candidates(text.strip())
    return next((each for each in found if each.certain or each.speaker.match_key in known), None)


def _is_whole(first: Line, mark: Candidate) -> bool:
    """Whether another mark ends in the first line, so that what follows it is said."""
    text = first.text.strip()
    ended = (each.speaker.office for each in find_candidates(text) if each.mark.end < len(text))
    return any(office != mark.speaker.office for office in ended)
