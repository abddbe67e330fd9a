"""Archives: names from Windows, files of all kinds, and what attackers pack."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from index.minutes import Meeting
from indexer.problems import Problem, Unreadable
from indexer.read_file import read_meetings
from indexer.sources.zipped import read_members

MEMO = "霧浜町の灯台の話をした。\n\nそれだけである。\n".encode()


@pytest.fixture
def pack(tmp_path):
    """Write an archive of (name, content) pairs; its path."""

    def write(*members, compression=zipfile.ZIP_DEFLATED):
        path = tmp_path / "会議.zip"
        with zipfile.ZipFile(path, "w", compression) as archive:
            for name, content in members:
                archive.writestr(name, content)
        return path

    return write


def read(path):
    """The files that have meetings, and the messages about lost members, also that of an error."""
    files, said = [], []
    try:
        for item in read_meetings(path, path.name):
            if isinstance(item, Meeting):
                files.append(item.published.file)
            elif item.lost:
                said.append(str(item))
    except Unreadable as error:
        said.append(str(error))
    return files, said


def test_files_of_all_kinds_are_read_under_the_archives_name(pack, pdf, sheet):
    html = "<html><body><p>灯台の頁</p></body></html>"
    path = pack(
        ("令和６年/10.txt", MEMO),
        ("令和６年/2.pdf", pdf([sheet().lines(["灯台の紙"])])),
        ("頁.html", html),
        ("写真.jpg", b"\xff\xd8"),
        ("__MACOSX/._頁.html", b"x"),
    )
    files, said = read(path)
    assert files == ["会議.zip!令和６年/10.txt", "会議.zip!令和６年/2.pdf", "会議.zip!頁.html"]
    assert said == []
    (meeting, *_) = read_meetings(path, path.name)
    assert isinstance(meeting, Meeting)
    assert len(meeting.published.sha256) == 64


def test_names_in_cp932_are_read(pack):
    name = "会議\\第１回.txt".encode("cp932")
    stand_in = "k" * (len(name) - 4) + ".txt"
    path = pack((stand_in, MEMO))
    content = path.read_bytes().replace(stand_in.encode(), name)
    path.write_bytes(content)
    assert read(path)[0] == ["会議.zip!会議/第１回.txt"]


@pytest.mark.parametrize("name", ["/etc/a.txt", "../../a.txt", "C:\\a.txt", "a/../../b.txt"])
def test_names_that_lead_out_are_refused_and_the_others_read(name, pack):
    files, said = read(pack((name, MEMO), ("ok.txt", MEMO)))
    assert files == ["会議.zip!ok.txt"]
    assert len(said) == 1
    assert "書庫の外" in said[0]


def test_a_bad_member_is_reported_and_costs_no_other(pack):
    files, said = read(pack(("a.txt", b""), ("b.txt", MEMO), ("c.pdf", b"%PDF-1.4")))
    assert files == ["会議.zip!b.txt"]
    assert [line.split(":")[0] for line in said] == ["会議.zip!a.txt", "会議.zip!c.pdf"]


def test_locked_members_are_refused(pack):
    path = pack(("a.txt", MEMO))
    content = bytearray(path.read_bytes())
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    assert "パスワード" in read(path)[1][0]


def test_archives_in_archives_and_bombs_are_refused(pack):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.txt", MEMO)
    path = pack(("in.zip", inner.getvalue()), ("bomb.txt", bytes(64 << 20)), ("ok.txt", MEMO))
    files, said = read(path)
    assert files == ["会議.zip!ok.txt"]
    assert ["書庫の中の書庫" in said[0], "倍を超える" in said[1]] == [True, True]


def test_a_member_larger_than_declared_is_refused(pack):
    path = pack(("bomb.txt", bytes(64 << 20)))
    content = path.read_bytes().replace(struct.pack("<L", 64 << 20), struct.pack("<L", 1 << 20))
    path.write_bytes(content)
    assert len(read(path)[1]) == 1


def test_a_member_declared_too_large_is_refused(pack):
    path = pack(("a.txt", MEMO))
    content = path.read_bytes().replace(struct.pack("<L", len(MEMO)), struct.pack("<L", 1 << 30))
    path.write_bytes(content)
    assert len(read(path)[1]) == 1


def test_too_many_members_and_too_long_a_list_are_refused(pack, monkeypatch):
    path = pack(*((f"{n}.txt", MEMO) for n in range(5)))
    monkeypatch.setattr("indexer.sources.zipped.MAX_ZIP_MEMBERS", 4)
    with pytest.raises(Unreadable, match="多すぎます"):
        list(read_members(path, "a.zip"))
    monkeypatch.setattr("indexer.sources.zipped.MAX_ZIP_DIRECTORY", 100)
    with pytest.raises(Unreadable, match="多すぎます"):
        list(read_members(path, "a.zip"))


@pytest.mark.parametrize("keep", [10, 60, 200])
def test_a_cut_archive_is_one_line(keep, pack):
    path = pack(*((f"{n}.txt", MEMO) for n in range(5)))
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(Unreadable, match="壊れているか"):
        list(read_members(path, "a.zip"))


def test_an_archive_without_minutes_is_an_error(pack):
    assert "読める種類" in read(pack(("a.jpg", b"x")))[1][0]


def test_problems_name_the_member(pack):
    problems = [
        item for item in read_meetings(pack(("a.txt", MEMO)), "x.zip") if isinstance(item, Problem)
    ]
    assert [problem.file for problem in problems] == ["x.zip!a.txt"]
