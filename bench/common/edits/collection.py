"""A folder of minutes, and random edits of it."""

from __future__ import annotations

import json
import lzma
import shutil
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from random import Random

from common.commands import MINUTES, ROOT, SAPPORO
from common.edits.json_minutes import JsonMinutes
from common.edits.text_minutes import FULL_WIDTH, TextMinutes
from common.invented import write_collection

SAMPLES = ROOT / "samples" / "minutes"

EditableMinutes = TextMinutes | JsonMinutes
STEPS: dict[str, Callable[[EditableMinutes, Random], bool]] = {
    "change a word": lambda minutes, random: minutes.change_word(random),
    "insert an exchange": lambda minutes, random: minutes.insert_exchange(random),
    "delete an exchange": lambda minutes, random: minutes.delete_exchange(random),
    "reorder": lambda minutes, random: minutes.reorder(random),
    "wrap again": lambda minutes, random: minutes.wrap_again(random),
    "correct the header": lambda minutes, random: minutes.correct_header(random),
}
REPUBLISHING_STEPS = list(STEPS)[:4]
# Weights, which add up to a hundred.
EDITS_OF_A_FILE = {
    "change a word": 30,
    "insert an exchange": 12,
    "delete an exchange": 10,
    "reorder": 8,
    "wrap again": 4,
    "correct the header": 6,
    "republish": 6,
}
EDITS_OF_THE_FOLDER = {"add": 6, "remove": 5, "rename": 7, "put back": 6}
EDIT_KINDS = (*EDITS_OF_A_FILE, *EDITS_OF_THE_FOLDER)
MIN_FILES = 6


class EditedCollection:
    """The files in `folder`, and the files that were withdrawn from it."""

    def __init__(self, folder: Path, random: Random, *, real: bool) -> None:
        self.folder = folder
        self._random = random
        self._withdrawn = folder.with_name("away")
        self._new_files = 0
        folder.mkdir()
        self._withdrawn.mkdir()
        for path in SAMPLES.glob("*.txt"):
            shutil.copy(path, folder)
        _add_invented(folder, self._withdrawn)
        if real and MINUTES.is_dir():
            _add_real(folder)

    def edit(self) -> str:
        """Make one edit of a random kind, and return the kind."""
        weights = [*EDITS_OF_A_FILE.values(), *EDITS_OF_THE_FOLDER.values()]
        while True:
            kind = self._random.choices(EDIT_KINDS, weights)[0]
            is_of_file = kind in EDITS_OF_A_FILE
            if self._edit_file(kind) if is_of_file else self._edit_folder(kind):
                self._remove_empty_folders()
                return kind

    def _remove_empty_folders(self) -> None:
        """An empty folder would be taken for a disk that is not mounted."""
        for folder in self.folder.iterdir():
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()

    def _files(self) -> list[Path]:
        return sorted(path for path in self.folder.rglob("*.*") if path.is_file())

    def _edit_file(self, kind: str) -> bool:
        path = self._random.choice(self._files())
        minutes = TextMinutes(path) if path.suffix == ".txt" else JsonMinutes(path)
        is_republished = kind == "republish"
        steps = self._random.choices(REPUBLISHING_STEPS, k=8) if is_republished else [kind]
        done = sum(STEPS[step](minutes, self._random) for step in steps) > 0
        if done:
            minutes.save()
            if is_republished and self._random.random() < 0.5:
                path.rename(self._new_path(path.suffix))
        return done

    def _edit_folder(self, kind: str) -> bool:
        files = self._files()
        if kind == "add":
            self._add_sample()
        elif kind == "remove" and len(files) > MIN_FILES:
            removed = self._random.choice(files)
            removed.rename(self._withdrawn / removed.name)
        elif kind == "rename":
            renamed = self._random.choice(files)
            renamed.rename(self._new_path(renamed.suffix))
        elif kind == "put back" and (withdrawn := sorted(self._withdrawn.iterdir())):
            back = self._random.choice(withdrawn)
            back.rename(self._new_path(back.suffix))
        else:
            return False
        return True

    def _add_sample(self) -> None:
        """Add a sample as the minutes of a later meeting."""
        number = str(101 + self._new_files).translate(FULL_WIDTH)
        sample = self._random.choice(sorted(SAMPLES.glob("*.txt")))
        old = f"第{sample.stem[1:].translate(FULL_WIDTH)}回"
        text = "\n".join(TextMinutes(sample).lines).replace(old, f"第{number}回", 1)
        self._new_path(".txt").write_text(text, encoding="utf-8")

    def _new_path(self, suffix: str) -> Path:
        self._new_files += 1
        folder = self.folder / self._random.choice(("", "2024", "委員会"))
        folder.mkdir(exist_ok=True)
        return folder / f"会議録{self._new_files}{suffix}"


def _add_invented(folder: Path, withdrawn: Path) -> None:
    """Add files of three meetings each: with a publisher's ids, and without."""
    scratch = folder.with_name("invented")
    write_collection(scratch, 1)
    for number, path in enumerate(sorted(scratch.glob("*.jsonl"))):
        meetings = [json.loads(line) for line in islice(path.open(encoding="utf-8"), 3)]
        for meeting in meetings if number % 2 else ():
            del meeting["issueID"]
            for speech in meeting["speechRecord"]:
                del speech["speechID"]
        _write((folder if number < 5 else withdrawn) / path.name, meetings)
    shutil.rmtree(scratch)


def _add_real(folder: Path) -> None:
    shutil.copy(SAPPORO, folder)
    (folder / SAPPORO.name).chmod(0o644)
    for name in ("tokyo2020", "shinagawa/2003"):
        with lzma.open(MINUTES / f"{name}.jsonl.xz", "rt", encoding="utf-8") as file:
            _write(folder / f"{Path(name).name}.jsonl", map(json.loads, islice(file, 2)))


def _write(path: Path, meetings: Iterable[object]) -> None:
    lines = (json.dumps(each, ensure_ascii=False) + "\n" for each in meetings)
    path.write_text("".join(lines), encoding="utf-8")
