"""`doctor` finds what is damaged and what does not agree, and calls whole what is whole."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from index.doctor import Diagnosis, examine
from index.redirects.history import HISTORY
from index.writer import open_writer
from kaigiroku.commands import main


def examined(home) -> Diagnosis:
    return examine(home.path, lambda _: None)


@pytest.fixture
def rich(home):
    """An index with a meeting that was replaced and one that was withdrawn."""
    home.commit_speeches("m9", ["水路の清掃は年に二度です"])
    with open_writer(home.path) as writer:
        writer.remove("m9")
        writer.remove("m1")
        writer.add(home.meeting("m2"))
        writer.commit(home.sources_of("m2"))
    return home


def overwrite(pattern: str, at: int, content: bytes) -> Callable[[Path], None]:
    """Change a file as a faulty program would, which records its checksums all the same."""

    def change(folder: Path) -> None:
        (path,) = folder.glob(pattern)
        whole = bytearray(path.read_bytes())
        start = at % len(whole)
        whole[start : start + len(content)] = content
        path.write_bytes(bytes(whole))

    return change


def change_history(statement: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        with closing(sqlite3.connect(folder / HISTORY)) as database, database:
            database.execute(statement)

    return change


FAULTS: dict[str, Callable[[Path], None]] = {
    "a text of another character": overwrite("*.folded.col", 0, b"kk"),
    "a token that begins elsewhere": overwrite("*.units.col", 0, b"\xff"),
    "postings of other documents": overwrite("*.pst", 3, b"\x77"),
    "a bigram in other blocks": overwrite("*.pairs", -1, b"\x11"),
    "a bigram in more blocks": overwrite("*.counts", -4, b"\x77"),
    "an unreadable record": overwrite("*.record.col", 0, b"\xff\xfe"),
    "another kind of document": overwrite("*.doc_values.col", 8, b"\x09\x09\x09\x09"),
    "an address that leads nowhere": change_history(
        "UPDATE past SET successor = 'n', state = NULL"
    ),
    "addresses in a circle": change_history("UPDATE past SET successor = id"),
    "a last state that is gone": change_history("DELETE FROM states"),
    "an unreadable last state": change_history("UPDATE states SET meeting = x'00'"),
}


def test_a_whole_index_is_whole(rich):
    found = examined(rich)
    assert found.findings == ()
    assert (found.meetings, found.utterances, found.generation) == (1, 1, "g00000003")
    assert main(["doctor", "--index", str(rich.path)]) == 0


@pytest.mark.parametrize("fault", FAULTS)
def test_what_does_not_agree_is_found(rich, fault):
    FAULTS[fault](rich.current())
    rich.seal()
    assert examined(rich).findings


def test_meetings_that_the_sources_do_not_have_are_found(rich):
    with open_writer(rich.path) as writer:
        writer.commit(rich.sources_of("m3"))
    assert sorted(each.where for each in examined(rich).findings) == ["m2", "m3"]


def test_every_damaged_file_is_told_with_status_1(rich, capsys: pytest.CaptureFixture[str]):
    names = [file.name for file in rich.current().iterdir() if file.suffix in (".col", ".pst")]
    for name in names:
        overwrite(name, 0, b"\x0f\x0e\x0d")(rich.current())
    assert main(["doctor", "--index", str(rich.path)]) == 1
    told = capsys.readouterr().out
    assert all(name in told for name in names)
    assert "--rebuild" in told.splitlines()[-1]
    assert main(["doctor", "--json", "--index", str(rich.path)]) == 1
    shape = json.loads(capsys.readouterr().out)
    assert not shape["whole"]
    assert {each["where"] for each in shape["findings"]} == set(names)
