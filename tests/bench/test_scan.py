"""What the scan finds, with which `conjunctions.py` compares what is searched."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.minutes import AgendaItem, Meeting, Source, Utterance
from index.search import Searcher
from index.writer import open_writer

BENCH = Path(__file__).parents[2] / "bench"
SOURCE = Source("kura.txt", "0" * 64)
CONSTRUCTION, FINANCE = AgendaItem(None, "公園の改修について"), AgendaItem("議案第5号", "予算")


@pytest.fixture(autouse=True)
def scan(monkeypatch: pytest.MonkeyPatch) -> None:
    """The modules of bench/ can be imported, as by the commands."""
    monkeypatch.syspath_prepend(BENCH)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＩＣＴ", "ict"),
        ("防\u200b災\ufeff計\u00ad画", "防災計画"),
        ("葛\U000e0100城", "葛城"),
        ("10時〜12時～", "10時~12時~"),
        ("03−12‐34", "03-12-34"),
        ("1ー2", "1-2"),
        ("サーバー", "サーバー"),
        ("二○二三、二◯二三", "二〇二三、二〇二三"),
    ],
)
def test_characters_that_look_alike_are_one(text: str, folded: str) -> None:
    from common.scan.characters import fold_characters

    assert fold_characters(text) == folded


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("諸　報　告", "諸報告"),
        ("佐藤　花子", "佐藤花子"),
        ("A B", "a b"),
        ("東   西", "東西"),
        ("東    西", "東    西"),
        ("東\n西", "東\n西"),
    ],
)
def test_up_to_three_spaces_between_letters_are_a_gap(text: str, joined: str) -> None:
    from common.scan.characters import fold_characters, without_gaps

    assert without_gaps(fold_characters(text)) == joined


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("１５人、1,005人", ["15", "1005"]),
        ("四、五人と4、6人と四、五丁目", ["4、5", "4", "6", "4", "5"]),
        ("８０m2、３０戸と２、３０戸", ["80", "2", "30", "2、30"]),
        ("二十四、五人、二、三十人", ["24、5", "2、30"]),
        ("一、〇〇〇円と千円と１、０００円", ["1000"] * 3),
        ("五二・八％と2.50倍", ["52.8", "2.5"]),
        ("3・4・5丁目", ["3", "4", "5"]),
        ("二○二三年", ["2023"]),
        ("3億4,600万円、三億四千六百万円", ["346000000"] * 2),
        ("第二十一回、千百人、1万", ["21", "1100", "10000"]),
        ("2,5丁目", ["2", "5"]),
        ("四・五丁目と二・五倍", ["4", "5", "2.5"]),
        ("数十人と十数人、何百人", ["数10", "10数", "何100"]),
        ("六百何万円", ["600何10000"]),
        ("03-1234、○三番、〇・五", ["03", "1234", "0", "3", "0.5"]),
        ("回数と万が一", ["1"]),
        ("令和元年、元年", ["1"]),
    ],
)
def test_numbers_are_read_in_any_writing(text: str, values: list[str]) -> None:
    from common.scan.characters import fold_characters
    from common.scan.numerals import numbers

    assert [number.value for number in numbers(fold_characters(text))] == values


def test_kanji_are_read_as_they_are_written() -> None:
    from common.scan.numerals import MAX_IN_KANJI, in_kanji, value_of

    for value in range(1, MAX_IN_KANJI, 7):
        assert value_of(in_kanji(value)) == str(value)


TEXTS = (
    # exchange, agenda, role, text
    ("a", CONSTRUCTION, "member", "がけの工事です。会議　録音の件。"),
    ("a", CONSTRUCTION, "official", "検討してまいります。定員は１５人です。"),
    ("b", FINANCE, "member", "安全を心がける。諸　報　告です。"),
    ("b", FINANCE, "official", "定員は五人です。議事は会議録のとおり。"),
    (None, None, "chair", "再開します。5人です。"),
)
# Queries by the numbers of the utterances that the scan must find.
FOUND = [
    ("Word", "会議録", [3]),
    ("Word", "諸報告", [2]),
    ("Counted", "5人", [3, 4]),
    ("Counted", "十五人", [1]),
    ("String", "がけ", [0, 2]),
    ("String", "5人", [1, 4]),
    ("String", "諸報告", []),
    ("String", "諸 報 告", [2]),
]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    said = tuple(
        Utterance(f"m-{number}", "m", group, "speech", text, SOURCE, role=role, agenda=agenda)
        for number, (group, agenda, role, text) in enumerate(TEXTS)
    )
    with open_writer(tmp_path / "store") as writer:
        writer.add(Meeting("m", "倉野町議会", "本会議", SOURCE, said))
        writer.commit({})
    return tmp_path / "store"


@pytest.mark.parametrize(("kind", "text", "lines"), FOUND)
def test_members_are_found_by_the_rules(home: Path, kind: str, text: str, lines: list[int]) -> None:
    from common.scan import members
    from common.scan.minutes import read_minutes

    found = getattr(members, kind)(text).hits(read_minutes(Searcher(home)))
    assert found.lines.tolist() == lines


def test_a_word_in_kana_is_not_found_in_its_parts(home: Path) -> None:
    from common.scan.members import Kana
    from common.scan.minutes import read_minutes

    minutes = read_minutes(Searcher(home))
    assert Kana("がけ").hits(minutes).lines.tolist() == [0, 2]
    assert Kana("がけ", parts=("心がけ",)).hits(minutes).lines.tolist() == [0]


def test_only_what_a_dictionary_knows_of_a_number_is_taken_from_a_search(home: Path) -> None:
    from common.scan.members import Counted
    from common.scan.minutes import read_minutes

    listed = ("逐一点検", "11点", "4一点", "一点目", "万が一点")
    assert [*filter(Counted("1点").is_by_chance, listed)] == ["逐一点検", "万が一点"]
    minutes = read_minutes(Searcher(home))
    assert Counted("五人", parts=("員は五人",)).hits(minutes).lines.tolist() == [4]


def test_a_conjunction_is_of_the_exchange_and_its_headings(home: Path) -> None:
    from common.scan.conjunction import Conjunction
    from common.scan.members import Between, Counted, Field, Hits, Member, String, Word
    from common.scan.minutes import read_minutes

    minutes = read_minutes(Searcher(home))
    official = Field("役割:行政", "role", Between("official", "official"))

    def hits(member: Member) -> Hits:
        return member.hits(minutes)

    def found(*members: Member, without: tuple[Member, ...] = ()) -> list[int]:
        every = (*members, *without)
        negated = tuple(member in without for member in every)
        return Conjunction(every, negated).lines(minutes, hits).tolist()

    park, cliff, review = Word("公園"), String("がけの工事"), Word("検討")
    assert found(cliff, review) == [0, 1]
    assert found(cliff, park) == [0]
    assert found(String("がけの工事"), String("公園の改")) == [0]
    assert found(review, Word("園の改修")) == [1]
    assert found(String("定員"), Counted("五号")) == [3]
    assert found(String("です"), Word("町議")) == [0, 1, 2, 3, 4]
    assert found(park) == [0, 1]
    assert found(cliff, review, official) == [1]
    assert found(String("定員"), without=(cliff,)) == [3]
    assert found(String("です"), without=(park,)) == [2, 3, 4]
    assert found(String("です"), without=(official,)) == [0, 2, 4]
