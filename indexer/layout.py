"""Wrapped lines → paragraphs, with the way back to page and line.

Minutes are wrapped at a fixed width and cut by pages, and words are cut with them, so lines are
joined before anything reads them as words. Whether a line goes on is judged by evidence: it
fills the width of the text and does not end a sentence. Only the spaces at a line's two ends are
layout, and the hyphen that cuts a Latin word at the end of a line (infor-⏎mation); the text
between them is kept to the letter.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import inf
from unicodedata import east_asian_width

from index.minutes import Mark
from indexer.lines import Line

_DIGITS = tuple("0123456789")
_LETTER = re.compile(r"[A-Za-zÀ-ɏ]")
_WORD_ENDS = re.compile(r"[0-9A-Za-zÀ-ɏ][,.;:!?)]?$")
_CUT_ADDRESS = re.compile(r"(?:://|www\.|@)[!-~]*$")
# A Latin word is cut with at least two letters before the hyphen and three behind it; so e-mail,
# X-ray and Wi-Fi keep theirs, and so does a word that has another (state-of-the-art).
_SMALL = "a-zß-öø-ÿａ-ｚ"
_IN_WORD = "-‐－0-9A-Za-zÀ-ɏ０-９Ａ-Ｚａ-ｚ"
_WORD_BEGINS = re.compile(rf"(?:^|[^{_IN_WORD}])[A-ZÀ-ÖＡ-Ｚ{_SMALL}][{_SMALL}]+[-‐－]$")
_WORD_GOES_ON = re.compile(rf"[{_SMALL}]{{3,}}(?![{_IN_WORD}])")
_MAX_WORD_LENGTH = 40
_PAGE_MARK = re.compile(r"\s*[-－―—–‐−ー~～]\s*(?:p\.?\s*)?([0-9０-９]{1,4})\s*[-－―—–‐−ー~～]\s*")
_RUNNING = re.compile(
    r"\s*(?:(?P<title>\S.*?)[-－―\s]+[0-9０-９]{1,4}[-－―\s]*"
    r"|[-－―\s]*[0-9０-９]{1,4}[-－―\s]+(?P<after>\S.*?))\s*"
)
_MAX_RUNNING, _MIN_RUNNING, _MAX_TITLE_LINES, _MIN_TITLE = 120, 2, 8, 8
_NUMBERS = re.compile("[0-9０-９]+")
_FIRST_WORD = re.compile(r"[^\s:：（(－―]{1,16}(?=[\s:：（(－―]|$)")
_MIN_COUNTED = 3
_ENDS_IN_WORD = re.compile(r"[一-鿿々ぁ-んァ-ヴー]\s*$")
_SENTENCE_END = re.compile(r"[。．！？!?][」』）)”\"]*$")
_MAX_MEASURED_CHARACTERS = 400
# The share of filled lines that go on in wrapped text, and in a narrow column of it.
_MIN_WRAPPED, _MIN_NARROW_WRAPPED = 0.4, 0.6
_MIN_COLUMN, _MIN_WIDE = 16, 40
"""The widths in columns from which lines may be wrapped, and are so without further evidence."""


class _Columns(dict[str, int]):
    """The columns of each character, looked up once: lines are measured again and again."""

    def __missing__(self, character: str) -> int:
        self[character] = 2 if east_asian_width(character) in "WFA" else 1
        return self[character]


_COLUMNS = _Columns()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A joined text; its trace has a mark where each line begins.

    `indent` is the first line's, in columns (a wide character is two).
    """

    text: str
    trace: tuple[Mark, ...] = ()
    indent: int = 0


def join(lines: Sequence[Line]) -> Paragraph:
    """Join the lines of one paragraph.

    Nothing is put between two lines but a space between Latin words, and nothing is taken away
    but the hyphen of a Latin word that goes on in the next line.
    """
    if len(lines) == 1 and (alone := lines[0].text.strip()):
        line = lines[0]
        return Paragraph(alone, (Mark(0, line.page, line.number),), indent(line.text))
    parts: list[str] = []
    trace: list[Mark] = []
    length = 0
    for line in lines:
        text = line.text.strip()
        if not text:
            continue
        if parts and _splits_words(parts[-1], text):
            parts.append(" ")
            length += 1
        elif parts and _hyphenates_word(parts[-1], text):
            parts[-1] = parts[-1][:-1]
            length -= 1
        trace.append(Mark(length, line.page, line.number))
        parts.append(text)
        length += len(text)
    first = next((line for line in lines if line.text.strip()), None)
    return Paragraph("".join(parts), tuple(trace), indent(first.text) if first else 0)


def stack(paragraphs: Iterable[Paragraph]) -> Paragraph:
    """Put paragraphs under one another, with a line feed between them."""
    texts: list[str] = []
    trace: list[Mark] = []
    length = first = 0
    for paragraph in paragraphs:
        if not paragraph.text:
            continue
        if not texts:
            first = paragraph.indent
        trace.extend(mark._replace(offset=mark.offset + length) for mark in paragraph.trace)
        texts.append(paragraph.text)
        length += len(paragraph.text) + 1
    return Paragraph("\n".join(texts), tuple(trace), first)


def without_page_marks(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Drop printed page marks (「－9－」); where they are the only sign of pages, they count.

    A mark is at the foot of its page unless the text begins with one.
    """
    lines = _without_running_lines(lines)
    marks = [_page_mark(line) for line in lines]
    if all(mark is None for mark in marks):
        return tuple(lines)
    printed = len({line.page for line in lines}) == 1
    filled = [index for index, line in enumerate(lines) if line.text.strip()]
    at_head = bool(filled) and marks[filled[0]] is not None
    page = next(mark for mark in marks if mark is not None)
    result: list[Line] = []
    for line, mark in zip(lines, marks, strict=True):
        if mark is None:
            result.append(line._replace(page=page) if printed else line)
        else:
            page = mark if at_head else mark + 1
    return tuple(result)


def _without_running_lines(lines: Sequence[Line]) -> Sequence[Line]:
    """Drop the headers of pages, and put sentences that a page cuts together again.

    The page marks beside a header stay, behind the line that the page has cut.
    """
    titled = set(_printed_titles(lines))
    running = titled | set(_counted_headers(lines))
    if len(running) < _MIN_RUNNING and not any(_RUNNING.fullmatch(lines[at].text) for at in titled):
        return lines
    result: list[Line] = []
    marks: list[Line] | None = None
    heads = Counter(_first_word(line.text) for line in lines)
    between = [at in running or _is_between_pages(line) for at, line in enumerate(lines)]
    for apart, places in groupby(range(len(lines)), key=between.__getitem__):
        group = list(places)
        part = [lines[at] for at in group if at not in running]
        if apart and len(part) < len(group):
            marks = [line for line in part if line.text.strip()]
            continue
        if marks is not None:
            begins = _begins_line(part[0], heads)
            if result and not begins and _is_cut(result[-1], part[0]):
                result[-1] = result[-1]._replace(text=result[-1].text + part.pop(0).text)
            result += marks
            marks = None
        result += part
    return [*result, *(marks or ())]


def _is_cut(before: Line, after: Line) -> bool:
    """Whether a sentence goes on from one line into the other."""
    return not ends_sentence(before.text) and indent(after.text) == 0


def _first_word(text: str) -> str:
    found = _FIRST_WORD.match(text.lstrip())
    return found[0] if found else ""


def _begins_line(line: Line, heads: Counter[str]) -> bool:
    """Whether a line begins with a sign, or with a word that others begin with: a label."""
    word = _first_word(line.text)
    return not line.text[:1].isalnum() or (word != "" and heads[word] > 1)


def _is_between_pages(line: Line) -> bool:
    return not line.text.strip() or _page_mark(line) is not None


def _printed_titles(lines: Sequence[Line]) -> Iterator[int]:
    """The lines between blank ones that print the title again, with the number of the page.

    The number may be on a line of its own.
    """
    printed = [_bare(line.text) for line in lines[:_MAX_TITLE_LINES]]
    for at, line in enumerate(lines):
        if len(line.text) >= _MAX_RUNNING or not _is_apart(lines, at):
            continue
        found = _RUNNING.fullmatch(line.text)
        titles = [title for title in printed[:at] if title]
        if (found and _is_title(found, titles)) or (
            _bare(line.text) in titles and _is_beside_page_mark(lines, at)
        ):
            yield at


def _is_title(running: re.Match[str], titles: Sequence[str]) -> bool:
    """Whether a line prints a title beside a number, or before it the name in a form.

    A heading has its number before it, as the list of headings at the top has: １　公園の改修.
    """
    if running["title"] is None:
        return _bare(running["after"]) in titles
    bare = _bare(running["title"])
    named = len(bare) >= _MIN_TITLE and any(title.endswith(bare) for title in titles)
    return named or bare in titles


def _counted_headers(lines: Sequence[Line]) -> Iterator[int]:
    """The lines between blank ones that differ in nothing but a number that counts the pages.

    Numbered headings do so, too, but no sentence goes on behind them.
    """
    alike: dict[str, list[int]] = defaultdict(list)
    for at, line in enumerate(lines):
        short = len(line.text) < _MAX_RUNNING and _page_mark(line) is None
        if short and _NUMBERS.search(line.text) and _is_apart(lines, at):
            alike[_NUMBERS.sub("#", _bare(line.text))].append(at)
    for places in alike.values():
        last = [int(_NUMBERS.findall(lines[at].text)[-1]) for at in places]
        counted = len(places) >= _MIN_COUNTED and all(one < two for one, two in pairwise(last))
        if counted and 2 * sum(_cuts_sentence(lines, at) for at in places) > len(places):
            yield from places


def _cuts_sentence(lines: Sequence[Line], at: int) -> bool:
    """Whether a sentence goes on from above a line to its end below the line."""
    above, below = (map(lines.__getitem__, places) for places in _around(lines, at))
    before = next((line for line in above if not _is_between_pages(line)), None)
    after = next((line for line in below if not _is_between_pages(line)), None)
    if before is None or after is None or not _is_cut(before, after):
        return False
    return _ENDS_IN_WORD.search(before.text) is not None and "。" in after.text


def _is_beside_page_mark(lines: Sequence[Line], at: int) -> bool:
    """Whether the next printed line above or below is a page mark."""
    sides = (map(lines.__getitem__, places) for places in _around(lines, at))
    printed = (next((line for line in side if line.text.strip()), None) for side in sides)
    return any(line is not None and _page_mark(line) is not None for line in printed)


def _around(lines: Sequence[Line], at: int) -> tuple[range, range]:
    """The indexes of the lines above one, from the nearest, and of those below it."""
    return range(at - 1, -1, -1), range(at + 1, len(lines))


def _bare(text: str) -> str:
    return "".join(text.split())


def _is_apart(lines: Sequence[Line], at: int) -> bool:
    around = [lines[place].text for place in (at - 1, at + 1) if 0 <= place < len(lines)]
    return not any(text.strip() for text in around)


def indent(text: str) -> int:
    """Columns before the first character that is not a space."""
    if text and not text[0].isspace():
        return 0
    return width(text[: len(text) - len(text.lstrip())])


def width(text: str) -> int:
    """Columns a text takes where a wide character takes two."""
    if text.isascii():
        return len(text)
    return sum(map(_COLUMNS.__getitem__, text))


def _page_mark(line: Line) -> int | None:
    found = _PAGE_MARK.fullmatch(line.text) if len(line.text) < 80 else None
    return int(found.group(1)) if found else None


def _splits_words(before: str, after: str) -> bool:
    """Whether a line break replaces a space: between Latin words, not in a number or address."""
    if _CUT_ADDRESS.search(before):
        return False
    return bool(_LETTER.match(after) and _WORD_ENDS.search(before[-2:])) or bool(
        after[:1] in _DIGITS and _LETTER.match(before[-1:])
    )


def _hyphenates_word(before: str, after: str) -> bool:
    """Whether a line break cuts a Latin word with a hyphen of its own: infor-⏎mation."""
    before, after = before.rstrip(), after.lstrip()
    if not _WORD_GOES_ON.match(after) or not _WORD_BEGINS.search(before[-_MAX_WORD_LENGTH:]):
        return False
    return not _CUT_ADDRESS.search(before)


def ends_sentence(text: str) -> bool:
    """Whether a line, as printed, ends a sentence."""
    return bool(_SENTENCE_END.search(text.rstrip()[-6:]))


@dataclass(frozen=True, slots=True)
class Shape:
    """The width of the lines of a text, which decides which lines continue in the next.

    `full` is the width in columns from which a line may wrap, infinite if none does.

    `wrap_indent` is the usual indentation, in columns, of a line that goes on.
    """

    full: float
    wrap_indent: int

    @property
    def is_wrapped(self) -> bool:
        return self.full < inf

    def fills(self, line: Line) -> bool:
        text = _printed(line)[:_MAX_MEASURED_CHARACTERS]
        # Most lines are seen to be too short, or wide enough, without a look at each character.
        return 2 * len(text) >= self.full and (len(text) >= self.full or width(text) >= self.full)

    def wraps(self, line: Line) -> bool:
        return self.fills(line) and not ends_sentence(line.text)


def find_shape(lines: Sequence[Line]) -> Shape:
    """Measure a text: most of the lines that fill the width must stop in mid-sentence.

    Of narrow columns, which lists have too, most other lines must end a sentence.
    """
    printed = [line for line in lines if _printed(line)]
    widths = sorted(width(_printed(line)[:_MAX_MEASURED_CHARACTERS]) for line in printed)
    full = widths[len(widths) * 9 // 10] * 0.85 if widths else inf
    shape = Shape(full, 0)
    filled = [line for line in printed if shape.fills(line)]
    wrapped = [line for line in filled if shape.wraps(line)]
    if len(wrapped) < _MIN_WRAPPED * len(filled) or full < _MIN_COLUMN:
        return Shape(inf, 0)
    if full < _MIN_WIDE and not _is_narrow_prose(printed, shape, wrapped):
        return Shape(inf, 0)
    after = Counter(
        indent(line.mark + line.text) for before, line in pairwise(printed) if shape.wraps(before)
    )
    return Shape(full, after.most_common(1)[0][0] if after else 0)


def _is_narrow_prose(lines: Sequence[Line], shape: Shape, wrapped: Sequence[Line]) -> bool:
    """Whether the lines that fill a narrow column mostly go on, and the others end sentences."""
    short = [line for line in lines if not shape.fills(line)]
    filled = len(lines) - len(short)
    ended = sum(ends_sentence(line.text) for line in short)
    return len(wrapped) > _MIN_NARROW_WRAPPED * filled and 2 * ended > len(short) > 0


def _printed(line: Line) -> str:
    return (line.mark + line.text).strip() if line.mark else line.text.strip()


def find_paragraphs(lines: Sequence[Line], shape: Shape) -> Iterator[Paragraph]:
    """The paragraphs of lines: a line continues one that fills the width, or by its indentation.

    A Latin word that a hyphen cuts goes on in the next line wherever it is cut.
    """
    group: list[Line] = []
    blank = False
    for line in lines:
        if not line.text.strip():
            blank = True
            continue
        if group and not _goes_on(line, group[-1], shape, blank=blank):
            yield join(group)
            group = []
        group.append(line)
        blank = False
    if group:
        yield join(group)


def _goes_on(line: Line, before: Line, shape: Shape, *, blank: bool) -> bool:
    if blank and line.page == before.page:
        return False
    if shape.wraps(before) or _hyphenates_word(before.text, line.text):
        return True
    flush = indent(line.text) <= shape.wrap_indent + 1
    return not blank and shape.fills(before) and ends_sentence(before.text) and flush


def lay_out(lines: Sequence[Line], shape: Shape, *, paged: bool) -> tuple[str, tuple[Mark, ...]]:
    """The text of published lines, and where each line begins in it; null pages unless `paged`.

    What a system prints as a line is a paragraph, kept to the letter with its indentation;
    where the system keeps the lines of the printed page, cut at a fixed width, they are joined.
    """
    parts: list[str] = []
    trace: list[Mark] = []
    length = 0
    for group in _printed_paragraphs(lines, shape):
        first = group[0].text
        lead = first[: len(first) - len(first.lstrip())] if parts else ""
        paragraph = join(group)
        for at in paragraph.trace:
            offset = length + len(lead) + at.offset if at.offset else length
            trace.append(Mark(offset, at.page if paged else None, at.line))
        parts.append(lead + paragraph.text if paragraph.text else "")
        length += len(parts[-1]) + 1
    return "\n".join(parts), tuple(trace)


def _printed_paragraphs(lines: Sequence[Line], shape: Shape) -> list[list[Line]]:
    printed = [at for at, line in enumerate(lines) if line.text.strip()]
    groups: list[list[Line]] = []
    indented = any(lines[at].text[:1] == "　" for at in printed)
    for line in lines[printed[0] : printed[-1] + 1] if printed else ():
        if groups and _continues(groups[-1][-1], line, shape, indented=indented):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _continues(before: Line, line: Line, shape: Shape, *, indented: bool) -> bool:
    """Whether a line only continues the one before: cut at full width, or by a page.

    Where paragraphs are indented, also after a sentence that ends with the line.
    """
    if not before.text.strip() or not line.text.strip():
        return False
    if _hyphenates_word(before.text, line.text):
        return True
    if shape.wraps(before) or (indented and shape.fills(before)):
        return indent(line.text) <= shape.wrap_indent
    cut = before.page != line.page and not ends_sentence(before.text)
    return cut and before.text.strip()[-1:] not in "─━―」）〕" and indent(line.text) == 0
