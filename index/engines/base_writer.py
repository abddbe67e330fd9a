"""What the writers of all engines share: the lock, the manifest, and the ids that were added."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Generic, TypeVar

from index.analysis.lexicon import Lexicon, Row
from index.errors import IndexOutdated, KaigirokuError
from index.minutes import Meeting
from index.storage.damage import REBUILD_ADVICE
from index.storage.generations import Generations, current_means
from index.storage.manifest import Manifest, SourceRecord, read_manifest

Store = TypeVar("Store", bound=Generations)


class BaseWriter(Generic[Store]):
    """Holds the lock of an index from the beginning; a writer closes it."""

    def __init__(self, generations: Store, *, rebuild: bool, lexicon: Sequence[Row] | None) -> None:
        self._lock = generations.lock()
        self._fresh = rebuild
        try:
            self._manifest = _begin_manifest(generations, rebuild, lexicon)
        except KaigirokuError:
            self._lock.close()
            raise
        self._generations = generations
        self._lexicon = Lexicon(self._manifest.lexicon)
        # The meeting of each id that was added, by a hash of the id: there may be a million.
        self._added_ids: dict[int, str] = {}

    @property
    def sources(self) -> Mapping[str, SourceRecord]:
        return self._manifest.sources

    @property
    def retired(self) -> Collection[str]:
        return self._manifest.retired

    def _note_ids(self, meeting: Meeting) -> list[str]:
        """Note the ids of a meeting that is added; returns them."""
        identifiers = [meeting.id, *(each.id for each in meeting.utterances)]
        for each in identifiers:
            self._added_ids[hash(each)] = meeting.id
        return identifiers

    def _added_holders(
        self, identifiers: Iterable[str], meetings: Collection[str]
    ) -> dict[str, str]:
        """Which of these meetings, that were added, has each of those ids that one has."""
        added = ((each, self._added_ids.get(hash(each))) for each in identifiers)
        return {each: meeting for each, meeting in added if meeting and meeting in meetings}

    def _renew_manifest(
        self, sources: Mapping[str, SourceRecord], retired: Collection[str] | None
    ) -> None:
        """The manifest of the next commit."""
        self._manifest = replace(self._manifest, sources=dict(sources))
        if retired is not None:
            self._manifest = replace(self._manifest, retired=tuple(sorted(retired)))


def _begin_manifest(
    generations: Generations, rebuild: bool, lexicon: Sequence[Row] | None
) -> Manifest:
    """The committed manifest, or a new index's; another lexicon than its own needs a rebuild."""
    committed = None if rebuild else generations.manifest()
    last = committed or _last_manifest(generations)
    own = last.lexicon if lexicon is None else tuple(lexicon)
    if committed and Lexicon(own).digest != Lexicon(last.lexicon).digest:
        raise IndexOutdated(
            f"{generations}: この索引は別の辞書（--lexicon）で作られています。{REBUILD_ADVICE}"
        )
    return committed or Manifest(current_means(Lexicon(own)), lexicon=own, retired=last.retired)


def _last_manifest(generations: Generations) -> Manifest:
    """The manifest of an index that is to be rebuilt; an empty one if it cannot be read."""
    with suppress(KaigirokuError, OSError, ValueError):
        if folder := generations.current():
            return read_manifest(folder)
    return Manifest({})
