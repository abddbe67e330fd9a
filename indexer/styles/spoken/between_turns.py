"""Lines between the turns: stage directions, times, rules and headings.

They are printed under the last speaker's words, so they are found from the end of
a turn backwards. Inside a speech they are part of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from index.minutes import AgendaItem
from indexer.layout import Paragraph, Shape, ends_sentence, find_paragraphs, join, stack
from indexer.lines import Line
from indexer.styles.agenda_phrases import is_questions
from indexer.styles.heading_numbers import read_numbering
from indexer.styles.headings import AgendaHeading, is_numbered, read_block
from indexer.styles.speaker_marks.marks import SIGNS, closing_brackets, opening_brackets
from indexer.styles.speaker_marks.not_speakers import closes, is_aside, is_rule

ParagraphKind = Literal["aside", "rule", "heading", "words"]

_GLYPH = re.compile(rf"[{SIGNS}]\s*(?=\S)")
_CLOSES = closing_brackets(titles=True) + "」"
_BRACKETED = re.compile(
    rf"[{opening_brackets(titles=True)}「](?P<title>[^{_CLOSES}。]{{2,60}})[{_CLOSES}]"
)
_ABOUT = re.compile(r"[^。、]{2,58}について")
_MAX_HEADING_LENGTH = 140
_MAX_TITLE_LENGTH = 60
_MAX_HEADINGS = 3


class Underneath(NamedTuple):
    """The paragraphs under a turn's words: asides in order, and headings of the next turns."""

    asides: tuple[Paragraph, ...] = ()
    headings: tuple[Paragraph, ...] = ()


def turn_paragraphs(lines: Sequence[Line], shape: Shape) -> Iterator[Paragraph]:
    """Lines joined to paragraphs; directions, times and rules are never joined to words.

    A heading is not joined to a sentence that ends before it at the end of a line.
    """
    group: list[Line] = []
    for line in lines:
        before = group[-1].text if group else ""
        cut = bool(before.strip()) and shape.wraps(group[-1])
        text = line.text.strip()
        alone = not cut and not line.mark and (is_rule(text) or is_aside(text))
        if alone or (ends_sentence(before) and _begins_heading(text, line, shape)):
            yield from find_paragraphs(group, shape)
            group = []
        if alone:
            yield join([line])
        else:
            group.append(line)
    yield from find_paragraphs(group, shape)


def split_turn(paragraphs: Sequence[Paragraph]) -> tuple[tuple[Paragraph, ...], Underneath]:
    """The words of a turn, and the paragraphs under them."""
    # Nothing after the time at which the meeting ends is a speaker's words.
    end = next((at for at, each in enumerate(paragraphs) if closes(each.text)), len(paragraphs))
    words, after = list(paragraphs[:end]), paragraphs[end:]
    headings: list[Paragraph] = []
    asides = list(after[:1])
    rest = stack(paragraph for paragraph in after[1:] if classify(paragraph) != "rule")
    asides += [rest] if rest.text else []
    while words and not after:
        found = classify(words[-1])
        if found == "words" and _is_between_rules(words):
            found = "heading"
        if found == "words" or (found == "heading" and (asides or not _follows(words))):
            break
        paragraph = words.pop()
        if found == "heading":
            headings.insert(0, paragraph)
        elif found == "aside":
            asides.insert(0, paragraph)
    while len(headings) > _MAX_HEADINGS or (headings and not words and not asides):
        words += headings
        headings = []
    return tuple(words), Underneath(tuple(asides), tuple(headings))


def _is_between_rules(words: Sequence[Paragraph]) -> bool:
    """Whether the last paragraph is a title under a rule: ────, 会　期　の　決　定."""
    text = words[-1].text
    plain = len(text) <= _MAX_TITLE_LENGTH and "。" not in text and not ends_sentence(text)
    return plain and len(words) > 1 and classify(words[-2]) == "rule"


def _follows(words: Sequence[Paragraph]) -> bool:
    """Whether the paragraph before the last is finished, so that a heading may follow."""
    return len(words) == 1 or ends_sentence(words[-2].text) or classify(words[-2]) != "words"


def classify(paragraph: Paragraph) -> ParagraphKind:
    """The kind of a paragraph, judged by its text alone."""
    text = paragraph.text.strip()
    if is_rule(text):
        return "rule"
    if is_aside(text):
        return "aside"
    return "heading" if _is_heading(text) else "words"


def _is_heading(text: str) -> bool:
    if len(text) > _MAX_HEADING_LENGTH or ends_sentence(text) or "。" in text:
        return False
    if _GLYPH.match(text) or is_numbered(text) or _BRACKETED.fullmatch(text):
        return True
    return _ABOUT.fullmatch(text) is not None or read_numbering(text) is not None


def read_headings(
    paragraphs: Sequence[Paragraph], current: AgendaHeading
) -> tuple[AgendaHeading | None, str | None]:
    """The agenda heading and the topic in printed headings; null where they name none."""
    if not paragraphs:
        return None, None
    lines: list[str] = []
    topic: str | None = None
    for text in (line.strip() for each in paragraphs for line in each.text.split("\n")):
        bracketed = _BRACKETED.fullmatch(text)
        plain = _close_up(_GLYPH.sub("", text, count=1))
        if bracketed and not is_numbered(bracketed["title"]):
            topic = bracketed["title"].strip()
        elif is_numbered(plain) or read_numbering(plain):
            # The next item of the schedule ends the section.
            current = AgendaHeading() if is_numbered(plain) and not lines else current
            lines.append(plain)
        elif _ABOUT.fullmatch(text):
            topic = text
        else:
            lines, topic = [], None
            title = plain.strip("（()） 　")
            item = AgendaItem(None, title) if is_questions(title) else None
            current = AgendaHeading(None if item else title, item)
    if lines:
        current = read_block(lines, current)
    elif topic and current == AgendaHeading():
        return None, topic
    return current, topic


def _begins_heading(text: str, line: Line, shape: Shape) -> bool:
    """Whether a line is a heading, or the first line of one that has a number of business."""
    return _is_heading(text) and (not shape.fills(line) or is_numbered(text))


def _close_up(text: str) -> str:
    """A letter-spaced title (会　期　の　決　定) without the spaces."""
    words = text.split()
    return "".join(words) if len(words) > 2 and max(map(len, words)) == 1 else text
