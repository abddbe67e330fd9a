"""Count the questions of people whose asking and answering passages are paired.

    python tests/relevance/passages.py [--all]

Reads minutes/tokyo2020.jsonl.xz and questions/tokyo2020.jsonl of the shared folder beside the
checkout. Each question names the speech that asks and the speeches that answer. The answering
passage is the one that has `answer_passage`, if the data have it; else, like the asking passage,
the passage of the named speeches that is most similar to the question (by pairs of characters,
weighted by the number of passages that have them).
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
_COMPARED_LENGTH = 30


class Judgement(NamedTuple):
    """Whether the passages of a question are in one exchange, and whether they are a pair.

    `given` says that the data have the answering passage.
    """

    question: str
    given: bool
    in_one_exchange: bool
    paired: bool
    asks: str
    answers: str


def measure(minutes: Path = MINUTES, questions: Path = QUESTIONS) -> tuple[Judgement, ...]:
    """A judgement of each question of the collection."""
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


def _judge(question: Mapping[str, object], exchanges: Mapping[str, Exchange]) -> Judgement:
    text, printed = str(question["question"]), str(question.get("answer_passage") or "")
    asks = _most_similar(text, _utterances(question["question_speeches"], exchanges))
    replies = _utterances(question["answer_speeches"], exchanges)
    answers = _passage_with(printed, replies) or _most_similar(text, replies)
    group = exchanges[asks.utterance].id
    in_one_exchange = group == exchanges[answers.utterance].id
    pairs = pair_exchange(exchanges[asks.utterance].utterances) if in_one_exchange else ()
    paired = any(pair.asks == asks and answers in pair.answers for pair in pairs)
    shown = [_said(each, exchanges) for each in (asks, answers)]
    return Judgement(text, bool(printed), in_one_exchange, paired, *shown)


def _utterances(ids: object, exchanges: Mapping[str, Exchange]) -> list[Utterance]:
    assert isinstance(ids, list)
    wanted = set(ids)
    return [u for each in ids for u in exchanges[each].utterances if u.id in wanted]


def _passage_with(printed: str, replies: Sequence[Utterance]) -> Passage | None:
    """The passage in which the printed answer begins."""
    for utterance in replies:
        at = utterance.text.find(printed[:_COMPARED_LENGTH]) if printed else -1
        if at >= 0:
            return next(each for each in passages(utterance) if each.start <= at < each.end)
    return None


def _most_similar(text: str, among: Sequence[Utterance]) -> Passage:
    cut = [(each, utterance) for utterance in among for each in passages(utterance)]
    grams = [_grams(utterance.text[each.start : each.end]) for each, utterance in cut]
    spread = Counter(gram for each in grams for gram in each)
    wanted = _grams(text)

    def similarity(number: int) -> float:
        shared = wanted & grams[number]
        return sum(log(1 + len(cut) / spread[g]) for g in shared) / sqrt(80 + len(grams[number]))

    return cut[max(range(len(cut)), key=similarity)][0]


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
            verdict = "paired" if each.paired else "apart"
            print(f"{verdict}\t{each.question}\n\t{each.asks}\n\t{each.answers}")
    for name, some in (("all", found), ("answer given", [each for each in found if each.given])):
        together = sum(each.in_one_exchange for each in some) / len(some)
        paired = sum(each.paired for each in some) / len(some)
        print(f"{name}: {len(some)} questions, in one exchange {together:.0%}, a pair {paired:.0%}")


if __name__ == "__main__":
    main()
