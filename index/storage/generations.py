"""The index on disk: generations, `CURRENT`, and the lock of the one who writes.

    store/CURRENT        one line: the name of the committed generation
    store/g00000007/     a generation, never changed once CURRENT has named it
    store/draft-…/       what a writer is at work on
    store/LOCK           held while writing

A generation shares its unchanged files with the one before by hard links. CURRENT
is replaced in one step after everything else is on disk, so a crash at any instant
leaves the last committed generation in place.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from index.errors import IndexBusy, IndexMissing, IndexOutdated, KaigirokuError
from index.storage.lock import FileLock
from index.storage.manifest import Manifest, read_manifest, write_manifest

CURRENT = "CURRENT"
_DRAFT = "draft-"
_NAME = re.compile(r"g\d{8,}")
REBUILD_ADVICE = (
    "kaigiroku index --rebuild PATH… で作り直してください（それまで元の索引は残ります）。"
)
# A reader that read CURRENT just before a commit still finds what it names.
_KEPT = 2


class Generations:
    """The generations under one folder.

    `on_publish` puts into a draft what else is to be committed with it.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self.on_publish: Callable[[Path], None] = lambda _: None

    def current(self) -> Path | None:
        """The folder of the committed generation; None if nothing was committed.

        Raises IndexOutdated if what names it is damaged.
        """
        pointer = self.home / CURRENT
        try:
            name = pointer.read_text(encoding="ascii").strip()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise KaigirokuError(f"{pointer}: 読めません（{error.strerror}）") from error
        except UnicodeError:
            name = ""
        if not _NAME.fullmatch(name):
            raise IndexOutdated(f"{pointer}: 壊れています。{REBUILD_ADVICE}")
        return self.home / name

    def manifest(self) -> Manifest | None:
        """The committed manifest. Raises IndexOutdated if it must be rebuilt."""
        committed = self._committed()
        return None if committed is None else committed[1]

    def require(self) -> Path:
        """The committed generation. Raises IndexMissing or IndexOutdated."""
        committed = self._committed()
        if committed is None:
            raise IndexMissing(
                f"{self.home}: 索引がありません。kaigiroku index で会議録を索引に入れてください。"
            )
        return committed[0]

    def _committed(self) -> tuple[Path, Manifest] | None:
        """The committed generation, and its manifest; a commit may drop it meanwhile."""
        while (folder := self.current()) is not None:
            try:
                manifest = read_manifest(folder)
            except (OSError, ValueError) as error:
                if folder != self.current():
                    continue
                raise IndexOutdated(
                    f"{folder}: 索引の記録を読めません。{REBUILD_ADVICE}"
                ) from error
            if reason := manifest.needs_rebuild():
                raise IndexOutdated(
                    f"{self.home}: この索引は別の環境で作られています（{reason}）。{REBUILD_ADVICE}"
                )
            return folder, manifest
        return None

    def lock(self) -> FileLock:
        """Take the writer's lock, making the folder. Raises IndexBusy."""
        try:
            self.home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise KaigirokuError(
                f"{self.home}: 索引の場所に使えません（{error.strerror}）"
            ) from error
        lock = FileLock(self.home / "LOCK")
        if not lock.acquire():
            raise IndexBusy(
                f"{self.home}: 別の処理が索引に書き込んでいます。終わってから実行してください。"
            )
        return lock

    def draft(self, *, fresh: bool = False) -> Path:
        """A folder for the next generation: with the files of the current one, or empty."""
        draft = Path(mkdtemp(prefix=_DRAFT, dir=self.home))
        current = None if fresh else self.current()
        for file in current.iterdir() if current else ():
            if file.is_file() and not file.name.endswith("LOCK"):
                link_or_copy(file, draft / file.name)
        return draft

    def publish(self, draft: Path, manifest: Manifest) -> None:
        """Make a draft the committed generation, then drop the oldest ones."""
        self.on_publish(draft)
        (draft / "manifest.json").unlink(missing_ok=True)
        write_manifest(draft, manifest)
        draft.chmod(0o755)
        for file in draft.iterdir():
            _sync(file)
        _sync(draft)
        name = f"g{max(map(_number, self._folders()), default=0) + 1:08d}"
        draft.rename(self.home / name)
        _sync(self.home)
        pointer = self.home / f"{CURRENT}.next"
        pointer.write_text(f"{name}\n", encoding="ascii")
        _sync(pointer)
        pointer.replace(self.home / CURRENT)
        _sync(self.home)
        for folder in self._folders()[:-_KEPT]:
            shutil.rmtree(folder, ignore_errors=True)

    def clear_drafts(self) -> None:
        """Remove what an interrupted writer left: drafts, and generations never named."""
        for folder in self.home.glob(f"{_DRAFT}*"):
            shutil.rmtree(folder, ignore_errors=True)
        try:
            current = self.current()
        except KaigirokuError:
            # Which of them was committed is not known: none is dropped.
            return
        for folder in self._folders():
            if current is None or _number(folder) > _number(current):
                shutil.rmtree(folder, ignore_errors=True)

    def _folders(self) -> list[Path]:
        """The generations, committed or about to be, oldest first."""
        folders = (path for path in self.home.glob("g*") if _NAME.fullmatch(path.name))
        return sorted(folders, key=_number)


def _number(folder: Path) -> int:
    return int(folder.name[1:])


def link_or_copy(file: Path, other: Path) -> None:
    """Let `other` be the same file, or a copy where the disk has no hard links."""
    try:
        os.link(file, other)
    except OSError:
        shutil.copy2(file, other)


def _sync(path: Path) -> None:
    """Have the system write a file or folder to the disk. Raises OSError if it cannot."""
    try:
        with _opened(path) as handle:
            os.fsync(handle)
    except OSError as error:
        # Not every system and disk can be asked for it. That writing failed is another thing.
        if error.errno in (errno.EIO, errno.ENOSPC, errno.EDQUOT):
            raise


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    handle = os.open(path, os.O_RDONLY)
    try:
        yield handle
    finally:
        os.close(handle)
