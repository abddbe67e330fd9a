"""What is indexed of an utterance, and the version of it all."""

from __future__ import annotations

from array import array
from typing import NamedTuple

from index.analysis.tokens import Analysis
from index.minutes import Meeting, Utterance

# Raised by whoever changes what stands in an index: fields, columns or their layout.
FORMAT_VERSION = 6

# The fields that hold words: short units, long units, and the words of headings.
WORD_FIELDS = ("short", "long", "headings")


class Occurrences(NamedTuple):
    """The terms of a text, each as often as it occurs, and at which short unit."""

    terms: list[bytes]
    positions: array[int]


def short_units(analysis: Analysis) -> Occurrences:
    """The short units of a text; punctuation takes up a position but has no term."""
    found = [(unit.term, at) for at, unit in enumerate(analysis.short) if unit.term]
    return Occurrences([term for term, _ in found], array("I", [at for _, at in found]))


def long_units(analysis: Analysis) -> Occurrences:
    """The long units of a text, at their first short unit; each place once."""
    found = sorted({(long.first, long.unit.term) for long in analysis.long if long.unit.term})
    return Occurrences([term for _, term in found], array("I", [at for at, _ in found]))


def all_units(analysis: Analysis) -> Occurrences:
    """Both together, in order."""
    short = [(at, unit.term) for at, unit in enumerate(analysis.short) if unit.term]
    long = [(long.first, long.unit.term) for long in analysis.long if long.unit.term]
    found = sorted({*short, *long})
    return Occurrences([term for _, term in found], array("I", [at for at, _ in found]))


def lengths(analysis: Analysis) -> bytes:
    """The length in characters of each short unit, a byte each."""
    return bytes([len(unit.form) for unit in analysis.short])


def headings(meeting: Meeting, utterance: Utterance) -> str:
    """The words an utterance stands under: found with it, never instead of it."""
    agenda = utterance.agenda
    parts = (
        meeting.body,
        meeting.title,
        agenda.number if agenda else None,
        agenda.title if agenda else None,
        utterance.section,
        utterance.topic,
        utterance.speaker,
        utterance.affiliation,
        utterance.party,
    )
    return "\n".join(part for part in parts if part)
