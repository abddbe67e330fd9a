"""The share of speaker turns that were probably read right, estimated from the text alone.

A turn may show signs of a fault: another speaker's mark inside it, an end in mid-sentence, a
chair before it who called somebody else. The constants below give the probability that a turn
with one such sign is right; a sign of a missed mark also counts a missed turn. They, and the
number of faults that show no sign, were measured on damaged samples (`bench/confidence.py`).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from index.minutes import Meeting, Utterance
from indexer.styles.speaker_marks.marks import PLAIN_CIRCLES
from indexer.understanding import CALLED, MARKED, NO_ROLE, Gap, find_marks, is_turn, speaker_labels

_MID = re.compile(r"[、。，．）)」』ゃゅょっぁぃぅぇぉんー々]")
_ENDS = re.compile(r"[。．.？?！!」』）)〕\]］…―─━][\s　]*$")
_CALL = re.compile(
    r"(?:^|[。\n、])(?P<called>[^。\n、]{2,24}(?:君|さん|議員|委員|課長|部長|次長|所長|局長))[。．]?\s*$"
)
_NO_CALL = re.compile(r"です|ます|以上")
_ASKS = re.compile(r"か[。．？?]")
_ASKS_LAST = re.compile(r"(?:か|かな)[。．？?]\s*$")
_ASKS_BEFORE_MORE = re.compile(r"か[。．？?]\n(?=[^\n]{8})")
_NAME = re.compile(r"[一-鿿々]{2}")
_OPEN = re.compile(r"(?<!な)[はをがにでとのへやてごおざしくまっょゃゅ、]$")
_SIGNED = re.compile(r"[^\w（(]")
_COLUMNS = re.compile(r"\n[^\n。]*\S[ 　]{2,}[^\n。\s]+[ 　]{2,}[0-9０-９][^\n。]*(?:\n|$)")
_MAX_SHORT_PARAGRAPH = 80
_MIN_PRINTED_LENGTH, _MIN_ASKED = 16, 3
_MIN_OPEN_END_LENGTH, _MIN_TITLED_OPEN_END_LENGTH = 12, 40
_ANSWERS = ("official", "secretariat", "witness")

MARK_INSIDE = 0.05
CALL_INSIDE = 0.1
ROLELESS, ROLELESS_AGAIN = 0.3, 0.95
UNKNOWN_PART = 0.25
MID_SENTENCE = 0.2
ENDS_OPEN = 0.2
UNLISTED = 0.4
UNCALLED = 0.25
CALLS_ITSELF = 0.15
SECOND_HOLDER = 0.3
SAME_AGAIN = 0.3
TURNS_INSIDE = 0.2
ALONE = 0.2
SHIFTED = 0.1
ANSWERS_AN_OFFICIAL = 0.3
BOTH_SIDES = 0.3
PRINTED_AGAIN = 0.1
NAME_INSIDE = 0.1
ASKS_AS_OFFICIAL = 0.3
UNANSWERED = 0.5
PARAGRAPHS = 0.5
COLUMNS = 0.4
SIGNED = 0.1
# All faults for each fault that shows a sign, and the wrong turns assumed in any text: one turn
# matters little among many, and much among few.
FAULTS_PER_VISIBLE_FAULT = 1.3
ASSUMED_WRONG_TURNS = 1


class Evidence(NamedTuple):
    """Turns found, how many of them are likely right, and how many were likely missed."""

    turns: int
    right: float
    missed: float

    def plus(self, other: Evidence) -> Evidence:
        return Evidence(
            self.turns + other.turns, self.right + other.right, self.missed + other.missed
        )

    @property
    def confidence(self) -> float:
        """The harmonic mean of precision and recall of turns, lowered for faults without a sign.

        It is lower the fewer turns there are, and 0 without any.
        """
        both = 2 * self.turns + self.missed
        wrong = 1 - 2 * self.right / both if both else 1.0
        return (
            max(0.0, 1 - FAULTS_PER_VISIBLE_FAULT * wrong)
            * self.turns
            / (self.turns + ASSUMED_WRONG_TURNS)
        )


class Doubt(NamedTuple):
    """The probability that a turn is right, by one sign alone, and the number of turns it hides."""

    right: float
    missed: float = 0.0


def weigh(meeting: Meeting, gaps: Sequence[Gap]) -> Evidence:
    """The evidence of one meeting; `gaps` are the parts that were not understood."""
    turns = [utterance for utterance in meeting.utterances if is_turn(utterance)]
    by_id = {gap.utterance.id: gap for gap in gaps}
    doubts: dict[str, list[Doubt]] = defaultdict(list)
    labels = speaker_labels(meeting)
    times = Counter(turn.speaker for turn in turns if turn.speaker)
    for turn in turns:
        if gap := by_id.pop(turn.id, None):
            again = times[turn.speaker or ""] > 1
            doubts[turn.id].append(_of_gap(gap, labels, again=again))
        doubts[turn.id] += _of_text(turn)
    for turn, doubt in (*_of_all(meeting, turns), *_of_pairs(turns)):
        doubts[turn.id].append(doubt)
    right = missed = 0.0
    for turn in turns:
        # Several signs are mostly of the same fault.
        right += min((doubt.right for doubt in doubts[turn.id]), default=1.0)
        missed += max((doubt.missed for doubt in doubts[turn.id]), default=0.0)
    # Other text that was not understood is a turn of somebody.
    return Evidence(len(turns), right, missed + len(by_id))


def _of_all(meeting: Meeting, turns: Sequence[Utterance]) -> Iterator[tuple[Utterance, Doubt]]:
    """The doubts that come of a comparison of all turns, each with its turn."""
    for probability, found in (
        (UNLISTED, _odd_names(meeting, turns)),
        (SECOND_HOLDER, _second_holders(turns)),
        (BOTH_SIDES, _on_both_sides(turns)),
        (PRINTED_AGAIN, _with_printed_text(turns)),
        (NAME_INSIDE, _with_names(turns)),
        (ALONE, _of_one_alone(turns)),
        (SHIFTED, _of_shifted(turns)),
    ):
        yield from ((turn, Doubt(probability)) for turn in found)


def _of_pairs(turns: Sequence[Utterance]) -> Iterator[tuple[Utterance, Doubt]]:
    """The doubts that come of two turns one after the other."""
    for before, turn in pairwise(turns):
        yield from ((turn, doubt) for doubt in _of_pair(before, turn))
        if _swallows_answer(before, turn):
            yield before, Doubt(TURNS_INSIDE, 1)
        if _is_answered(before, turn):
            yield from ((each, Doubt(ANSWERS_AN_OFFICIAL)) for each in (before, turn))


def _of_gap(gap: Gap, labels: tuple[str, ...], *, again: bool) -> Doubt:
    """The doubt about a turn with a gap; `again` says that its label is printed several times."""
    if gap.reason == MARKED:
        return Doubt(MARK_INSIDE, len(find_marks(gap.utterance, labels)))
    if gap.reason == CALLED:
        return Doubt(CALL_INSIDE, 1)
    if gap.reason == NO_ROLE:
        return Doubt(ROLELESS_AGAIN if again else ROLELESS)
    return Doubt(UNKNOWN_PART, 1)


def _of_text(turn: Utterance) -> Iterator[Doubt]:
    """The doubts that a turn's own text raises."""
    if _MID.match(turn.text):
        yield Doubt(MID_SENTENCE)
    if _ends_open(turn.text, titled=turn.role == "chair"):
        yield Doubt(ENDS_OPEN)
    if turn.speaker and (_SIGNED.match(turn.speaker) or "\t" in turn.speaker):
        yield Doubt(SIGNED)
    if hidden := _turns_inside(turn):
        yield Doubt(TURNS_INSIDE, hidden)
    if _COLUMNS.search(turn.text):
        yield Doubt(COLUMNS)
    if turn.role in _ANSWERS and _ASKS_LAST.search(turn.text):
        yield Doubt(ASKS_AS_OFFICIAL, 1)
    call = _CALL.search(turn.text) if turn.role not in ("chair", None) else None
    if call and not _NO_CALL.search(call["called"]) and "\n" + call["called"] in "\n" + turn.text:
        yield Doubt(CALLS_ITSELF, 1)
    if turn.speaker is None and turn.kind in ("question", "answer", "comment"):
        if "\n" in turn.text:
            yield Doubt(PARAGRAPHS, 0.5)
        if turn.kind == "comment" and _ASKS.search(turn.text):
            yield Doubt(UNANSWERED, 1)


def _ends_open(text: str, *, titled: bool) -> bool:
    """Whether a text ends within a sentence; `titled` says that a title may follow it."""
    last = text.rstrip().rpartition("\n")[2]
    if _ENDS.search(last) or last[:1] in f"{PLAIN_CIRCLES}─━（(〔":
        return False
    if "。" in last or last.endswith(("、", "，")):
        return True
    if not titled and _OPEN.search(last):
        return True
    if titled:
        return len(last) > _MIN_TITLED_OPEN_END_LENGTH and "\n" not in text
    return len(last) > _MIN_OPEN_END_LENGTH


def _of_pair(before: Utterance, turn: Utterance) -> Iterator[Doubt]:
    """The doubts about a turn that the turn before raises."""
    if turn.speaker and before.speaker == turn.speaker and turn.role != "chair":
        yield Doubt(SAME_AGAIN, 1)
    if before.role == "chair" and turn.role != "chair" and turn.speaker:
        call = _CALL.search(before.text[-60:])
        if call and not _NO_CALL.search(call["called"]) and not _agree(call["called"], turn):
            yield Doubt(UNCALLED, 0.5)


def _turns_inside(turn: Utterance) -> int:
    """How many turns of others the paragraphs of one seem to hold, by what they ask.

    Officials ask nothing between their answers. A member's short paragraphs that go on after a
    question, and ask again, hold the answer.
    """
    paragraphs = turn.text.split("\n")
    asks = [_ASKS_LAST.search(each) is not None for each in paragraphs]
    if turn.role in _ANSWERS:
        return sum(asks[:-1])
    if turn.role not in ("member", None) or max(map(len, paragraphs)) > _MAX_SHORT_PARAGRAPH:
        return 0
    answered = [at for at, (one, two) in enumerate(pairwise(asks)) if one and not two]
    last = max((at for at, one in enumerate(asks) if one), default=0)
    return sum(at + 2 <= last for at in answered)


def _is_answered(before: Utterance, turn: Utterance) -> bool:
    """Whether somebody who usually answers asks, and a member answers."""
    asked = before.role in _ANSWERS or (before.role is None and turn.role == "member")
    answers = turn.role in ("member", None) and not _ASKS.search(turn.text)
    return asked and answers and _ASKS_LAST.search(before.text) is not None


def _swallows_answer(turn: Utterance, following: Utterance) -> bool:
    """Whether a question is followed by other words in the same turn, and by nobody's answer.

    The mark of whoever answers may be missing.
    """
    if turn.role not in ("member", None) or following.role in _ANSWERS:
        return False
    asked = _ASKS_BEFORE_MORE.search(turn.text)
    if not asked or _ASKS.search(turn.text, asked.end() - 1):
        return False
    return following.role == "chair" or _ASKS.search(following.text) is not None


def _on_both_sides(turns: Sequence[Utterance]) -> list[Utterance]:
    """The turns of those whose role is unknown who both ask and answer."""
    asked: dict[str, Counter[bool]] = defaultdict(Counter)
    unknown = [turn for turn in turns if turn.speaker and turn.role is None]
    for turn in unknown:
        asked[turn.speaker or ""][_ASKS.search(turn.text) is not None] += 1
    return [turn for turn in unknown if min(asked[turn.speaker or ""][a] for a in (False, True))]


def _of_one_alone(turns: Sequence[Utterance]) -> Sequence[Utterance]:
    """All turns, where one speaker asks and answers everything: nobody does."""
    speakers = {turn.speaker for turn in turns}
    asked = sum(len(_ASKS.findall(turn.text)) for turn in turns)
    alone = len(turns) > 1 and len(speakers) == 1 and None not in speakers
    return turns if alone and asked >= _MIN_ASKED else ()


def _of_shifted(turns: Sequence[Utterance]) -> Sequence[Utterance]:
    """The turns from the first on that is another's, where members often answer officials.

    The labels of a column stand beside the wrong words.
    """
    pairs = list(pairwise(turns))
    asked = [at for at, (before, turn) in enumerate(pairs) if _is_answered(before, turn)]
    usual = sum(
        before.role == "member"
        and turn.role != "member"
        and _ASKS_LAST.search(before.text) is not None
        for before, turn in pairs
    )
    return turns[asked[0] :] if len(asked) > 1 and 2 * len(asked) >= usual else ()


def _with_printed_text(turns: Sequence[Utterance]) -> list[Utterance]:
    """The turns with a paragraph that both those who ask and those who answer say: a notice."""
    roles: dict[str, set[str | None]] = defaultdict(set)
    paragraphs = {turn.id: _long_paragraphs(turn) for turn in turns}
    for turn in turns:
        for paragraph in paragraphs[turn.id]:
            roles[paragraph].add(turn.role)
    return [t for t in turns if any(len(roles[each]) > 1 for each in paragraphs[t.id])]


def _long_paragraphs(turn: Utterance) -> list[str]:
    first, *more = turn.text.split("\n")
    return [
        each for each in more if len(each) >= _MIN_PRINTED_LENGTH and "。" in each and each != first
    ]


def _with_names(turns: Sequence[Utterance]) -> Iterator[Utterance]:
    """The turns of labels whose words always begin with one same name, where several do."""
    said: dict[str, list[Utterance]] = defaultdict(list)
    for turn in turns:
        if turn.speaker and not turn.name:
            said[turn.speaker].append(turn)
    named = [
        own
        for own in said.values()
        if len(own) > 1 and len({turn.text[:2] for turn in own}) == 1 and _NAME.match(own[0].text)
    ]
    if len(named) > 1:
        yield from (turn for own in named for turn in own)


def _agree(called: str, turn: Utterance) -> bool:
    """Whether the person called may be the speaker: two consecutive characters in common."""
    squashed = re.sub(r"[\s　（()）]", "", called)
    known = re.sub(r"[\s　（()）]", "", f"{turn.speaker}{turn.name or ''}")
    own = re.sub(r"(?:君|さん|議員|委員)$", "", squashed)
    if len(own) < 2:
        return own in known
    return any(own[at : at + 2] in known for at in range(len(own) - 1))


def _odd_names(meeting: Meeting, turns: Sequence[Utterance]) -> list[Utterance]:
    """The turns of speakers who are not on the attendance list, if it has most of the speakers."""
    listed = {re.sub(r"\s", "", person.name) for person in meeting.attendees}
    named = [(turn, re.sub(r"\s", "", turn.name)) for turn in turns if turn.name]
    odd = [t for t, name in named if not any(e.startswith(name) or name in e for e in listed)]
    return odd if 2 * len(odd) < len(named) else []


def _second_holders(turns: Sequence[Utterance]) -> list[Utterance]:
    """The turns of speakers whose office another person holds more often in this meeting."""
    holders: dict[str, Counter[str]] = defaultdict(Counter)
    for turn in turns:
        if turn.office and turn.name and turn.office not in ("議員", "委員", "参考人"):
            holders[turn.office][turn.name] += 1
    return [
        turn
        for turn in turns
        if turn.office in holders
        and turn.name
        and 3 * holders[turn.office][turn.name] < holders[turn.office].total()
    ]
