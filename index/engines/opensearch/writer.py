"""Writes meetings into an index in a cluster: as documents, which a commit lets readers see."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from index.analysis.analyzer import Analyzer
from index.analysis.batch import NO_TERM
from index.analysis.lexicon import Row
from index.analysis.normalization.folding import replace_surrogates
from index.analysis.user_dictionary import COMPILED_LEXICON, compile_lexicon
from index.engines.base_writer import BaseWriter
from index.engines.opensearch.content import Analyzed, MeetingAnalyzer, pack
from index.engines.opensearch.generations import ClusterGenerations
from index.engines.opensearch.schema import MEETING, TEXTS, Json
from index.engines.opensearch.statistics import STATISTICS, CollectionStatistics
from index.engines.opensearch.versions import MeetingVersions, Place, unit_name, version_name
from index.engines.whoosh.segment.synonym_groups import encode_groups
from index.engines.whoosh.writing.segment_builder import documents
from index.minutes import Meeting
from index.storage.manifest import SourceRecord

# An analyzer that knows more terms is replaced, and so many characters are sent together.
_MAX_KNOWN_TERMS, _MAX_WAITING_CHARACTERS = 400_000, 400_000


class ClusterWriter(BaseWriter[ClusterGenerations]):
    """An `IndexWriter` of an index in a cluster.

    Meetings are sent as they are added, `since` the next commit, so no reader of this one finds
    them; what an interrupted writer has sent is deleted by the next. It holds few meetings at a
    time, the statistics of all, and of each id a hash.
    """

    def __init__(
        self,
        generations: ClusterGenerations,
        *,
        rebuild: bool = False,
        lexicon: Sequence[Row] | None = None,
    ) -> None:
        super().__init__(generations, rebuild=rebuild, lexicon=lexicon)
        self._analyzer: MeetingAnalyzer | None = None
        self._opened: Place | None = None
        self._statistics = CollectionStatistics()
        self._begin()

    def _begin(self) -> None:
        # The versions of meetings that were added and removed since the last commit, by id.
        self._added: dict[str, str] = {}
        self._removed: dict[str, str] = {}
        # Versions that were added and removed again.
        self._dropped: list[str] = []
        self._added_ids.clear()
        self._count = 0
        self._waiting: list[Json] = []
        self._waiting_characters = 0

    def __enter__(self) -> ClusterWriter:
        self._generations.clear_drafts()
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._generations.clear_drafts()
        finally:
            self._lock.close()

    @property
    def _place(self) -> Place:
        """Where the documents of the next commit are; what an interrupted writer left is undone."""
        if self._opened is None:
            index, number = self._generations.documents(fresh=self._fresh)
            folder = None if self._fresh else self._generations.current()
            self._opened = Place(self._generations.cluster, index, number)
            if folder is not None:
                self._statistics = CollectionStatistics.read(folder)
            self._undo(self._opened)
        return self._opened

    def _undo(self, place: Place) -> None:
        place.cluster.refresh(place.index)
        later = {"range": {"since": {"gte": place.number}}}
        place.cluster.delete_found(place.index, later)
        removed = {"range": {"until": {"gte": place.number}}}
        found = place.cluster.find(place.index, removed, ["version"])
        place.cluster.write(
            _update(place.index, each["version"], {"until": None}) for each in [*found]
        )
        place.cluster.refresh(place.index)

    def add(self, meeting: Meeting) -> None:
        version = version_name(self._place.number, self._count)
        self._count += 1
        if self._analyzer is None or len(self._analyzer.terms) > _MAX_KNOWN_TERMS:
            self._analyzer = MeetingAnalyzer(Analyzer(self._lexicon))
        analyzer = self._analyzer
        analyzed, tokens = analyzer.analyze(documents(meeting))
        self._statistics.add(each.texts for each in analyzed.units)
        used = np.zeros(len(analyzer.terms), np.bool_)
        used[tokens.terms[tokens.terms != NO_TERM]] = True
        used[tokens.compounds] = True
        lines = encode_groups(analyzer.terms, analyzer.groups, used)
        self._statistics.groups.update(lines.splitlines())
        self._added[meeting.id] = version
        identifiers = self._note_ids(meeting)
        self._waiting += self._documents(meeting, version, identifiers, analyzed)
        self._waiting_characters += len(analyzed.characters)
        if self._waiting_characters > _MAX_WAITING_CHARACTERS:
            self._flush()

    def _documents(
        self, meeting: Meeting, version: str, identifiers: Sequence[str], analyzed: Analyzed
    ) -> Iterator[Json]:
        index, number = self._place.index, self._place.number
        common = {"version": version, "since": number}
        for unit in analyzed.units:
            name = unit_name(version, int(unit.texts.orders[0]))
            yield _create(
                index,
                name,
                {
                    **common,
                    "kind": TEXTS,
                    "unit": name,
                    "content": pack(unit.texts),
                    "short": unit.short,
                    "long": unit.long,
                    "characters": unit.characters,
                },
            )
        yield _create(
            index,
            version,
            {
                **common,
                "kind": MEETING,
                "unit": version,
                "id": replace_surrogates(meeting.id),
                "ids": [replace_surrogates(each) for each in identifiers],
                "content": pack(analyzed.skeleton),
            },
        )

    def _flush(self) -> None:
        """Send what is waiting."""
        self._place.cluster.write(self._waiting)
        self._waiting, self._waiting_characters = [], 0

    def remove(self, meeting: str) -> None:
        place = self._place
        if meeting in self._added:
            self._flush()
            version = self._added.pop(meeting)
            self._dropped.append(version)
            place.cluster.refresh(place.index)
            self._forget(version)
        elif meeting not in self._removed:
            for version, identifier, _ in self._committed().versions_of([meeting]):
                if identifier == replace_surrogates(meeting):
                    self._removed[meeting] = version
                    self._forget(version)

    def _forget(self, version: str) -> None:
        """Count the texts of a version no longer."""
        self._statistics.add(MeetingVersions(self._place).texts(version), -1)

    def _committed(self) -> MeetingVersions:
        """The meetings of the last commit; of a fresh index, none."""
        place = self._place
        return MeetingVersions(replace(place, number=place.number - 1))

    def holders(self, identifiers: Collection[str]) -> dict[str, str]:
        found = self._added_holders(identifiers, self._added)
        rest = {replace_surrogates(each): each for each in {*identifiers} - {*found}}
        removed = {*self._removed.values()}
        for version, meeting, ids in self._committed().versions_of([*rest]) if rest else ():
            if version not in removed:
                found |= {rest[each]: meeting for each in ids if each in rest}
        return found

    def meeting(self, identifier: str) -> Meeting | None:
        if identifier in self._added:
            self._flush()
            self._place.cluster.refresh(self._place.index)
            every = MeetingVersions(self._place)
            return every.of_version(self._added[identifier])
        if identifier in self._removed:
            return None
        return self._committed().meeting(identifier)

    def commit(
        self, sources: Mapping[str, SourceRecord], retired: Collection[str] | None = None
    ) -> None:
        place = self._place
        self._waiting += (
            _update(place.index, version, {"until": place.number})
            for version in self._removed.values()
        )
        self._flush()
        if self._dropped:
            place.cluster.refresh(place.index)
            place.cluster.delete_found(place.index, {"terms": {"version": self._dropped}})
        self._renew_manifest(sources, retired)
        draft = self._open_draft()
        self._generations.publish_documents(draft, self._manifest, place.index, place.number)
        self._opened = replace(place, number=place.number + 1)
        self._fresh = False
        self._begin()

    def _open_draft(self) -> Path:
        draft = self._generations.draft(fresh=self._fresh)
        if not (draft / COMPILED_LEXICON).exists():
            # A reader may not be able to write a compiled lexicon anywhere.
            shutil.copy(compile_lexicon(self._lexicon), draft / COMPILED_LEXICON)
        # The file may be that of the commit before.
        (draft / STATISTICS).unlink(missing_ok=True)
        self._statistics.write(draft)
        return draft


def _create(index: str, name: str, document: Json) -> Json:
    return {"_op_type": "index", "_index": index, "_id": name, "_source": document}


def _update(index: str, version: str, change: Json) -> Json:
    return {"_op_type": "update", "_index": index, "_id": version, "doc": change}
