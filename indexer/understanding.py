"""The gaps in a meeting: text that was not understood, with the reason.

Text is understood in a turn whose speaker and role are known, in a heading, a narrative, a note
or a list. A gap begins at a line that looks like another speaker's mark, or after a chair's call
to someone whose turn is not marked: the words there are another speaker's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index.minutes import Mark, Meeting, Utterance
from indexer.problems import Problem
from indexer.styles.line_heads import find_heads
from indexer.styles.speaker_marks.candidates import find_candidates
from indexer.styles.speaker_marks.marks import (
    ASKS,
    CIRCLES,
    OTHER_SIGNS,
    closing_brackets,
    opening_brackets,
)
from indexer.styles.speaker_marks.not_speakers import is_bracketed, is_time

MARKED = "発言の中に発言者の印らしいものがあり、そこから誰の発言か分かりません。"
CALLED = "議長などの指名のあとに発言者の印がなく、そこから誰の発言か分かりません。"
NO_ROLE = "発言者の立場（議員か職員かなど）が分かりません。"
NAMED = "発言の頭に、発言者の名前か職らしいものがあります。"
NOBODY = "誰の発言か分からない文章です。"

# Parsers' messages about a piece of the text, not about a meeting as a whole.
_OF_TEXT = ("発言の印がない", "発言者の印か見出しか", "見出しが分からない")
_OTHERS = OTHER_SIGNS + "※"
_SIGN = re.compile(
    r"(?:^|\n|[。．？?）)〕」])[ 　]*"
    rf"(?=(?P<sign>[{CIRCLES}{_OTHERS}{opening_brackets(in_text=True)}])"
    r"[ 　]*(?P<own>[^\n]{2,60}))"
)
_CALL = re.compile(
    r"(?:^|[。\n])[^。\n]{0,24}(?:委員|議員|課長|部長|次長|所長|局長|君|さん)[。．]\n"
    rf"(?![ 　]*[{CIRCLES}{ASKS}{opening_brackets()}─━\-])(?P<rest>[^\n]{{12,}})"
)
_NO_CALL = re.compile(r"以上|終わ|です|ます")
# The chair adds something to the call.
_GOES_ON = re.compile(r"[ 　]*(?:なお|それから|あと|また|ただ|では|それでは)")
_STOP = re.compile(
    rf"[。？?][ 　]*[{OTHER_SIGNS}{CIRCLES}]?"
    rf"(?P<opening>[{opening_brackets()}「])?(?P<first>[^\s。？?])"
)
_AFTER_LABEL = {
    False: ("　", " ", "\t", "：", ":", "－", "―"),
    True: tuple(closing_brackets() + "」"),
}
_MIN_UNATTRIBUTED_LENGTH = 40
_MAX_LABELLED = 80


class Gap(NamedTuple):
    """A piece of an utterance's text that was not understood, and why."""

    utterance: Utterance
    start: int
    end: int
    reason: str

    @property
    def place(self) -> Mark:
        return self.utterance.place(self.start)


def is_turn(utterance: Utterance) -> bool:
    return utterance.speaker is not None or utterance.role is not None


def speaker_labels(meeting: Meeting) -> tuple[str, ...]:
    """The speakers of a meeting as printed, each once; a single letter is none."""
    return tuple({u.speaker for u in meeting.utterances if u.speaker and len(u.speaker) > 1})


def find_gaps(
    meeting: Meeting, problems: Sequence[Problem] = (), *, marked: bool = True
) -> Iterator[Gap]:
    """The gaps of a meeting, in its order.

    `problems` are those its parser reported; `marked` says that every speaker is marked,
    so that long text of nobody is strange (in summary minutes it is not).
    """
    labels = speaker_labels(meeting)
    reported = [
        problem for problem in problems if any(sign in problem.message for sign in _OF_TEXT)
    ]
    begun = False
    named = _named_turns(meeting)
    for utterance in meeting.utterances:
        turn = is_turn(utterance)
        found = [_reported(utterance, problem) for problem in reported]
        if turn:
            found.append(_said(utterance, labels) or named.get(utterance.id))
        elif marked and begun:
            found.append(_printed(utterance))
        begun = begun or turn
        # The rest of an utterance after its first gap is the same gap.
        yield from sorted(filter(None, found), key=lambda gap: gap.start)[:1]


def _named_turns(meeting: Meeting) -> dict[str, Gap]:
    """The gaps of turns that begin with a label, where most do and the labels recur."""
    turns = [utterance for utterance in meeting.utterances if utterance.speaker]
    heads = {
        turn.id: next(find_heads(turn.text.partition("\n")[0][:_MAX_LABELLED]), None)
        for turn in turns
    }
    spaced = {
        turn: head
        for turn, head in heads.items()
        if head and head.form.separator in ("gap", "colon")
    }
    times = Counter(head.label for head in spaced.values())
    often = {turn: head for turn, head in spaced.items() if times[head.label] > 1}
    if len(times) < 2 or 2 * len(often) < len(turns):
        return {}
    return {turn.id: Gap(turn, 0, often[turn.id].end, NAMED) for turn in turns if turn.id in often}


def _said(utterance: Utterance, labels: tuple[str, ...]) -> Gap | None:
    text = utterance.text
    if utterance.role is None:
        return Gap(utterance, 0, len(text), NO_ROLE)
    places = [(found, MARKED) for found in find_marks(utterance, labels)[:1]]
    call = _CALL.search(text) if utterance.role == "chair" else None
    called = call and not _NO_CALL.search(call[0][: call.start("rest") - call.start()])
    if call and called and not _GOES_ON.match(call["rest"]):
        places.append((call.start("rest"), CALLED))
    return next((Gap(utterance, at, len(text), why) for at, why in sorted(places)), None)


def find_marks(turn: Utterance, labels: tuple[str, ...]) -> list[int]:
    """The offsets in a turn's text of what looks like the mark of another turn.

    `labels` are the speakers of the meeting as printed: one of them at the head of a line
    is a mark, whatever sign is before it. The speaker's own label is none.
    """
    text, own = turn.text, turn.speaker or "\n"
    labels = tuple(label for label in labels if label != own)
    heads = tuple(label + gap for label in labels for gap in "　 ：:；\n")
    signs = (sign for sign in _SIGN.finditer(text) if not sign["own"].startswith(own))
    found = [sign.end() for sign in signs if _is_mark(sign, labels)]
    at = text.find("\n") + 1
    while at:
        if text.startswith(heads, at):
            found.append(at)
        at = text.find("\n", at) + 1
    found += _after_sentences(text, labels)
    return sorted(set(found))


def _after_sentences(text: str, labels: tuple[str, ...]) -> Iterator[int]:
    """The offsets of other labels between a full stop and a separator or a bracket."""
    firsts = {label[0] for label in labels}
    for stop in _STOP.finditer(text):
        if stop["first"] in firsts:
            at = stop.start("first")
            label = next((each for each in labels if text.startswith(each, at)), None)
            if label and text[at + len(label) :][:1] in _AFTER_LABEL[bool(stop["opening"])]:
                yield at


def _is_mark(sign: re.Match[str], labels: tuple[str, ...]) -> bool:
    own = sign["own"].strip(" 　")
    if own.startswith(labels):
        return True
    if sign["sign"] in _OTHERS:
        return False
    line = sign["sign"] + own
    if is_time(line) or is_bracketed(line):
        return False
    candidates = find_candidates(line)
    return any(each.certain and each.family in ("circle", "bracket") for each in candidates)


def _printed(utterance: Utterance) -> Gap | None:
    """The gap of a text without a speaker that is too long, and in sentences, for a narrative."""
    text = utterance.text.strip()
    if len(text) < _MIN_UNATTRIBUTED_LENGTH or "。" not in text or is_bracketed(text):
        return None
    return Gap(utterance, 0, len(utterance.text), NOBODY)


def _reported(utterance: Utterance, problem: Problem) -> Gap | None:
    """The gap from the line of a parser's problem to the end of its paragraph, or of its lines."""
    first, last = problem.line or 0, problem.last or problem.line or 0
    for offset, page, line in utterance.trace:
        if line is not None and first <= line <= last and problem.page in (None, page):
            end = utterance.text.find("\n", offset) if problem.last is None else -1
            message = re.sub(r"^.*段落は、", "", problem.message)
            return Gap(utterance, offset, end if end >= 0 else len(utterance.text), message)
    return None
