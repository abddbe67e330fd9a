"""/healthz fails, with a reason, when the index cannot answer."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from index.minutes import Meeting, Source, Utterance
from index.search import Searcher
from index.writer import open_writer
from webapp import create_app

SOURCE = Source("kura.txt", "0" * 64)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    spoken = Utterance("u", "u", None, "speech", "橋の予算について", SOURCE)
    with open_writer(tmp_path / "store") as writer:
        writer.add(Meeting("m", "倉野町議会", "第1回", SOURCE, (spoken,)))
        writer.commit({})
    return tmp_path / "store"


@pytest.fixture
def client(home: Path) -> Iterator[FlaskClient]:
    app = create_app(home)
    app.logger.disabled = True
    return app.test_client()


def flip(file: Path) -> None:
    """Replace a file by one with a flipped bit."""
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.unlink()
    file.write_bytes(content)


def remove_a_file(home: Path) -> None:
    next(home.glob("g*/*.pst")).unlink()


def cut_a_file(home: Path) -> None:
    file = next(home.glob("g*/*.folded.col"))
    content = file.read_bytes()
    file.unlink()
    file.write_bytes(content[:-8])


BREAKS: dict[Callable[[Path], None], str] = {
    shutil.rmtree: "索引がありません。",
    lambda home: (home / "CURRENT").unlink(): "索引がありません。",
    lambda home: (home / "CURRENT").write_text("g"): "索引のファイルが壊れています。",
    lambda home: shutil.rmtree(next(home.glob("g*"))): "索引のファイルが壊れています。",
    lambda home: flip(next(home.glob("g*/manifest.json"))): "索引のファイルが壊れています。",
    remove_a_file: "索引のファイルが壊れています。",
    cut_a_file: "索引のファイルが壊れています。",
}


@pytest.mark.parametrize("broken", BREAKS)
def test_it_fails_when_the_index_is_gone_or_damaged(
    client: FlaskClient, home: Path, broken: Callable[[Path], None]
) -> None:
    assert client.get("/healthz").json == {"status": "ok", "meetings": 1}
    broken(home)
    got = client.get("/healthz")
    assert got.status_code == 503
    assert got.json == {"status": "error", "reason": BREAKS[broken]}


def test_it_fails_when_damage_is_found_later(
    home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A server checks large files after it was opened; what it has not checked it does not show."""
    monkeypatch.setattr("index.engines.SMALL_SIZE", 0)
    flip(next(home.glob("g*/*.pst")))
    searcher = Searcher(home)
    app = create_app(searcher)
    client = app.test_client()
    assert client.get("/healthz").status_code == 200
    searcher._prepare(searcher._engine)
    assert client.get("/healthz").status_code == 503
    assert ".pst" in caplog.text
    assert client.get("/?q=橋").status_code == 503
