"""What is indexed of an utterance, and the version of it all."""

from __future__ import annotations

from index.minutes import Meeting, Utterance

# Raised by whoever changes what stands in an index: fields, columns or their layout.
FORMAT_VERSION = 6

# The fields that hold terms: tokens, compound tokens, and the tokens of headings.
WORD_FIELDS = ("short", "long", "headings")


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
