"""Files are found, hashed and decompressed within limits."""

import gzip
import hashlib
import lzma
from pathlib import Path

import pytest

from indexer.discovery import find_files
from indexer.problems import Unreadable
from indexer.sources.files import SourceFile, digest, read_chunks

TEXT = "会議録\r\n○議長　".encode() * 50_000


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress])
@pytest.mark.parametrize("name", ["a.txt", "a.txt.gz", "a.txt.xz"])
def test_compression_is_recognised_by_content(tmp_path, pack, name):
    path = tmp_path / name
    path.write_bytes(pack(TEXT))
    file = SourceFile(path, name)
    assert file.content() == TEXT
    assert file.sha256 == digest(path, name) == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_cut_compressed_data_gives_the_bytes_before_the_cut(tmp_path, pack):
    path = tmp_path / "a.txt.xz"
    content = b"".join(hashlib.sha256(bytes(str(n), "ascii")).digest() for n in range(30_000))
    path.write_bytes(pack(content)[:-20_000])
    pieces = []
    with pytest.raises(Unreadable, match=r"^箱/a: 圧縮データが壊れているか、途中で切れています。$"):
        pieces.extend(read_chunks(path, "箱/a"))
    assert pieces
    assert content.startswith(b"".join(pieces))


def test_a_bomb_is_not_unpacked(tmp_path):
    path = tmp_path / "bomb.xz"
    path.write_bytes(lzma.compress(bytes(5 << 20)))
    with pytest.raises(Unreadable, match="2MiB"):
        list(read_chunks(path, "bomb.xz", limit=2 << 20))


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_a_small_file_holds_no_large_one(tmp_path, monkeypatch, pack):
    """However large it may be, it is not hundreds of times what it takes on the disk."""
    monkeypatch.setattr("indexer.sources.files.MIN_RATIO_BYTES", 1 << 16)
    path = tmp_path / "a.jsonl.xz"
    path.write_bytes(pack(b"\n" * (12 << 20)))
    read = 0
    with pytest.raises(Unreadable, match="200倍"):
        for chunk in read_chunks(path, "a.jsonl.xz"):
            read += len(chunk)
    assert read < 8 << 20


def test_an_xz_gets_no_more_memory_than_it_may_need(tmp_path, monkeypatch):
    path = tmp_path / "a.xz"
    path.write_bytes(lzma.compress(TEXT, preset=6))
    assert SourceFile(path, "a.xz").content() == TEXT
    monkeypatch.setattr("indexer.sources.files.MAX_XZ_MEMORY", 1 << 20)
    with pytest.raises(Unreadable):
        SourceFile(path, "a.xz").content()


def test_the_streams_of_an_xz_are_one_file(tmp_path):
    parts = [TEXT, b"", b"x" * 100_000, TEXT]
    path = tmp_path / "a.xz"
    path.write_bytes(bytes(8).join(map(lzma.compress, parts)) + bytes(40_000) + b"rest")
    assert SourceFile(path, "a.xz").content() == b"".join(parts)


def test_a_missing_file_is_one_clear_line(tmp_path):
    with pytest.raises(Unreadable) as error:
        SourceFile(tmp_path / "none.txt", "none.txt")
    assert str(error.value) == "none.txt: ファイルが見つかりません。"


def test_progress_is_in_bytes_on_the_disk(tmp_path):
    path = tmp_path / "a.xz"
    path.write_bytes(lzma.compress(TEXT))
    reached: list[int] = []
    SourceFile(path, "a.xz", reached.append).content()
    assert reached == sorted(reached)
    assert reached[-1] == path.stat().st_size


def test_folders_are_walked_in_natural_order(tmp_path):
    root = tmp_path / "minutes"
    for name in ["10.txt", "2.txt", "old/1.jsonl.xz", ".hidden.txt", ".git/a.txt", "a.jpg", "b.xz"]:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("a")
    found = find_files([root, root / "2.txt", root / "a.jpg", tmp_path / "none"])
    assert [file.name for file in found.files] == [
        "minutes/2.txt",
        "minutes/10.txt",
        "minutes/old/1.jsonl.xz",
        "a.jpg",
    ]
    assert all(file.path.is_absolute() for file in found.files)
    assert found.ignored == 3
    assert found.missing == [tmp_path / "none"]


def test_relative_paths_are_made_absolute(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text("a")
    monkeypatch.chdir(tmp_path)
    (file,) = find_files([Path("a.txt")]).files
    assert file.path == tmp_path / "a.txt"
    (in_folder,) = find_files([Path()]).files
    assert in_folder.name == f"{tmp_path.name}/a.txt"


def test_ignored_files_are_one_note(tmp_path):
    root = tmp_path / "minutes"
    (root / "sub").mkdir(parents=True)
    for name in ("a.txt", "b.jpg", "c.doc", "sub/d.jpg", ".hidden"):
        (root / name).write_text("a")
    (root / "link").symlink_to(root / "sub")
    (root / "linked.txt").symlink_to(root / "a.txt")
    found = find_files([root])
    assert [file.name for file in found.files] == ["minutes/a.txt", "minutes/linked.txt"]
    link, unknown = map(str, found.notes)
    assert link.startswith("minutes/link: ")
    assert "リンク" in link
    assert unknown.startswith("minutes/b.jpg: ")
    assert "合わせて3件あります（.jpg 2件、.doc 1件）" in unknown
    assert found.ignored == 4
