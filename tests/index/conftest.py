"""An index on disk that tests commit to, look into, copy and damage."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from index.minutes import Meeting, Source, Utterance
from index.search import Searcher
from index.storage.checksums import record_files
from index.storage.generations import CURRENT, Generations
from index.storage.manifest import MANIFEST, SourceRecord, manifest_digest
from index.writer import open_writer

SOURCE = Source("kura.txt", "0" * 64)


@dataclass(frozen=True)
class Home:
    """A folder that holds an index, or is to hold one."""

    path: Path

    @staticmethod
    def meeting(name: str) -> Meeting:
        """A meeting of one speech."""
        spoken = Utterance(f"{name}-u", name, None, "speech", "橋の予算について", SOURCE)
        return Meeting(name, "倉野町議会", "第1回", SOURCE, (spoken,))

    @property
    def sources(self) -> Mapping[str, SourceRecord]:
        """What every commit says it was read from."""
        return self.sources_of("m1", "m2")

    @staticmethod
    def sources_of(*names: str) -> Mapping[str, SourceRecord]:
        """A file that has meetings of these names."""
        return {"/倉野/kura.txt": SourceRecord("0" * 64, 12, 34, names)}

    def commit(self, *names: str, rebuild: bool = False) -> None:
        """Add meetings of these names, in one commit."""
        with open_writer(self.path, rebuild=rebuild) as writer:
            for name in names:
                writer.add(self.meeting(name))
            writer.commit(self.sources)

    def commit_speeches(self, name: str, texts: Sequence[str]) -> None:
        """Add a meeting of speeches with these texts, in one commit."""
        with open_writer(self.path) as writer:
            writer.add(self.speeches(name, texts))
            writer.commit(self.sources)

    def speeches(self, name: str, texts: Sequence[str]) -> Meeting:
        """A meeting of speeches with these texts."""
        meeting = self.meeting(name)
        (spoken,) = meeting.utterances
        utterances = tuple(
            replace(spoken, id=f"{name}-{at}", text=text) for at, text in enumerate(texts)
        )
        return replace(meeting, utterances=utterances)

    def seen(self) -> list[str]:
        """The meetings that a new reader finds."""
        return sorted(utterance.meeting for utterance in Searcher(self.path).export())

    def current(self) -> Path:
        """The folder of the last commit."""
        folder = Generations(self.path).current()
        assert folder is not None
        return folder

    def seal(self, change: Callable[[dict[str, Any]], None] = lambda _: None) -> None:
        """Record the files as they are now, as someone does who writes an index by other means.

        `change` may change the manifest before.
        """
        folder = self.current()
        names = [file.name for file in folder.iterdir() if file.name != MANIFEST]
        content = json.loads((folder / MANIFEST).read_bytes())
        content["files"] = {
            name: asdict(record) for name, record in record_files(folder, names).items()
        }
        change(content)
        written = json.dumps(content).encode()
        (folder / MANIFEST).write_bytes(written)
        (self.path / CURRENT).write_text(f"{folder.name} {manifest_digest(written)}\n")

    def copied(self, path: Path) -> Home:
        """The same, in another folder."""
        shutil.copytree(self.path, path, symlinks=True)
        return Home(path)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An index with one commit, of the meeting m1."""
    made = Home(tmp_path / "store")
    made.commit("m1")
    return made
