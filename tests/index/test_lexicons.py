"""The lexicon: read from files, compiled once, stored with the index."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from index.analysis import user_dictionary
from index.analysis.analyzer import Analyzer
from index.analysis.lexicon import LEXICON_FOLDER, Lexicon, Row, read_lexicon
from index.analysis.user_dictionary import COMPILED_LEXICON, compile_lexicon
from index.errors import IndexOutdated, KaigirokuError
from index.minutes import Meeting, Source, Utterance
from index.query import SearchRequest
from index.search import Searcher
from index.storage.generations import Generations
from index.writer import open_writer

SOURCE = Source("kura.txt", "0" * 64)
HEADER = "surface,reading,pos,split,normalized,synonyms,reason,note\n"
OWN = (
    Row(
        "くらの号", "クラノゴウ", "名詞-固有名詞-一般", ("くらの", "号"), "くらの号", ("倉野バス",)
    ),
    Row("ＫＵＲＡ券", "クラケン", split=("ＫＵＲＡ", "券"), normalized="蔵券"),
)


@pytest.fixture(scope="module")
def own() -> Analyzer:
    return Analyzer(Lexicon(OWN))


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "own.csv"
    path.write_text(text, encoding=encoding)
    return path


def forms(analyzer: Analyzer, text: str) -> tuple[list[str], list[str]]:
    analysis = analyzer.analyze(text)
    compounds = [each.token.form for each in analysis.compounds]
    return [token.form for token in analysis.tokens], compounds


def test_every_built_in_word_is_one_word_with_the_split_of_its_row() -> None:
    analyzer = Analyzer()
    rows = read_lexicon(sorted(LEXICON_FOLDER.glob("*.csv")))
    assert len({row.headword for row in rows}) == len(rows) > 600
    wrong = []
    for row in rows:
        analysis = analyzer.analyze(row.surface)
        whole = len(row.split) == 1 or any(
            (each.start, each.end) == (0, len(row.split)) for each in analysis.compounds
        )
        if [token.form for token in analysis.tokens] != list(row.split) or not whole:
            wrong.append(row.surface)
    assert wrong == []


def test_a_users_word_is_split_as_in_its_row(own: Analyzer) -> None:
    assert forms(own, "くらの号は") == (["くらの", "号", "は"], ["くらの号"])
    assert forms(Analyzer(), "くらの号は") != forms(own, "くらの号は")
    # Widths aside, as it is printed; under its normalized form.
    assert forms(own, "KURA券") == (["KURA", "券"], ["KURA券"])
    assert own.analyze("KURA券").compounds[0].token.key == own.analyze("蔵券").tokens[0].key + "券"


def test_a_part_is_the_token_that_it_is_by_itself(own: Analyzer) -> None:
    (part,) = (token for token in own.analyze("くらの号").tokens if token.form == "号")
    (alone,) = own.analyze("号").tokens
    assert part.key == alone.key


def test_synonyms_are_mutual() -> None:
    lexicon = Lexicon(OWN)
    assert lexicon.synonyms("くらの号") == ("倉野バス",)
    assert lexicon.synonyms("倉野バス") == ("くらの号",)
    assert "議事録" in lexicon.synonyms("会議録")
    assert lexicon.synonyms("橋") == ()


def test_a_later_row_overrides_an_earlier_one(tmp_path: Path) -> None:
    path = written(tmp_path, f"\ufeff{HEADER}くらの号,クラノゴウ,,,,,,\nくらの号,,,くらの/号,,,,\n")
    rows = read_lexicon([path])
    assert [row.split for row in rows] == [("くらの号",), ("くらの", "号")]
    assert Lexicon(rows).rows["くらの号"] == rows[1]
    assert read_lexicon([written(tmp_path, "surface\n倉野\n")])[0].normalized == "倉野"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "surface"),
        ("word\n倉野\n", 1, "surface"),
        (f"{HEADER},,,,,,,\n", 2, "surface"),
        (f"{HEADER}倉野,,,,,,,\nくら の,,,,,,,\n", 3, "空白"),
        (f"{HEADER}倉野橋,,,倉野/川,,,,\n", 2, "split"),
        (f"{HEADER}倉野,,動詞,,,,,\n", 2, "pos"),
        (f"{HEADER}倉野,くらの,,,,,,\n", 2, "reading"),
        (f"{HEADER}倉野,,,,,,,,\n", 2, "列"),
        (f'{HEADER}"倉野,,,,,,,\n', 2, "辞書の行"),
        (f"{HEADER}{'倉' * 101},,,,,,,\n", 2, "100"),
    ],
)
def test_an_error_names_the_file_and_the_line(
    tmp_path: Path, text: str, line: int, reason: str
) -> None:
    path = written(tmp_path, text)
    with pytest.raises(KaigirokuError) as error:
        read_lexicon([path])
    message = str(error.value)
    assert f"{path} {line}行" in message
    assert reason in message
    assert "\n" not in message


def test_an_unreadable_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(KaigirokuError, match=r"absent\.csv"):
        read_lexicon([tmp_path / "absent.csv"])
    with pytest.raises(KaigirokuError, match="UTF-8"):
        read_lexicon([written(tmp_path, f"{HEADER}倉野,,,,,,,\n", "cp932")])


def commit(home: Path, name: str, text: str, **how: object) -> None:
    spoken = Utterance(f"{name}-u", name, None, "speech", text, SOURCE)
    with open_writer(home, **how) as writer:  # type: ignore[arg-type]
        writer.add(Meeting(name, "倉野町議会", "会議録", SOURCE, (spoken,)))
        writer.commit({})


def found(home: Path, query: str) -> list[tuple[str, str]]:
    page = Searcher(home).search(SearchRequest(query))
    return [(form.form, form.basis) for form in page.forms if form.count]


def test_an_index_has_its_lexicon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "store"
    commit(home, "m1", "くらの号の時刻", lexicon=OWN)
    assert found(home, "倉野バス") == [("くらの号", "synonym")]
    # Later runs and readers read it from the index, and compile nothing.
    monkeypatch.setattr(user_dictionary, "_OPENED", {})
    monkeypatch.setattr(user_dictionary, "_compile", lambda *_: pytest.fail("compiled once more"))
    assert found(home, "倉野バス") == [("くらの号", "synonym")]
    commit(home, "m2", "くらの号の運賃")
    commit(home, "m3", "くらの号の停留所", lexicon=OWN)
    assert Searcher(home).search(SearchRequest("倉野バス")).total == 3
    commit(home, "m4", "くらの号", rebuild=True)
    assert found(home, "倉野バス") == [("くらの号", "synonym")]


def test_another_lexicon_needs_a_rebuild(tmp_path: Path) -> None:
    home = tmp_path / "store"
    commit(home, "m1", "くらの号の時刻")
    with pytest.raises(IndexOutdated, match="--rebuild"):
        commit(home, "m2", "くらの号", lexicon=OWN)
    commit(home, "m2", "くらの号", lexicon=OWN, rebuild=True)
    assert found(home, "倉野バス") == [("くらの号", "synonym")]
    commit(home, "m2", "くらの号", lexicon=(), rebuild=True)
    assert found(home, "倉野バス") == []


def test_a_lexicon_is_compiled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    make = user_dictionary._compile
    monkeypatch.setenv(user_dictionary.CACHE_VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setattr(
        user_dictionary, "_compile", lambda *given: made.append(given) or make(*given)
    )
    first = compile_lexicon(Lexicon())
    assert compile_lexicon(Lexicon()) == first
    assert len(made) == 1
    assert [path.name for path in (tmp_path / "cache").iterdir()] == [first.name]


def test_without_a_cache_folder_a_process_compiles_for_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # It is compiled above; here it matters where.
    known = compile_lexicon(Lexicon())
    monkeypatch.setattr(
        user_dictionary, "build_user_dic", lambda output, **_: shutil.copy(known, output)
    )
    blocked = tmp_path / "file"
    blocked.touch()
    monkeypatch.setenv(user_dictionary.CACHE_VARIABLE, str(blocked))
    monkeypatch.setattr(user_dictionary, "_OWN_FOLDERS", [])
    assert compile_lexicon(Lexicon()).is_file()
    assert blocked.is_file()


@pytest.mark.parametrize("damage", [b"", b"garbage", None], ids=["empty", "garbage", "cut"])
def test_a_damaged_cached_dictionary_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: bytes | None
) -> None:
    known = compile_lexicon(Lexicon())
    whole = known.read_bytes()
    monkeypatch.setattr(
        user_dictionary, "build_user_dic", lambda output, **_: output.write_bytes(whole)
    )
    synced: list[int] = []
    sync = os.fsync
    monkeypatch.setattr(
        os, "fsync", lambda file: (synced.append(os.fstat(file).st_size), sync(file))
    )
    monkeypatch.setenv(user_dictionary.CACHE_VARIABLE, str(tmp_path))
    made = compile_lexicon(Lexicon())
    made.write_bytes(whole[: len(whole) // 2] if damage is None else damage)
    assert compile_lexicon(Lexicon()).read_bytes() == whole
    assert synced == [len(whole)] * 2
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [whole]


def test_a_damaged_dictionary_of_an_index_is_named(tmp_path: Path) -> None:
    home = tmp_path / "store"
    commit(home, "m1", "被保護者の相談")
    folder = Generations(home).current()
    assert folder is not None
    (folder / COMPILED_LEXICON).write_bytes(b"damaged")
    with pytest.raises(IndexOutdated, match=COMPILED_LEXICON):
        found(home, "被保護者")
