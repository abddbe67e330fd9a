"""Writes meetings into a new generation of a Whoosh index."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import whoosh.index
from whoosh.reading import SegmentReader

from index.engines.whoosh.analysts import Analysts
from index.engines.whoosh.codec import FlatCodec
from index.engines.whoosh.schema import schema
from index.engines.whoosh.segments import BulkWriter
from index.errors import KaigirokuError
from index.generations import Generations
from index.manifest import Manifest, SourceRecord, current_means
from index.minutes import Meeting

# So many segments are searched one after another without being felt; beyond, the
# smaller half is merged into one.
_MANY_SEGMENTS = 12


class WhooshWriter:
    """An `IndexWriter`; what it writes stands aside until it is committed."""

    def __init__(self, generations: Generations, *, rebuild: bool = False) -> None:
        self._lock = generations.lock()
        self._fresh = rebuild
        self._manifest = Manifest(current_means())
        try:
            if not rebuild:
                self._manifest = generations.manifest() or self._manifest
        except KaigirokuError:
            self._lock.release()
            raise
        self._generations = generations
        self._analysts = Analysts()
        self._draft: Path | None = None
        self._segment: Any = None
        self._added: set[str] = set()

    @property
    def sources(self) -> Mapping[str, SourceRecord]:
        return self._manifest.sources

    def __enter__(self) -> WhooshWriter:
        self._generations.clear_drafts()
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._analysts.close()
            self._close_segment(commit=False)
        finally:
            self._generations.clear_drafts()
            self._lock.release()

    def add(self, meeting: Meeting) -> None:
        segment = self._open_segment()
        for documents in self._analysts.take(meeting):
            segment.add_documents(documents)
        self._added.add(meeting.id)

    def remove(self, meeting: str) -> None:
        if meeting in self._added:
            # Whoosh deletes only what is in a finished segment.
            self._close_segment(commit=True)
        segment = self._open_segment()
        with closing(segment.reader()) as reader:
            known = ("meeting", meeting) in reader
            docs = list(reader.postings("meeting", meeting).all_ids()) if known else []
        for doc in docs:
            segment.delete_document(doc)

    def commit(self, sources: Mapping[str, SourceRecord]) -> None:
        self._open_segment()
        self._close_segment(commit=True)
        assert self._draft is not None
        self._manifest = Manifest(self._manifest.means, dict(sources))
        self._generations.publish(self._draft, self._manifest)
        self._draft = None

    def _open_segment(self) -> Any:
        if self._draft is None:
            self._draft = self._generations.draft(fresh=self._fresh)
            self._fresh = False
        if self._segment is None:
            folder = str(self._draft)
            if whoosh.index.exists_in(folder):
                opened = whoosh.index.open_dir(folder, schema=schema())
            else:
                opened = whoosh.index.create_in(folder, schema())
            self._segment = BulkWriter(opened, FlatCodec())
        return self._segment

    def _close_segment(self, *, commit: bool) -> None:
        if self._segment is None:
            return
        if commit:
            for documents in self._analysts.rest():
                self._segment.add_documents(documents)
            self._segment.commit(mergetype=merge_small)
        else:
            self._segment.cancel()
        self._segment = None
        self._added.clear()


def merge_small(writer: Any, segments: list[Any]) -> list[Any]:
    """Keep the larger segments; rewrite the smaller half, and any half deleted."""
    by_size = sorted(segments, key=lambda segment: segment.doc_count())
    small = by_size[: len(by_size) // 2] if len(by_size) >= _MANY_SEGMENTS else []
    kept = []
    for segment in segments:
        if segment.doc_count() == 0:
            continue
        if segment in small or 2 * segment.deleted_count() > segment.doc_count_all():
            reader = SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
        else:
            kept.append(segment)
    return kept
