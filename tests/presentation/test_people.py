"""The register of people: by the syllabary, and found by what is typed."""

from __future__ import annotations

import pytest

from index.persons import Person
from presentation.people import NO_READING, group_people, is_named


def person(name: str, reading: str | None, *, others: tuple[str, ...] = (), member: bool = True):
    return Person(name, "倉野町議会", name, others, reading, None, {2020: 1}, member)


def test_names_are_in_the_order_of_their_readings() -> None:
    people = [
        person("浜風太郎", "はまかぜ たろう"),
        person("磯辺みのり", "いそべ みのり"),
        person("坂東一", "ばんどう はじめ"),
        person("帆波健一", "ほなみ けんいち"),
        person("凪野栞", None),
        person("波止一郎", "はと いちろう", member=False),
    ]
    members, officials = group_people(people)
    assert [(row.kana, [each.name for each in row.people]) for row in members.rows] == [
        ("あ", ["磯辺みのり"]),
        ("は", ["浜風太郎", "坂東一", "帆波健一"]),
        (NO_READING, ["凪野栞"]),
    ]
    assert (members.size, officials.size) == (5, 1)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        *[(typed, True) for typed in ("", "汐見", "見はな", "汐見花子", "しおみ", "シオミ　ハナ")],
        *[(typed, False) for typed in ("浜", "汐花", "しおの")],
    ],
)
def test_a_person_is_found_by_any_writing_and_by_the_reading(typed: str, found: bool) -> None:
    shiomi = person("汐見はな子", "しおみ はなこ", others=("汐見花子",))
    assert is_named(shiomi, typed) == found
