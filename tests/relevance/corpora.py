"""The sets of questions, each with an index of the minutes that answer them.

    tokyo     97 questions that people wrote about 東京都議会, and the speeches that answer
    kodaira   687 headings of 小平市議会, and the turns below each; no heading is indexed
    samples   questions about the project's own samples, and words of the answer

The texts of the first two belong to the assemblies and the authors: they are read from
the `shared` folder beside the checkout, and a set is None where that is absent.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from index.minutes import Meeting, Role, Source, Utterance
from index.search import Searcher
from index.writer import open_writer
from indexer.pipeline import index_paths

HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared"
SAMPLES = HERE.parents[1] / "samples" / "minutes"

_SIDES: Mapping[str, Role] = {"Q": "member", "A": "official"}


class Question(NamedTuple):
    """A question, and the ids of the speeches and the exchanges that answer it."""

    text: str
    speeches: frozenset[str]
    exchanges: frozenset[str]


class Corpus(NamedTuple):
    """Indexed minutes, and the questions about them."""

    searcher: Searcher
    utterances: list[Utterance]
    questions: list[Question]

    def units(self) -> dict[str, dict[str, list[str]]]:
        """The texts of each exchange, and of each speech, by id."""
        groups = groupby(self.utterances, key=lambda each: each.group)
        return {
            "exchanges": {group: [each.text for each in members] for group, members in groups},
            "speeches": {each.id: [each.text] for each in self.utterances},
        }


def tokyo(home: Path) -> Corpus | None:
    minutes = SHARED / "minutes" / "tokyo2020.jsonl.xz"
    questions = SHARED / "questions" / "tokyo2020.jsonl"
    if not (minutes.exists() and questions.exists()):
        return None
    index_paths([minutes], home)
    answered = ((each["question"], each["answer_speeches"]) for each in _lines(questions))
    return _corpus(home, answered)


def kodaira(home: Path) -> Corpus | None:
    path = SHARED / "questions" / "kodaira2021.jsonl"
    if not path.exists():
        return None
    with open_writer(home) as writer:
        for session, headed in groupby(_lines(path), key=lambda each: str(each["session"])):
            writer.add(_session(session, headed))
        writer.commit({})
    answered = (
        (each["question_heading"], [_turn(each, n) for n in range(len(each["turns"]))])
        for each in _lines(path)
    )
    return _corpus(home, answered)


def samples(home: Path) -> Corpus:
    index_paths([SAMPLES], home)
    utterances = list(Searcher(home).export())
    answered = (
        (each["question"], [said.id for said in utterances if each["answer"] in said.text])
        for each in _lines(HERE / "samples.jsonl")
    )
    return _corpus(home, answered)


CORPORA: Mapping[str, Callable[[Path], Corpus | None]] = {
    "tokyo": tokyo,
    "kodaira": kodaira,
    "samples": samples,
}


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _corpus(home: Path, answered: Iterable[tuple[str, Iterable[str]]]) -> Corpus:
    """Raises KeyError if an answer is not in the index, ValueError if a question has none."""
    searcher = Searcher(home)
    utterances = list(searcher.export())
    group = {each.id: each.group for each in utterances}
    questions = [
        Question(text, frozenset(ids), frozenset(group[each] for each in ids))
        for text, answers in answered
        for ids in [list(answers)]
    ]
    unanswered = [each.text for each in questions if not each.speeches]
    if unanswered:
        raise ValueError(f"no answer: {unanswered}")
    return Corpus(searcher, utterances, questions)


def _session(name: str, headed: Iterable[Mapping[str, Any]]) -> Meeting:
    """A session as a meeting; the turns below a heading are an exchange, without the heading."""
    source = Source(name, "")
    utterances = tuple(
        Utterance(
            id=_turn(each, number),
            meeting=name,
            exchange=each["id"],
            kind="question" if turn["side"] == "Q" else "answer",
            text=turn["text"],
            source=source,
            speaker=turn["speaker"] or None,
            role=_SIDES[turn["side"]],
        )
        for each in headed
        for number, turn in enumerate(each["turns"])
    )
    return Meeting(name, "小平市議会", name, source, utterances)


def _turn(headed: Mapping[str, Any], number: int) -> str:
    return f"{headed['id']}-{number}"
