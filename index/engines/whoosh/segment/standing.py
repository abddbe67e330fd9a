"""The meetings of a generation, and nothing else: quick to open, for whoever writes on it."""

from __future__ import annotations

from pathlib import Path

from index.engines.whoosh.segment.snapshot import Snapshot
from index.minutes import Meeting


class Standing:
    """Reads one generation's meetings by their ids."""

    def __init__(self, folder: Path) -> None:
        self._snapshot = Snapshot(folder)

    def meeting(self, identifier: str) -> Meeting | None:
        doc = next(self._snapshot.find("id", identifier), None)
        if doc is None or self._snapshot.utterance_mask[doc]:
            return None
        return self._snapshot.meeting(doc, whole=True)
