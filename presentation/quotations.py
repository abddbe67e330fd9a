"""A speech as it is quoted: its words, who said them, where and when, and its address."""

from __future__ import annotations

from collections.abc import Sequence

from index.minutes import MeetingHead, Utterance
from index.passages import passages
from index.results import Span
from presentation.contents import ExchangeContents, PassageLink
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


def question_and_answers(
    utterances: Sequence[Utterance],
    lead: Utterance,
    spans: Sequence[Span],
    contents: ExchangeContents,
) -> tuple[tuple[Utterance, str], ...]:
    """The question that `lead` is or answers, and its answers, each with the words to quote.

    Where the exchange has contents, the passages about the subject of the first of `spans`;
    empty where nothing is asked or nothing answered.
    """
    at = spans[0].start if spans else 0
    own = [each for each in contents.passages.get(lead.id, ()) if at < each.window.end]
    if own and (own[0].asked or own[0].answered):
        windows = {p.anchor: p.window for every in contents.passages.values() for p in every}
        link = PassageLink(own[0].anchor, lead)
        links = (*own[0].asked[:1], link) if own[0].asked else (link, *own[0].answered)
        return tuple(
            (each.utterance, _words(each.utterance, windows[each.anchor])) for each in links
        )
    asked = [n for n, each in enumerate(utterances) if each.kind == "question"]
    place = utterances.index(lead)
    question = max((n for n in asked if n <= place), default=None)
    if question is None:
        return ()
    until = min((n for n in asked if n > question), default=len(utterances))
    answers = [each for each in utterances[question:until] if each.kind == "answer"]
    if not answers:
        return ()
    pair = (utterances[question], lead if lead in answers else answers[0])
    return tuple((each, quoted_text(each, spans if each is lead else ())) for each in pair)


def _words(utterance: Utterance, window: Span) -> str:
    return utterance.text[window.start : window.end].strip()


def quoted_text(utterance: Utterance, spans: Sequence[Span] = ()) -> str:
    """A speech whole if it is short, or else its passage with the first of `spans`."""
    text = utterance.text
    if len(text) > _MAX_WHOLE:
        at = spans[0].start if spans else 0
        passage = next(each for each in passages(utterance) if at < each.end)
        return _words(utterance, Span(passage.start, passage.end))
    return text.strip()
