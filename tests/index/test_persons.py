"""Printed speakers → persons: who is meant by a surname, and where nobody is guessed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.names import NamePart, NameReadings, is_kana
from index.engines.whoosh.segment.people import _Meetings
from index.identification import Identified, Listed, Speaker, Voice, Writings, identify
from index.minutes import Attendee, Meeting, Role, Source, Utterance
from index.persons import is_assembly, person_id
from index.query import SearchRequest
from index.search import Searcher
from index.writer import open_writer

TOWN = "倉野町議会"


def honored(name: str, year: int, office: str | None = None, body: str = TOWN) -> Voice:
    """A full name as the plenary prints it: 汐見花子君, 町長（波止一郎君）."""
    role: Role = "member" if office is None else "official"
    if office and office.endswith("議長"):
        role = "chair"
    return Voice(body, year, f"{office}（{name}君）" if office else f"{name}君", name, office, role)


def seated(name: str, year: int, office: str = "委員", body: str = TOWN) -> Voice:
    """A member as a committee prints one: 汐見委員, 汐見（花）副委員長."""
    role: Role = "chair" if office.endswith("長") else "member"
    return Voice(body, year, name + office, name, office, role)


def official(speaker: str, year: int) -> Voice:
    """An official whose name and office are printed together: 波止町長."""
    return Voice(TOWN, year, speaker, None, None, "official")


# Members of a town where full names are usual.
OTHERS = [honored(name, 2010) for name in ("浜風太郎", "岬さくら", "帆波健一", "磯辺みのり")]


# What the dictionary would have of this town.
READINGS = {
    "姓": {"汐見": ["しおみ"], "浜風": ["はまかぜ"], "帆波": ["ほなみ"], "小栗": ["おぐり"]},
    "名": {"花子": ["はなこ"], "太郎": ["たろう"], "健一": ["けんいち"], "次郎": ["じろう"]},
}


class Town(NameReadings):
    def __init__(self) -> None:
        """Without a dictionary."""

    def of(self, text: str, part: NamePart) -> tuple[str, ...]:
        return tuple(READINGS[part].get(text, [text] if is_kana(text) else []))


def identified(
    *voices: Voice,
    listed: Iterable[Listed] = (),
    together: Iterable[Voice] = (),
) -> Identified:
    """Each voice is of a meeting of its own, but for those that meet."""

    def meetings(printed: Iterable[Voice | Listed]) -> set[int]:
        return {0 if each in together else hash(each) for each in printed}

    return identify([*voices], [*listed], Town(), meetings)


def who(voice: Voice, *printed: Voice, listed: Iterable[Listed] = ()) -> str | None:
    return identified(voice, *OTHERS, *printed, listed=listed).speakers[voice].person


def test_a_surname_is_the_one_member_whose_full_name_begins_so() -> None:
    named = honored("汐見花子", 2012)
    assert who(named) == "汐見花子"
    assert who(seated("汐見", 2012), named) == "汐見花子"
    assert who(seated("汐見", 2013, "副委員長"), named) == "汐見花子"
    assert who(seated("汐見", 2013, "建設委員長"), named) == "汐見花子"
    assert who(seated("汐", 2012), named, seated("汐見", 2012)) is None
    assert who(seated("汐見", 2012)) is None


def test_where_two_may_be_meant_none_is_guessed() -> None:
    two = honored("汐見花子", 2012), honored("汐見次郎", 2014)
    assert who(seated("汐見", 2013), *two) is None
    assert who(seated("汐見（花）", 2013), *two) == "汐見花子"
    assert who(seated("汐見（次）", 2013, "委員長"), *two) == "汐見次郎"
    assert who(seated("汐見（は）", 2013), *two) is None
    assert who(seated("汐見", 2013), honored("汐見花子", 2012), honored("汐見はるか", 2014)) is None


def test_a_member_is_known_for_a_term_before_and_after_the_full_name() -> None:
    named = honored("汐見花子", 2012)
    known = {year for year in range(2000, 2025) if who(seated("汐見", year), named)}
    assert known == {*range(2008, 2017)}


def test_of_two_over_the_years_each_is_known_in_the_own_time_alone() -> None:
    two = honored("汐見花子", 2002), honored("汐見次郎", 2020)
    found = {year: who(seated("汐見", year), *two) for year in range(1998, 2025)}
    assert {year for year, name in found.items() if name == "汐見花子"} == {*range(2000, 2005)}
    assert {year for year, name in found.items() if name == "汐見次郎"} == {*range(2018, 2023)}


def test_officials_are_known_by_the_same_office_alone() -> None:
    mayor, chief = honored("波止一郎", 2012, "町長"), honored("汐見真", 2012, "建設部長")
    assert who(official("波止町長", 2012), mayor) == "波止一郎"
    assert who(official("波止町長", 2013), mayor) == "波止一郎"
    assert who(official("波止町長", 2015), mayor) is None
    # Until a year in which nobody of that surname is printed with the office.
    later = [official("波止町長", year) for year in (2013, 2014, 2015, 2017)]
    found = identified(mayor, *OTHERS, *later).speakers
    assert [found[each].person for each in later] == ["波止一郎"] * 3 + [None]
    mayors = mayor, honored("波止二郎", 2018, "町長")
    assert who(official("波止町長", 2014), *mayors, *later) is None
    assert who(official("波止副町長", 2012), mayor) is None
    # One of many who are never named in full may have the same surname.
    assert who(official("汐見防災課長", 2012), chief) is None
    assert who(official("汐見建設部長", 2012), chief) == "汐見真"
    # Several have such an office at once.
    adviser = honored("汐見真", 2012, "担当参事")
    assert who(official("汐見担当参事", 2012), adviser) is None
    # Nor is a member taken for an official, or an official for a member.
    assert who(seated("汐見", 2012), chief) is None
    assert who(official("浜風防災課長", 2010)) is None


def test_a_character_that_is_compared_as_several_may_end_a_name() -> None:
    holder, voice = honored("汐見株式会社花子", 2010, "社長"), official("汐見㍿長", 2010)
    found = identified(voice, holder, *OTHERS).speakers[voice]
    assert found == Speaker("汐見㍿", "長", "汐見株式会社花子")


def test_a_name_and_an_office_in_one_are_divided_where_others_are_printed_so() -> None:
    alone = official("汐見防災課長", 2012)
    assert identified(alone).speakers[alone] == Speaker(None, None, None)
    several = [alone, official("小栗防災課長", 2020), official("小栗水と緑の課長", 2020)]
    found = identified(*several).speakers
    assert [found[each] for each in several] == [
        Speaker("汐見", "防災課長", None),
        Speaker("小栗", "防災課長", None),
        Speaker("小栗", "水と緑の課長", None),
    ]
    # The dictionary lacks 小栗山, whose office is another's.
    longer = official("小栗山防災課長", 2020)
    assert identified(*several, longer).speakers[longer] == Speaker(None, None, None)
    known = honored("汐見真", 2012, "防災課長")
    assert identified(alone, known, *OTHERS).speakers[alone] == Speaker(
        "汐見", "防災課長", "汐見真"
    )
    chair = Voice(TOWN, 2010, "浜風総務委員長", None, None, "chair")
    other = Voice(TOWN, 2010, "帆波総務委員長", None, None, "chair")
    own = identified(chair, other, *OTHERS).speakers
    assert own[chair] == Speaker("浜風", "総務委員長", "浜風太郎")


def test_kana_and_kanji_are_one_name_where_the_dictionary_reads_them_so() -> None:
    kanji, kana = honored("汐見花子", 2010), honored("汐見はなこ", 2012)
    found = identified(kanji, kana, seated("汐見", 2011))
    assert {each.person for each in found.speakers.values()} == {"汐見花子"}
    assert found.writings == {(TOWN, "汐見花子"): Writings(("汐見はなこ", "汐見花子"), ())}
    surname = identified(kanji, honored("しおみ花子", 2011), seated("しおみ", 2012))
    assert {each.person for each in surname.speakers.values()} == {"汐見花子"}
    part = identified(kanji, honored("汐見はな子", 2011))
    assert {each.person for each in part.speakers.values()} == {"汐見花子"}


@pytest.mark.parametrize(
    ("others", "told"),
    [
        # The dictionary reads it otherwise; lacks it; in the meantime nobody of the name is heard.
        ([honored("汐見花子", 2010), honored("汐見はるか", 2011)], False),
        ([honored("汐見華子", 2010), honored("汐見はなこ", 2011)], True),
        ([honored("汐見花子", 2008), honored("汐見はなこ", 2012), seated("汐見", 2010)], True),
        # A third has such a name.
        ([honored(f"汐見{name}", 2010) for name in ("花子", "はなこ", "華子")], True),
    ],
)
def test_writings_that_are_not_sure_are_two_persons(others: list[Voice], told: bool) -> None:
    found = identified(*others)
    assert all(len(each.names) == 1 for each in found.writings.values())
    assert any(each.alike for each in found.writings.values()) == told


def test_who_sits_in_one_meeting_is_two_persons() -> None:
    both = [honored("汐見花子", 2010), honored("汐見はなこ", 2010)]
    assert len(identified(*both).writings) == 1
    apart = identified(*both, together=both).writings
    assert {each.names for each in apart.values()} == {("汐見花子",), ("汐見はなこ",)}
    assert not any(each.alike for each in apart.values())


@pytest.mark.parametrize(
    ("body", "is_so"),
    [("倉野町議会", True), ("倉野町審議会", False), ("磯町協議会", False), ("衆議院", True)],
)
def test_an_assembly_has_members_whatever_they_are_called(body: str, is_so: bool) -> None:
    assert is_assembly(body) == is_so


def test_an_office_of_one_person_tells_members_of_the_same_surname_apart() -> None:
    two = honored("汐見花子", 2012, "議長"), honored("汐見次郎", 2012)
    assert who(seated("汐見", 2012, "議長"), *two) == "汐見花子"
    assert who(seated("汐見", 2012, "委員長"), *two) is None


def test_bodies_are_apart() -> None:
    assert who(seated("汐見", 2012, body="磯町議会"), honored("汐見花子", 2012)) is None
    assert person_id(TOWN, "汐見花子") != person_id("磯町議会", "汐見花子")
    assert person_id(TOWN, "汐見花子").isascii()


@pytest.mark.parametrize("name", ["南洋", "林一", "原一郎"])
def test_short_names_are_full_where_full_names_are_usual(name: str) -> None:
    assert who(honored(name, 2012)) == name


def test_a_surname_with_an_honorific_is_no_full_name() -> None:
    voices = [honored(name, 2012) for name in ("汐見", "浜風", "帆波", "佐々木")]
    assert not any(each.person for each in identified(*voices).speakers.values())
    mixed = honored("汐見", 2012)
    assert who(mixed, honored("汐見花子", 2012)) == "汐見花子"


def test_rosters_name_in_full() -> None:
    seen = [
        Listed(TOWN, 2012, Attendee(name, side, office))
        for name, side, office in (
            ("汐見　花子", "出席委員", None),
            ("浜風 太郎", "出席委員", "副委員長"),
            ("波止 一郎", "説明員", "建設課長"),
        )
    ]
    voices = [
        seated("汐見", 2012),
        seated("浜風", 2012, "副委員長"),
        official("波止建設課長", 2012),
    ]
    found = identified(*voices, listed=seen).speakers
    assert [found[voice].person for voice in voices] == ["汐見花子", "浜風太郎", "波止一郎"]


def test_who_speaks_in_full_before_and_after_sits_where_two_at_once_would_have_hints() -> None:
    long = honored("汐見花子", 2010), honored("汐見花子", 2018)
    hinted = seated("浜風（太）", 2014)
    assert who(seated("汐見", 2014), *long, honored("汐見次郎", 2017)) is None
    assert who(seated("汐見", 2014), *long, honored("汐見次郎", 2017), hinted) == "汐見花子"
    assert who(seated("汐見", 2014), *long, honored("汐見次郎", 2015), hinted) == "汐見花子"
    assert who(seated("汐見", 2014), *long, honored("汐見次郎", 2014), hinted) is None
    # In the last year another may have followed.
    later = seated("浜風（太）", 2018)
    assert who(seated("汐見", 2018), *long, honored("汐見次郎", 2020), later) is None
    assert who(seated("汐見", 2018), *long, honored("汐見次郎", 2021), later) == "汐見花子"
    assert who(seated("汐見", 2019), *long, honored("汐見次郎", 2022), hinted) is None


NAMES = st.sampled_from(["汐見花子", "汐見次郎", "汐見はる", "浜風太郎", "浜太郎", "岬さくら"])
YEARS = st.integers(2000, 2012)
VOICES = st.builds(honored, NAMES, YEARS) | st.builds(
    seated, st.sampled_from(["汐見", "汐見（花）", "浜風", "浜", "岬"]), YEARS
)


@given(st.lists(VOICES, max_size=12))
def test_whoever_is_meant_is_printed_in_full_and_the_only_one_near(voices: list[Voice]) -> None:
    """Against all full names: nobody else who may sit in that year begins as it is printed."""
    full = {voice.name: [] for voice in voices if voice.speaker.endswith("君")}
    for voice in voices:
        if voice.speaker.endswith("君"):
            full[voice.name].append(voice.year)
    for voice, (_, _, name) in identified(*voices).speakers.items():
        if name is None or voice.name == name:
            continue
        assert name in full
        begins = (voice.name or "").replace("（", "").replace("）", "")
        alike = {each: years for each, years in full.items() if each and each.startswith(begins)}
        first, last = min(alike[name]), max(alike[name])
        hints = any("（" in (each.name or "") for each in voices)
        margin = 4
        if hints and first <= voice.year <= last:
            margin = 0 if first < voice.year < last else 2
        near = [
            each
            for each, years in alike.items()
            if min(years) - margin <= voice.year <= max(years) + margin
        ]
        assert near == [name]


def test_an_index_need_not_tell_persons_to_find_them(tmp_path: Path) -> None:
    source = Source("kura.txt", "0" * 64)
    own = {"name": "汐見花子", "role": "member"}
    turns = [
        Utterance("a-u0", "a", None, "speech", "橋。", source, speaker="汐見花子君", **own),
        Utterance("a-u1", "a", None, "speech", "橋。", source, speaker="汐見委員", role="member"),
    ]
    turns[1] = replace(turns[1], name="汐見", office="委員")
    with open_writer(tmp_path) as writer:
        writer.add(Meeting("a", TOWN, "会議", source, date="2019-06-01", utterances=tuple(turns)))
        writer.commit({})
    request = SearchRequest("発言者:汐見花子")
    told, untold = Searcher(tmp_path), Searcher(tmp_path, tells_persons=False)
    assert [found.utterance.person for _, found in told.matches(request)] == [
        person_id(TOWN, "汐見花子")
    ] * 2
    assert [found.utterance for _, found in untold.matches(request)] == turns


def test_the_meetings_of_a_voice_are_those_of_all_rows_that_are_it() -> None:
    voices = [honored("汐見花子", 2020), seated("波止", 2020), honored("汐見花子", 2020)]
    meetings = _Meetings(voices, np.array([0, 1, 2, 1]), np.array([0, 0, 9, 9]), {})
    assert meetings(voices[:1]) == {0, 9}
    assert meetings([]) == set()
