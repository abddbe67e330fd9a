"""The index on disk: generations, `CURRENT`, and the writer's lock.

    store/CURRENT        one line: the name of the committed generation
    store/g00000007/     a generation, never changed once CURRENT has named it
    store/draft-…/       the next generation, while a writer works on it
    store/LOCK           held while writing

A generation shares its unchanged files with the one before by hard links. CURRENT is
replaced atomically after everything else is on disk, so a crash at any instant leaves the
last committed generation in place.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp
from typing import IO

from index.analysis.analyzer import Analyzer
from index.analysis.lexicon import Lexicon
from index.errors import IndexBusy, IndexMissing, IndexOutdated, KaigirokuError
from index.storage.damage import REBUILD_ADVICE
from index.storage.lock import lock_file
from index.storage.manifest import FORMAT, MANIFEST, Manifest, read_manifest, write_manifest

CURRENT = "CURRENT"
_DRAFT = "draft-"
_NAME = re.compile(r"g\d{8,}")
# A reader that read CURRENT just before a commit still finds the generation that it named.
_KEPT_GENERATIONS = 2


def current_means(lexicon: Lexicon | None = None) -> dict[str, str]:
    """The `Manifest.means` of an index that is built now."""
    return {"format": FORMAT, **Analyzer(lexicon).means}


def rebuild_reason(manifest: Manifest) -> str | None:
    """Why an index must be built anew, in Japanese; None if it need not be."""
    for name, value in current_means(Lexicon(manifest.lexicon)).items():
        if manifest.means.get(name) != value:
            return f"{name} が {manifest.means.get(name, '不明')}（現在は {value}）"
    return None


class Generations:
    """The generations in a folder; `on_publish` may add files to a draft before it is committed."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.on_publish: Callable[[Path], None] = lambda _: None

    def current(self) -> Path | None:
        """The committed generation, or None. Raises IndexOutdated if CURRENT is damaged."""
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
        """The committed manifest. Raises IndexOutdated if the index must be rebuilt."""
        committed = self._committed()
        return None if committed is None else committed[1]

    def require(self) -> Path:
        """The folder of the committed generation. Raises IndexMissing or IndexOutdated."""
        committed = self._committed()
        if committed is None:
            raise IndexMissing(
                f"{self.home}: 索引がありません。kaigiroku index で会議録を索引に入れてください。"
            )
        return committed[0]

    def _committed(self) -> tuple[Path, Manifest] | None:
        """The committed generation; tried again where a commit drops it meanwhile."""
        while (folder := self.current()) is not None:
            try:
                manifest = read_manifest(folder)
            except (OSError, ValueError) as error:
                if folder != self.current():
                    continue
                reason = f"{folder}: 索引の記録を読めません。{REBUILD_ADVICE}"
                raise IndexOutdated(reason) from error
            if means := rebuild_reason(manifest):
                raise IndexOutdated(
                    f"{self.home}: この索引は、今とは違う形式・項目・辞書で作られています"
                    f"（{means}）。{REBUILD_ADVICE}"
                )
            return folder, manifest
        return None

    def lock(self) -> IO[bytes]:
        """Take the writer's lock, making the folder if need be; close it to release it."""
        try:
            self.home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise KaigirokuError(
                f"{self.home}: 索引の場所に使えません（{error.strerror}）"
            ) from error
        if (lock := lock_file(self.home / "LOCK")) is None:
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
        """Commit a draft, then drop the oldest generations."""
        self.on_publish(draft)
        # Unlinked first: it may be a hard link to that of the generation before.
        (draft / MANIFEST).unlink(missing_ok=True)
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
        for folder in self._folders()[:-_KEPT_GENERATIONS]:
            shutil.rmtree(folder, ignore_errors=True)

    def clear_drafts(self) -> None:
        """Remove what an interrupted writer left: drafts, and generations never committed."""
        for folder in self.home.glob(f"{_DRAFT}*"):
            shutil.rmtree(folder, ignore_errors=True)
        try:
            current = self.current()
        except KaigirokuError:
            # CURRENT is damaged: any generation may be the committed one.
            return
        for folder in self._folders():
            if current is None or _number(folder) > _number(current):
                shutil.rmtree(folder, ignore_errors=True)

    def _folders(self) -> list[Path]:
        """The folders of all generations, oldest first."""
        folders = (path for path in self.home.glob("g*") if _NAME.fullmatch(path.name))
        return sorted(folders, key=_number)


def _number(folder: Path) -> int:
    return int(folder.name[1:])


def link_or_copy(file: Path, other: Path) -> None:
    """Make `other` a hard link to the file, or a copy where the file system has no links."""
    try:
        os.link(file, other)
    except OSError:
        shutil.copy2(file, other)


def _sync(path: Path) -> None:
    """Fsync a file or folder. Raises OSError if writing it has failed."""
    try:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        # Some file systems refuse fsync; that is no failure.
        if error.errno in (errno.EIO, errno.ENOSPC, errno.EDQUOT):
            raise
