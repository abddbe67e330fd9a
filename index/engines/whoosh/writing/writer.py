"""Writes meetings into a new generation of a Whoosh index."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from whoosh.writing import SegmentWriter

from index.analysis.analyzer import Analyzer
from index.analysis.lexicon import Row
from index.analysis.normalization.folding import replace_surrogates
from index.analysis.user_dictionary import COMPILED_LEXICON, compile_lexicon
from index.engines.base_writer import BaseWriter
from index.engines.whoosh.segment.reader import SegmentReader, open_segments
from index.engines.whoosh.segment.snapshot import Snapshot
from index.engines.whoosh.segment.whoosh_codec import FlatCodec
from index.engines.whoosh.segment.whoosh_files import WhooshFolder
from index.engines.whoosh.writing.merger import merge_small_segments
from index.engines.whoosh.writing.segment_builder import documents
from index.engines.whoosh.writing.workers import WorkerPool
from index.minutes import Meeting
from index.storage.generations import Generations
from index.storage.manifest import SourceRecord
from index.storage.resources import DEFAULT_MEMORY


class WhooshWriter(BaseWriter[Generations]):
    """An `IndexWriter` that writes into a draft until it commits."""

    def __init__(
        self,
        generations: Generations,
        *,
        rebuild: bool = False,
        memory: int = DEFAULT_MEMORY,
        lexicon: Sequence[Row] | None = None,
    ) -> None:
        super().__init__(generations, rebuild=rebuild, lexicon=lexicon)
        self._workers = WorkerPool(memory, Analyzer(self._lexicon))
        self._draft: Path | None = None
        self._begin_segments()

    def _begin_segments(self) -> None:
        """Begin to collect what is added to the finished segments, and removed from them."""
        self._whoosh: Any = None
        self._readers: list[SegmentReader] | None = None
        self._added: set[str] = set()
        self._removed: set[str] = set()
        self._added_ids.clear()
        self._finished: Snapshot | None = None

    def __enter__(self) -> WhooshWriter:
        self._generations.clear_drafts()
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._workers.close()
            if self._whoosh is not None:
                self._whoosh.cancel()
        finally:
            self._generations.clear_drafts()
            self._lock.close()

    def add(self, meeting: Meeting) -> None:
        self._workers.add(documents(meeting), self._open_draft())
        self._added.add(meeting.id)
        self._note_ids(meeting)

    def remove(self, meeting: str) -> None:
        if meeting in self._added:
            # Whoosh can only delete from finished segments.
            self._finish_segments()
        writer = self._open_whoosh()
        for doc in self._documents_of(meeting):
            writer.delete_document(doc)
        self._removed.add(meeting)

    def holders(self, identifiers: Collection[str]) -> dict[str, str]:
        found = self._added_holders(identifiers, self._added)
        if snapshot := self._open_finished():
            for each, doc in snapshot.find_all({*identifiers} - {*found}).items():
                meeting = snapshot.head(snapshot.header_of(doc)).id
                if meeting not in self._removed:
                    found[each] = meeting
        return found

    def meeting(self, identifier: str) -> Meeting | None:
        if identifier in self._added:
            self._finish_segments()
        snapshot = self._open_finished()
        header = snapshot.find(identifier) if snapshot else None
        if snapshot is None or header is None or identifier in self._removed:
            return None
        found = snapshot.meeting(header, whole=True)
        return found if found.id == identifier else None

    def _documents_of(self, meeting: str) -> list[int]:
        """The documents of a meeting in the finished segments, deleted ones among them."""
        if self._readers is None:
            self._readers = open_segments(self._open_draft(), self._open_whoosh().segments)
        term = replace_surrogates(meeting).encode()
        found: list[int] = []
        for segment in self._readers:
            if postings := segment.postings("meeting", term):
                found += (segment.base + postings.docs).tolist()
        return found

    def commit(
        self, sources: Mapping[str, SourceRecord], retired: Collection[str] | None = None
    ) -> None:
        draft = self._open_draft()
        self._finish_segments()
        self._renew_manifest(sources, retired)
        self._generations.publish(draft, self._manifest)
        self._draft = None

    def _open_draft(self) -> Path:
        if self._draft is None:
            self._draft = self._generations.draft(fresh=self._fresh)
            self._fresh = False
            if not (self._draft / COMPILED_LEXICON).exists():
                # A reader may not be able to write a compiled lexicon anywhere.
                shutil.copy(compile_lexicon(self._lexicon), self._draft / COMPILED_LEXICON)
        return self._draft

    def _open_finished(self) -> Snapshot | None:
        """The finished segments, if there are any; opened when they are first needed."""
        if self._finished is None:
            folder = self._draft or (None if self._fresh else self._generations.current())
            with suppress(FileNotFoundError):
                is_draft = folder == self._draft
                self._finished = Snapshot.open(folder, is_draft=is_draft) if folder else None
        return self._finished

    def _open_whoosh(self) -> Any:
        """Whoosh's writer of the draft."""
        if self._whoosh is None:
            opened = WhooshFolder(self._open_draft())
            self._whoosh = SegmentWriter(opened, codec=FlatCodec(), compound=False)
        return self._whoosh

    def _finish_segments(self) -> None:
        """Write all that was added, and list it in the draft's table of contents."""
        draft = self._open_draft()
        writer = self._open_whoosh()
        added = self._workers.finish(draft)
        writer.commit(
            mergetype=lambda _, segments: merge_small_segments(draft, [*segments, *added])
        )
        self._begin_segments()
