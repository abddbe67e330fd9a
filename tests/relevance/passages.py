"""The passages that ask and that answer: how many of people's questions find both joined.

    python tests/relevance/passages.py [--all]

Reads minutes/tokyo2020.jsonl.xz and questions/tokyo2020.jsonl of the shared folder beside
the checkout. Each question names the speech that asks and the speeches that answer. The
passage that answers is the one that has `answer_passage`, where the data give it; else,
like the passage that asks, the one of the named speeches with most of the question's words
(pairs of characters, each worth more the fewer passages of the speech have it).
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log, sqrt
from pathlib import Path
from typing import NamedTuple

from index.minutes import Exchange, Meeting, Utterance
from index.passages import Passage, passages
from index.subjects import pair_exchange
from indexer.read_file import read_meetings

SHARED = Path(__file__).parents[3] / "shared"
MINUTES = SHARED / "minutes" / "tokyo2020.jsonl.xz"
QUESTIONS = SHARED / "questions" / "tokyo2020.jsonl"
_SURE = 30


class Found(NamedTuple):
    """What became of one question; `given` where the data give the answer's passage."""

    question: str
    given: bool
    together: bool
    joined: bool
    asks: str
    answers: str


def measure(minutes: Path = MINUTES, questions: Path = QUESTIONS) -> tuple[Found, ...]:
    """Each question of the collection, judged."""
    exchanges = _exchanges(read_meetings(minutes, minutes.name))
    lines = questions.read_text(encoding="utf-8").splitlines()
    return tuple(_judge(json.loads(line), exchanges) for line in lines)


def _exchanges(items: Iterable[object]) -> dict[str, Exchange]:
    return {
        utterance.id: exchange
        for item in items
        if isinstance(item, Meeting)
        for exchange in item.exchanges
        for utterance in exchange.utterances
    }


def _judge(question: Mapping[str, object], exchanges: Mapping[str, Exchange]) -> Found:
    text, printed = str(question["question"]), str(question.get("answer_passage") or "")
    asks = _likest(text, _utterances(question["question_speeches"], exchanges))
    replies = _utterances(question["answer_speeches"], exchanges)
    answers = _holding(printed, replies) or _likest(text, replies)
    group = exchanges[asks.utterance].id
    together = group == exchanges[answers.utterance].id
    pairs = pair_exchange(exchanges[asks.utterance].utterances) if together else ()
    joined = any(pair.asks == asks and answers in pair.answers for pair in pairs)
    shown = [_said(each, exchanges) for each in (asks, answers)]
    return Found(text, bool(printed), together, joined, *shown)


def _utterances(ids: object, exchanges: Mapping[str, Exchange]) -> list[Utterance]:
    assert isinstance(ids, list)
    wanted = set(ids)
    return [u for each in ids for u in exchanges[each].utterances if u.id in wanted]


def _holding(printed: str, replies: Sequence[Utterance]) -> Passage | None:
    """The passage in which the printed answer begins."""
    for utterance in replies:
        at = utterance.text.find(printed[:_SURE]) if printed else -1
        if at >= 0:
            return next(each for each in passages(utterance) if each.start <= at < each.end)
    return None


def _likest(text: str, among: Sequence[Utterance]) -> Passage:
    cut = [(each, utterance) for utterance in among for each in passages(utterance)]
    grams = [_grams(utterance.text[each.start : each.end]) for each, utterance in cut]
    spread = Counter(gram for each in grams for gram in each)
    wanted = _grams(text)

    def worth(number: int) -> float:
        shared = wanted & grams[number]
        return sum(log(1 + len(cut) / spread[g]) for g in shared) / sqrt(80 + len(grams[number]))

    return cut[max(range(len(cut)), key=worth)][0]


def _grams(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def _said(passage: Passage, exchanges: Mapping[str, Exchange]) -> str:
    utterances = exchanges[passage.utterance].utterances
    text = next(each.text for each in utterances if each.id == passage.utterance)
    return f"{passage.anchor} {text[passage.start : passage.end][:60].strip()!r}"


def main() -> None:
    found = measure()
    if "--all" in sys.argv:
        for each in found:
            verdict = "joined" if each.joined else "apart"
            print(f"{verdict}\t{each.question}\n\t{each.asks}\n\t{each.answers}")
    for name, some in (("all", found), ("answer given", [each for each in found if each.given])):
        together = sum(each.together for each in some) / len(some)
        joined = sum(each.joined for each in some) / len(some)
        print(f"{name}: {len(some)} questions, in one exchange {together:.0%}, a pair {joined:.0%}")


if __name__ == "__main__":
    main()
