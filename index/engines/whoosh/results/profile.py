"""What the minutes tell of a person: offices, parties, committees and subjects, with dates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.arrays import Docs
from index.engines.whoosh.segment.doc_values import FieldValues
from index.engines.whoosh.segment.snapshot import Snapshot
from index.minutes import ROLES
from index.persons import Held, Person, Profile, is_assembly

_SITTING = [ROLES.index(role) + 1 for role in ("member", "chair")]
# What a member of an assembly is called by the minutes of one style or another.
_MEMBER, _AS_MEMBER = "議員", frozenset({"議員", "委員"})


def read_profile(snapshot: Snapshot, field_values: FieldValues, person: Person) -> Profile:
    docs = np.flatnonzero(snapshot.people.mask([person.id]))
    dates = snapshot.doc_values["date"][docs]

    def held(column: str, value: Callable[[int], str | None] | None = None) -> list[Held]:
        """The values of a column: by default its texts, else what the first document has."""
        codes = field_values.column(column).codes[docs]
        texts = value or (lambda doc: _text(field_values, column, doc))
        return list(_held(docs, codes, dates, texts))

    offices = held("speaker_text", lambda doc: snapshot.utterance(doc, "").office)
    if is_assembly(person.body):
        sits = np.isin(snapshot.doc_values["role"][docs], _SITTING)
        offices = [each for each in offices if each.value not in _AS_MEMBER]
        offices += _held(docs[sits], sits[sits], dates[sits], lambda _: _MEMBER)
    return Profile(
        person=person,
        alike=snapshot.people.alike(person),
        offices=_by_first_day(_merged(offices)),
        parties=_by_first_day(held("party")),
        committees=_by_count(held("committee")),
        subjects=_by_count(held("agenda_text")),
    )


def _text(field_values: FieldValues, column: str, doc: int) -> str:
    return field_values.text(column, int(field_values.column(column).codes[doc]))


def _held(
    docs: Docs, codes: npt.NDArray[Any], dates: npt.NDArray[Any], text: Callable[[int], str | None]
) -> Iterator[Held]:
    """Each value that some documents have, with its first and last date; dates of 0 are none."""
    order = np.lexsort((dates, codes))
    _, starts = np.unique(codes[order], return_index=True)
    for group in np.split(order, starts[1:]) if len(docs) else ():
        value = text(int(docs[group[0]]))
        dated = dates[group][dates[group] > 0]
        first, last = (_day(dated[0]), _day(dated[-1])) if len(dated) else (None, None)
        if value:
            yield Held(value, first, last, len(group))


def _merged(held: Iterable[Held]) -> list[Held]:
    """One for each value, from the first day to the last."""
    merged: dict[str, Held] = {}
    for each in held:
        other = merged.get(each.value)
        days = [day for one in (each, other) if one for day in (one.first, one.last) if day]
        count = each.speeches + (other.speeches if other else 0)
        first, last = (min(days), max(days)) if days else (None, None)
        merged[each.value] = Held(each.value, first, last, count)
    return list(merged.values())


def _by_first_day(held: list[Held]) -> tuple[Held, ...]:
    return tuple(sorted(held, key=lambda each: (each.first or "9", each.value)))


def _by_count(held: list[Held]) -> tuple[Held, ...]:
    return tuple(sorted(held, key=lambda each: (-each.speeches, each.value)))


def _day(date: np.integer) -> str:
    digits = f"{int(date):08}"
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
