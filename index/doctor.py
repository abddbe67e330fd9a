"""Examines a whole index: whether its files are as they were written, and agree."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from index.address import Address
from index.engines import open_examination, open_generations
from index.engines.contract import Finding
from index.errors import IndexDamaged, KaigirokuError
from index.redirects.history import History
from index.storage.checksums import check_file
from index.storage.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What an examination found, and how much it has looked at; `size` is in bytes."""

    generation: str
    files: int
    size: int
    meetings: int
    utterances: int
    findings: tuple[Finding, ...]

    @property
    def is_whole(self) -> bool:
        return not self.findings


def examine(home: Address, progress: Callable[[str], None]) -> Diagnosis:
    """Examine the last commit of the index at `home`; `progress` is told what is looked at.

    Raises IndexMissing and IndexOutdated if there is none that this version reads.
    """
    generations = open_generations(home)
    folder, manifest = generations.require(), generations.manifest()
    assert manifest is not None
    examined = None
    findings = [*_examine_files(folder, manifest, progress)]
    # What is in damaged files is not worth reading.
    if not findings:
        try:
            examined = open_examination(folder, progress)
            findings += examined.findings()
            findings += _examine_sources(manifest, examined.meetings)
            findings += _examine_redirects(folder, examined.identifiers)
        except IndexDamaged as error:
            findings.append(Finding(folder.name, str(error)))
        except Exception as error:
            findings.append(Finding(folder.name, f"{type(error).__name__}: {error}"))
    return Diagnosis(
        generation=folder.name,
        files=len(manifest.files),
        size=sum(record.size for record in manifest.files.values()),
        meetings=len(examined.meetings) if examined else 0,
        utterances=len(examined.identifiers) - len(examined.meetings) if examined else 0,
        findings=tuple(findings),
    )


def _examine_files(
    folder: Path, manifest: Manifest, progress: Callable[[str], None]
) -> Iterator[Finding]:
    for number, (name, record) in enumerate(manifest.files.items(), 1):
        progress(f"ファイル {number:,}/{len(manifest.files):,} {name}")
        try:
            check_file(folder / name, record)
        except KaigirokuError as error:
            yield Finding(name, str(error))


def _examine_sources(manifest: Manifest, meetings: set[str]) -> Iterator[Finding]:
    """The meetings of the manifest are those of the index."""
    recorded = {each for record in manifest.sources.values() for each in record.meetings}
    for missing in sorted(recorded - meetings):
        yield Finding(missing, "読んだファイルの記録にある会議が、索引にありません")
    for unknown in sorted(meetings - recorded):
        yield Finding(unknown, "索引にある会議が、読んだファイルの記録にありません")


def _examine_redirects(folder: Path, identifiers: set[str]) -> Iterator[Finding]:
    """Every former address leads to something that is there, or was withdrawn."""
    successors = dict(History(folder).all())
    for identifier in successors:
        if not _leads_somewhere(identifier, successors, identifiers):
            yield Finding(identifier, "移った先をたどっても、何もありません")


def _leads_somewhere(
    identifier: str, successors: Mapping[str, str | None], identifiers: set[str]
) -> bool:
    seen: set[str] = set()
    name: str | None = identifier
    while name is not None and name not in identifiers:
        if name in seen or name not in successors:
            return False
        seen.add(name)
        name = successors[name]
    return True
