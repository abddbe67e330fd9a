"""Turns → kinds and exchanges, from who asks and who answers.

A member's turn that is answered is a question, and the answers up to the next
member's turn are its exchange; the chair's words between them are inside, so
that an exchange is one run of turns. A turn nobody answers is a comment, an
exchange of its own. An explanation nobody asked for is a report. The chair's
conduct of the meeting, and votes called one by one, stand outside.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from index.minutes import Kind

Act = Literal["asks", "remarks", "answers", "reports", "conducts", "turns", "speaks", "prints"]
"""What a turn does to the exchange that is open.

    asks      opens one, and closes the one before
    remarks   as asks, but only what follows at once answers it
    answers   belongs to it; without one, it is a report
    reports   an explanation asked for by the chair; closes it
    conducts  the chair's words, inside it if an answer still follows
    turns     the chair's words that turn to another subject; closes it
    speaks    anything else said (a vote, a guest's greeting); closes it
    prints    said by nobody (a list, a heading); closes it
"""

_AT_ONCE = 3
"""The answer to a remark is the next turn, or the one after the chair's that calls for it."""

_OUTSIDE: dict[Act, Kind] = {"reports": "report", "prints": "narrative"}


class Place(NamedTuple):
    """The kind of a turn, and a number that the turns of one exchange share."""

    kind: Kind
    exchange: int | None = None


def place_turns(acts: Sequence[Act]) -> list[Place]:
    """The kind and the exchange of each turn, in the order of the minutes."""
    places = [Place(_OUTSIDE.get(act, "speech")) for act in acts]
    number = 0
    index = 0
    while index < len(acts):
        if acts[index] == "answers":
            places[index] = Place("report")
        if acts[index] not in ("asks", "remarks"):
            index += 1
            continue
        answers = list(_answers(acts, index))
        end = answers[-1] if answers else index
        places[index] = Place("question" if answers else "comment")
        for answer in answers:
            places[answer] = Place("answer")
        for inside in range(index, end + 1):
            places[inside] = places[inside]._replace(exchange=number)
        number += 1
        index = end + 1
    return places


def _answers(acts: Sequence[Act], question: int) -> Iterator[int]:
    """The turns that answer the one at `question`, up to what closes its exchange."""
    if acts[question] == "remarks" and "answers" not in acts[question + 1 : question + _AT_ONCE]:
        return
    for index in range(question + 1, len(acts)):
        if acts[index] == "answers":
            yield index
        elif acts[index] != "conducts":
            return
