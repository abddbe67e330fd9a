"""A speech as it is quoted: its words, who said them, where and when, and its address."""

from __future__ import annotations

from collections.abc import Sequence

from index.minutes import MeetingHead, Utterance
from index.passages import passages
from index.results import Span
from presentation.labels import day_label, meeting_label, speaker_name

# A longer speech is quoted by its passage with the first match.
_MAX_WHOLE = 800


def quotation(
    utterance: Utterance, meeting: MeetingHead, address: str, spans: Sequence[Span] = ()
) -> str:
    """The words in 「」, and a line that says whose they are."""
    return f"「{quoted_text(utterance, spans)}」\n{attribution(utterance, meeting, address)}"


def attribution(utterance: Utterance, meeting: MeetingHead, address: str) -> str:
    """（林委員、倉野町議会 総務委員会、2023年12月11日）https://…"""
    day = day_label(meeting.date) if meeting.date else None
    parts = (speaker_name(utterance), meeting_label(meeting), day)
    return f"（{'、'.join(filter(None, parts))}）{address}"


def quoted_text(utterance: Utterance, spans: Sequence[Span] = ()) -> str:
    """A speech whole if it is short, or else its passage with the first of `spans`."""
    text = utterance.text
    if len(text) > _MAX_WHOLE:
        at = spans[0].start if spans else 0
        passage = next(each for each in passages(utterance) if at < each.end)
        text = text[passage.start : passage.end]
    return text.strip()
