"""The index on disk: generations, `CURRENT`, and the writer's lock.

    store/CURRENT        one line: the name of the committed generation, and the SHA-256 of
                         its manifest, which has the checksums of all its files
    store/g00000007/     a generation, never changed once CURRENT has named it
    store/draft-…/       the next generation, while a writer works on it
    store/LOCK           held while writing

A generation shares its unchanged files with the one before by hard links; they are checked
before a draft takes them over. CURRENT is replaced atomically after everything else is on
disk, so a crash at any instant leaves the last committed generation in place.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp
from typing import Protocol

from index.analysis.analyzer import Analyzer
from index.analysis.lexicon import Lexicon
from index.errors import IndexBusy, IndexMissing, IndexOutdated, KaigirokuError
from index.storage.checksums import FileRecord, check_files, check_sizes, record_files, unreadable
from index.storage.damage import REBUILD_ADVICE, damaged
from index.storage.lock import lock_file
from index.storage.manifest import (
    FORMAT,
    MANIFEST,
    Manifest,
    decode_manifest,
    manifest_digest,
    write_manifest,
)

CURRENT = "CURRENT"
LOCK = "LOCK"
_DRAFT = "draft-"
_NAME = re.compile(r"g\d{8,}")
# An index of an older version has no digest there.
_CURRENT_LINE = re.compile(rf"({_NAME.pattern})(?: ([0-9a-f]{{64}}))?")
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


def belongs_to_index(folder: Path) -> bool:
    """Whether a folder is an index, or the generation or draft of one."""
    if (folder / CURRENT).is_file() and (folder / LOCK).is_file():
        return True
    named = _NAME.fullmatch(folder.name) or folder.name.startswith(_DRAFT)
    return bool(named) and (folder.parent / LOCK).is_file()


class Lock(Protocol):
    """The writer's lock; `close` releases it."""

    def close(self) -> None: ...


class Generations:
    """The generations in a folder; `on_publish` may add files to a draft before it is committed."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.on_publish: Callable[[Path], None] = lambda _: None
        # What the draft has of the generation before: its record, and which file it is.
        self._taken_over: dict[str, tuple[FileRecord, tuple[int, ...]]] = {}

    def __str__(self) -> str:
        return str(self.home)

    def current(self) -> Path | None:
        """The committed generation, or None. Raises IndexDamaged if CURRENT is damaged."""
        found = self._read_current()
        return None if found is None else found[0]

    def _read_current(self) -> tuple[Path, str | None] | None:
        """The committed generation, and the digest of its manifest."""
        pointer = self.home / CURRENT
        try:
            line = pointer.read_text(encoding="ascii").strip()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise unreadable(pointer, error) from error
        except UnicodeError:
            line = ""
        if not (found := _CURRENT_LINE.fullmatch(line)):
            raise damaged(pointer, "索引の世代の名がありません")
        return self.home / found[1], found[2]

    def manifest(self) -> Manifest | None:
        """The committed manifest. Raises IndexOutdated if the index must be rebuilt."""
        committed = self._committed()
        return None if committed is None else committed[1]

    def require(self) -> Path:
        """The folder of the committed generation. Raises IndexMissing or IndexOutdated."""
        return self._required()[0]

    def check_sizes(self) -> None:
        """Raise IndexMissing, or IndexDamaged if a committed file is missing, cut or longer."""
        while True:
            folder, manifest = self._required()
            try:
                return check_sizes(folder, manifest.files)
            except KaigirokuError:
                # A commit may have dropped it meanwhile.
                if folder == self.current():
                    raise

    def _required(self) -> tuple[Path, Manifest]:
        committed = self._committed()
        if committed is None:
            raise IndexMissing(
                f"{self}: 索引がありません。kaigiroku index で会議録を索引に入れてください。"
            )
        return committed

    def _committed(self) -> tuple[Path, Manifest] | None:
        """The committed generation; tried again where a commit drops it meanwhile."""
        while (found := self._read_current()) is not None:
            folder, digest = found
            path = folder / MANIFEST
            try:
                written = path.read_bytes()
                manifest = decode_manifest(written)
            except (OSError, ValueError) as error:
                if found != self._read_current():
                    continue
                raise damaged(path, error) from error
            # Without a digest, it is of an older version; or CURRENT has lost it.
            if digest is not None and digest != manifest_digest(written):
                raise damaged(path, f"{CURRENT} の言うものと違います")
            if means := rebuild_reason(manifest):
                raise IndexOutdated(
                    f"{self}: この索引は、今とは違う形式・項目・辞書で作られています"
                    f"（{means}）。{REBUILD_ADVICE}"
                )
            if digest is None:
                raise damaged(self.home / CURRENT, "記録の要約がありません")
            return folder, manifest
        return None

    def lock(self) -> Lock:
        """Take the writer's lock, making the folder if need be; close it to release it."""
        try:
            self.home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise KaigirokuError(f"{self}: 索引の場所に使えません（{error.strerror}）") from error
        if (lock := lock_file(self.home / LOCK)) is None:
            raise IndexBusy(
                f"{self}: 別の処理が索引に書き込んでいます。終わってから実行してください。"
            )
        return lock

    def draft(self, *, fresh: bool = False) -> Path:
        """A folder for the next generation: with the files of the current one, or empty.

        Raises IndexDamaged rather than taking over a file that is not as it was written.
        """
        committed = None if fresh else self._committed()
        folder, files = (committed[0], committed[1].files) if committed else (self.home, {})
        check_files(folder, files)
        draft = Path(mkdtemp(prefix=_DRAFT, dir=self.home))
        self._taken_over = {}
        for name, record in files.items():
            link_or_copy(folder / name, draft / name)
            self._taken_over[name] = record, _identity(draft / name)
        return draft

    def publish(self, draft: Path, manifest: Manifest) -> None:
        """Commit a draft, then drop the oldest generations."""
        self.on_publish(draft)
        digest = write_manifest(draft, replace(manifest, files=self._records(draft)))
        draft.chmod(0o755)
        for file in draft.iterdir():
            _sync(file)
        _sync(draft)
        name = self._next_name()
        draft.rename(self.home / name)
        _sync(self.home)
        pointer = self.home / f"{CURRENT}.next"
        pointer.write_text(f"{name} {digest}\n", encoding="ascii")
        _sync(pointer)
        pointer.replace(self.home / CURRENT)
        _sync(self.home)
        for folder in self._folders()[:-_KEPT_GENERATIONS]:
            shutil.rmtree(folder, ignore_errors=True)

    def _next_name(self) -> str:
        return f"g{max(map(_number, self._folders()), default=0) + 1:08d}"

    def _records(self, draft: Path) -> dict[str, FileRecord]:
        """The records of the files of a draft; those that it took over have been checked."""
        names = sorted(file.name for file in draft.iterdir() if not file.name.endswith("LOCK"))
        taken = {
            name: record
            for name, (record, identity) in self._taken_over.items()
            if name in names and identity == _identity(draft / name)
        }
        made = record_files(draft, [name for name in names if name not in taken])
        return {name: (taken | made)[name] for name in names}

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


def _identity(file: Path) -> tuple[int, ...]:
    """What changes when another file takes a file's name, or it is written."""
    stat = file.stat()
    return stat.st_ino, stat.st_mtime_ns, stat.st_size


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
