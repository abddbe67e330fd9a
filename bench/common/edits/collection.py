"""A folder of minutes, and one random edit of it after another."""

from __future__ import annotations

import json
import lzma
import shutil
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from random import Random

from common.edits.records import JsonMinutes
from common.edits.texts import FULL_WIDTH, TextMinutes
from common.invented import write_collection

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT / "samples" / "minutes"
SHARED = ROOT.parent / "shared" / "minutes"

# How often each is done, of a hundred.
WITHIN = {
    "change a word": 30,
    "insert an exchange": 12,
    "delete an exchange": 10,
    "reorder": 8,
    "wrap again": 4,
    "mend the header": 6,
    "republish": 6,
}
OF_FILES = {"add": 6, "remove": 5, "rename": 7, "put back": 6}
KINDS = (*WITHIN, *OF_FILES)


class EditedCollection:
    """The files, in `folder`, and those that were withdrawn from it."""

    def __init__(self, folder: Path, random: Random, *, real: bool) -> None:
        self.folder = folder
        self._random = random
        self._away = folder.with_name("away")
        self._count = 0
        folder.mkdir()
        self._away.mkdir()
        for path in SAMPLES.glob("*.txt"):
            shutil.copy(path, folder)
        _invent(folder, self._away)
        if real and SHARED.is_dir():
            _borrow(folder)

    def edit(self) -> str:
        """Do one edit of a random kind; which it was."""
        weights = [*WITHIN.values(), *OF_FILES.values()]
        while True:
            kind = self._random.choices(KINDS, weights)[0]
            if self._edit_file(kind) if kind in WITHIN else self._edit_files(kind):
                self._clear()
                return kind

    def _clear(self) -> None:
        """A folder that is left empty would pass for a disk that is away."""
        for folder in self.folder.iterdir():
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()

    def _files(self) -> list[Path]:
        return sorted(path for path in self.folder.rglob("*.*") if path.is_file())

    def _edit_file(self, kind: str) -> bool:
        path = self._random.choice(self._files())
        minutes = TextMinutes(path) if path.suffix == ".txt" else JsonMinutes(path)
        if kind == "republish":
            steps = self._random.choices(list(WITHIN)[:4], k=8)
            done = sum(_step(minutes, step)(self._random) for step in steps) > 0
        else:
            done = _step(minutes, kind)(self._random)
        if done:
            minutes.save()
            if kind == "republish" and self._random.random() < 0.5:
                path.rename(self._new_path(path.suffix))
        return done

    def _edit_files(self, kind: str) -> bool:
        here = self._files()
        if kind == "add":
            self._count += 1
            number = 100 + self._count
            sample = self._random.choice(sorted(SAMPLES.glob("*.txt")))
            added = TextMinutes(sample)
            edition = f"第{str(number).translate(FULL_WIDTH)}回"
            old = f"第{sample.stem[1:].translate(FULL_WIDTH)}回"
            path = self._new_path(".txt")
            text = "\n".join(added.lines).replace(old, edition, 1)
            path.write_text(text, encoding="utf-8")
        elif kind == "remove" and len(here) > 6:
            gone = self._random.choice(here)
            gone.rename(self._away / gone.name)
        elif kind == "rename":
            renamed = self._random.choice(here)
            renamed.rename(self._new_path(renamed.suffix))
        elif kind == "put back" and (away := sorted(self._away.iterdir())):
            back = self._random.choice(away)
            back.rename(self._new_path(back.suffix))
        else:
            return False
        return True

    def _new_path(self, suffix: str) -> Path:
        self._count += 1
        folder = self.folder / self._random.choice(("", "2024", "委員会"))
        folder.mkdir(exist_ok=True)
        return folder / f"会議録{self._count}{suffix}"


def _step(minutes: TextMinutes | JsonMinutes, kind: str) -> Callable[[Random], bool]:
    return {
        "change a word": minutes.change_word,
        "insert an exchange": minutes.insert_exchange,
        "delete an exchange": minutes.delete_exchange,
        "reorder": minutes.reorder,
        "wrap again": minutes.wrap_again,
        "mend the header": minutes.mend_header,
    }[kind]


def _invent(folder: Path, away: Path) -> None:
    """Files of a few meetings: with a publisher's ids, and without."""
    every = folder.with_name("invented")
    write_collection(every, 1)
    for number, path in enumerate(sorted(every.glob("*.jsonl"))):
        meetings = [json.loads(line) for line in islice(path.open(encoding="utf-8"), 3)]
        for meeting in meetings if number % 2 else ():
            del meeting["issueID"]
            for speech in meeting["speechRecord"]:
                del speech["speechID"]
        _write((folder if number < 5 else away) / path.name, meetings)
    shutil.rmtree(every)


def _borrow(folder: Path) -> None:
    """Real minutes, if there are any beside the checkout."""
    shutil.copy(SHARED / "sapporo" / "076.txt", folder)
    (folder / "076.txt").chmod(0o644)
    for name in ("tokyo2020", "shinagawa/2003"):
        with lzma.open(SHARED / f"{name}.jsonl.xz", "rt", encoding="utf-8") as file:
            _write(folder / f"{Path(name).name}.jsonl", map(json.loads, islice(file, 2)))


def _write(path: Path, meetings: Iterator[object] | list[object] | map[object]) -> None:
    lines = (json.dumps(each, ensure_ascii=False) + "\n" for each in meetings)
    path.write_text("".join(lines), encoding="utf-8")
