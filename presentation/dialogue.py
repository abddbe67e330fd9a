"""The question and the answer around what is found in an exchange, as far as they are about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from index.minutes import Utterance
from index.passages import Passage, passages
from index.results import Found, Quote, Span
from index.sentences import split_sentences
from presentation.contents import ExchangeContents, PassageLink, exchange_contents
from presentation.quotations import quoted_span, trimmed

# More of a passage, in characters, is shown in part: what is quoted, with so much before and
# behind it, or the end of what is asked, where the question is put.
_MAX_PART, _BEFORE_QUOTE, _BEHIND_QUOTE = 700, 250, 350


class SpeechPart(NamedTuple):
    """A speech and the characters of it that are shown; `passed` speeches before it are not."""

    utterance: Utterance
    window: Span
    passed: int = 0


def question_and_answers(
    utterances: Sequence[Utterance],
    lead: Utterance,
    spans: Sequence[Span],
    contents: ExchangeContents,
) -> tuple[SpeechPart, ...]:
    """The question that `lead` is or answers, and its answers, each with the words about it.

    Where the exchange has contents, the passages about the subject of the first of `spans`;
    empty where nothing is asked or nothing answered.
    """
    at = spans[0].start if spans else 0
    own = [each for each in contents.passages.get(lead.id, ()) if at < each.window.end]
    if own and (own[0].asked or own[0].answered):
        windows = {p.anchor: p.window for every in contents.passages.values() for p in every}
        link = PassageLink(own[0].anchor, lead)
        links = (*own[0].asked[:1], link) if own[0].asked else (link, *own[0].answered)
        return tuple(SpeechPart(each.utterance, windows[each.anchor]) for each in links)
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
    return tuple(
        SpeechPart(each, quoted_span(each, spans if each is lead else ())) for each in pair
    )


def dialogue(found: Sequence[Found], quotes: Sequence[Quote]) -> Iterator[SpeechPart]:
    """What was asked before the first quote, and the passage that it is taken from, in order.

    Other quotes have theirs, unless the exchange is one of many subjects.
    """
    order = {each.utterance.id: number for number, each in enumerate(found)}
    quoted = {each.utterance: Span(each.start, each.end) for each in quotes}
    lead = found[order[quotes[0].utterance]].utterance
    exchange = [each.utterance for each in found if each.utterance.group == lead.group]
    contents = exchange_contents(exchange, {})
    spans = (quoted[lead.id],)
    parts = question_and_answers(exchange, lead, spans, contents)
    windows = {part.utterance.id: part.window for part in parts}
    if contents.subjects:
        quoted = {lead.id: quoted[lead.id]}
    if lead.kind != "question" and parts and parts[0].window == quoted_span(parts[0].utterance):
        # No passage of the question is known as the one that is answered.
        asks = found[order[parts[0].utterance.id]]
        windows[asks.utterance.id] = _densest(asks)
    for identifier, span in quoted.items():
        if identifier not in windows:
            windows[identifier] = quoted_span(found[order[identifier]].utterance, (span,))
    shown = sorted(order[identifier] for identifier in windows)
    for before, number in pairwise([-1, *shown]):
        utterance = found[number].utterance
        window = _shortened(utterance.text, windows[utterance.id], quoted.get(utterance.id))
        yield SpeechPart(utterance, window, number - before - 1)


def _densest(found: Found) -> Span:
    """The passage with the most different words of those that are marked; a short speech whole."""
    utterance, marks = found.utterance, found.highlights
    whole = quoted_span(utterance)
    if whole.end - whole.start == len(utterance.text.strip()):
        return whole

    def words(passage: Passage) -> int:
        return len(
            {utterance.text[slice(*m)] for m in marks if passage.start <= m.start < passage.end}
        )

    densest = max(passages(utterance), key=words)
    return Span(densest.start, densest.end)


def _shortened(text: str, window: Span, quote: Span | None) -> Span:
    """About as much of a window as is shown, in whole sentences: around a quote, or its end."""
    window = trimmed(text, window)
    if quote:
        window = Span(min(window.start, quote.start), max(window.end, quote.end))
    if window.end - window.start <= _MAX_PART:
        return window
    first = quote.start - _BEFORE_QUOTE if quote else window.end - _MAX_PART
    last = quote.end + _BEHIND_QUOTE if quote else window.end
    inside = [each.span for each in split_sentences(text) if each.text.strip()]
    inside = [each for each in inside if window.start <= each.start and each.end <= window.end]
    start = min((each.start for each in inside if each.start >= first), default=window.start)
    end = max((each.end for each in inside if each.end <= last), default=window.end)
    if quote:
        start, end = min(start, quote.start), max(end, quote.end)
    return Span(start, max(start, end))
