"""A speech as it is quoted: its words, who said them, where and when, and its address."""

from __future__ import annotations

from collections.abc import Sequence

from index.minutes import MeetingHead, Utterance
from index.passages import passages
from index.results import Span
from presentation.labels import day_label, meeting_label, speaker_name

# A longer speech is quoted by its passage with the first match.
_MAX_WHOLE = 800


def quotation(words: str, attributed: str) -> str:
    """The words in 「」, and a line that says whose they are."""
    return f"「{words}」\n{attributed}"


def attribution(
    utterance: Utterance, meeting: MeetingHead, address: str, person: str | None = None
) -> str:
    """（林花子委員、倉野町議会 総務委員会、2023年12月11日）https://…

    `person` is the full name of the speaker, if it is known.
    """
    day = day_label(meeting.date) if meeting.date else None
    parts = (_full_name(utterance, person), meeting_label(meeting), day)
    return f"（{'、'.join(filter(None, parts))}）{address}"


def _full_name(utterance: Utterance, person: str | None) -> str:
    """林花子委員 for 林委員; as printed where the full name is printed, or not known."""
    printed = "".join((utterance.speaker or "").split())
    if person is None or "".join(person.split()) in printed:
        return speaker_name(utterance)
    return f"{person}{utterance.office or ''}"


def quoted_text(utterance: Utterance, spans: Sequence[Span] = ()) -> str:
    """The words of `quoted_span`."""
    return utterance.text[slice(*quoted_span(utterance, spans))]


def quoted_span(utterance: Utterance, spans: Sequence[Span] = ()) -> Span:
    """A speech whole if it is short, or else its passage with the first of `spans`."""
    text = utterance.text
    start, end = 0, len(text)
    if end > _MAX_WHOLE:
        at = spans[0].start if spans else 0
        passage = next(each for each in passages(utterance) if at < each.end)
        start, end = passage.start, passage.end
    return trimmed(text, Span(start, end))


def trimmed(text: str, span: Span) -> Span:
    """The span without the spaces around its words."""
    words = text[slice(*span)]
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, start + len(words.strip()))
