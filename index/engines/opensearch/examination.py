"""Examines whether the meetings of a commit can be read from a cluster, and agree with counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from index.engines.contract import Finding
from index.engines.opensearch.statistics import CollectionStatistics
from index.engines.opensearch.versions import MeetingVersions, Place


class ClusterExamination:
    """Examines one commit; `identifiers` and `meetings` are the ids that were met."""

    def __init__(self, folder: Path, progress: Callable[[str], None]) -> None:
        self._versions = MeetingVersions(Place.read(folder))
        self._statistics = CollectionStatistics.read(folder)
        self._progress = progress
        self.identifiers: set[str] = set()
        self.meetings: set[str] = set()

    def findings(self) -> Iterator[Finding]:
        counted = CollectionStatistics()
        for number, (version, skeleton) in enumerate(self._versions.skeletons({}).items(), 1):
            self._progress(f"会議 {number:,}")
            identifier, *_ = names = skeleton.id_list()
            for name in names:
                if name in self.identifiers:
                    yield Finding(identifier, f"{name} という ID が重複しています")
                self.identifiers.add(name)
            self.meetings.add(identifier)
            texts = [*self._versions.texts(version)]
            counted.add(texts)
            orders = np.concatenate([np.zeros(0, np.int64), *(each.orders for each in texts)])
            if not np.array_equal(orders, np.arange(1, len(skeleton.sizes))):
                yield Finding(identifier, "発言の本文が欠けています")
        if not counted.agrees(self._statistics):
            yield Finding(self._versions.place.index, "語と文字の数が本文と合いません")
