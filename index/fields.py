"""What is indexed of an utterance, and the version of it all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from index.analysis import Analysis, Analyzer
from index.minutes import Meeting, Utterance

# Raised by whoever changes what stands in an index: fields, columns or their layout.
FORMAT_VERSION = 1

# Parts a term's key from the form it was printed in, which follows it in the index:
# all the spellings of a word stand side by side, each with its own postings.
FORM_MARK = "\x1f"

Postings = dict[bytes, list[int]]


class IndexedText(NamedTuple):
    """The postings of one text, by term, and the lengths of its short units."""

    short: Postings
    long: Postings
    units: bytes


def term(key: str, form: str) -> bytes:
    """The term under which one printed form of a word is indexed."""
    return f"{key}{FORM_MARK}{form}".encode()


def indexed(text: str, analyzer: Analyzer) -> IndexedText:
    """Analyze a text into postings; positions count its short units."""
    analysis = analyzer.analyze(text)
    short: Postings = {}
    for position, unit in enumerate(analysis.short):
        if unit.key:
            short.setdefault(term(unit.key, text[unit.start : unit.end]), []).append(position)
    units = bytes(unit.end - unit.start for unit in analysis.short)
    return IndexedText(short, _long_postings(text, analysis), units)


def _long_postings(text: str, analysis: Analysis) -> Postings:
    long: Postings = {}
    for unit in analysis.long:
        form = text[analysis.short[unit.first].start : analysis.short[unit.last - 1].end]
        if unit.key:
            long.setdefault(term(unit.key, form), []).append(unit.first)
    return {term: sorted(set(positions)) for term, positions in long.items()}


def headings(meeting: Meeting, utterance: Utterance) -> str:
    """The words an utterance stands under: found with it, never instead of it."""
    agenda = utterance.agenda
    parts: Sequence[str | None] = (
        meeting.body,
        meeting.title,
        agenda.number if agenda else None,
        agenda.title if agenda else None,
        utterance.section,
        utterance.topic,
        utterance.speaker,
        utterance.affiliation,
    )
    return "\n".join(part for part in parts if part)
