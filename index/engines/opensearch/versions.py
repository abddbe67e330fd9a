"""The versions of meetings in an index: which a commit has, and whole meetings of these."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from index.analysis.normalization.folding import replace_surrogates
from index.engines.opensearch.client import Cluster, open_cluster
from index.engines.opensearch.content import Skeleton, Texts, read_meeting, unpack
from index.engines.opensearch.schema import CLUSTER_FILE, MEETING, TEXTS, Json
from index.errors import IndexUnavailable
from index.minutes import Meeting, first_utterance_id
from index.results import Placed

# What a commit replaced is kept for so many seconds, for requests that began before it.
GRACE = 600
# Of one page of an answer: texts of an exchange, or skeletons.
CONTENTS_PAGE = 100
_IDS_AT_ONCE, _VERSIONS_PAGE = 1000, 5000


@dataclass(frozen=True)
class Place:
    """The documents of a commit: the index that has them, and the number of the commit."""

    cluster: Cluster
    index: str
    number: int

    @classmethod
    def read(cls, folder: Path) -> Place:
        """Of a mirrored commit."""
        place = json.loads((folder / CLUSTER_FILE).read_text(encoding="utf-8"))
        return cls(open_cluster(tuple(place["hosts"])), place["index"], place["number"])

    def superseded(self) -> IndexUnavailable:
        """The error that says that later commits have deleted what this one had."""
        return IndexUnavailable(
            f"{self.index}: 答えを用意するあいだに索引が更新され、前の内容が消えました。"
            "もう一度お試しください。"
        )

    def has(self, *conditions: Json) -> Json:
        """A query for the meetings of the commit that fulfil some conditions."""
        return {
            "bool": {
                "filter": [
                    {"term": {"kind": MEETING}},
                    {"range": {"since": {"lte": self.number}}},
                    *conditions,
                ],
                "must_not": [{"range": {"until": {"lte": self.number}}}],
            }
        }


def version_name(number: int, at: int) -> str:
    """The name of a version: of one that a commit adds, in the order in which it adds them."""
    return f"{number:08d}.{at:08d}"


def unit_name(version: str, order: int) -> str:
    """The name of the texts that begin with the document of a meeting that has this order."""
    return f"{version}:{order:08d}"


class MeetingVersions:
    """Reads meetings of one commit, by ids, from the cluster."""

    def __init__(self, place: Place) -> None:
        self.place = place

    def versions_of(self, identifiers: Collection[str]) -> Iterator[tuple[str, str, list[str]]]:
        """The versions that have any of some ids: name, the meeting's id, all ids."""
        names = [replace_surrogates(each) for each in identifiers]
        for start in range(0, len(names), _IDS_AT_ONCE):
            query = self.place.has({"terms": {"ids": names[start : start + _IDS_AT_ONCE]}})
            fields = ["version", "id", "ids"]
            for each in self.place.cluster.find(self.place.index, query, fields):
                yield each["version"], each["id"], each["ids"]

    def meeting(self, identifier: str) -> Meeting | None:
        condition = {"term": {"id": replace_surrogates(identifier)}}
        return next(self._meetings(condition), None)

    def of_version(self, version: str) -> Meeting | None:
        return next(self._meetings({"term": {"version": version}}), None)

    def exchange(self, identifier: str) -> Placed | None:
        names = [identifier, *filter(None, [first_utterance_id(identifier)])]
        for name in names:
            for meeting in self._meetings({"term": {"ids": replace_surrogates(name)}}):
                exchanges = meeting.exchanges
                for at, exchange in enumerate(exchanges):
                    if any(each.id == name for each in exchange.utterances):
                        before = exchanges[at - 1].id if at else None
                        after = exchanges[at + 1].id if at + 1 < len(exchanges) else None
                        return Placed(exchange, meeting.head, before, after)
        return None

    def _meetings(self, condition: Json) -> Iterator[Meeting]:
        fields = ["version", "content"]
        query = self.place.has(condition)
        for each in self.place.cluster.find(self.place.index, query, fields, CONTENTS_PAGE):
            skeleton = Skeleton(*unpack(each["content"]))
            yield read_meeting(skeleton, [*self.texts(each["version"])])

    def skeletons(self, known: Mapping[str, Skeleton]) -> dict[str, Skeleton]:
        """The skeletons of the commit by version, in the order in which they were added.

        Those that are `known` are not read again.
        """
        cluster, index = self.place.cluster, self.place.index
        fields = ["version"]
        found = cluster.find(index, self.place.has(), fields, _VERSIONS_PAGE)
        versions = sorted(each["version"] for each in found)
        new = [each for each in versions if each not in known]
        read: dict[str, Skeleton] = {}
        for start in range(0, len(new), _IDS_AT_ONCE):
            query = self.place.has({"terms": {"version": new[start : start + _IDS_AT_ONCE]}})
            for each in cluster.find(index, query, ["version", "content"], CONTENTS_PAGE):
                read[each["version"]] = Skeleton(*unpack(each["content"]))
        return {each: known[each] if each in known else read[each] for each in versions}

    def texts(self, version: str) -> Iterator[Texts]:
        """All texts of a version, in order."""
        query: Json = {
            "bool": {"filter": [{"term": {"kind": TEXTS}}, {"term": {"version": version}}]}
        }
        fields = ["content"]
        for each in self.place.cluster.find(self.place.index, query, fields, CONTENTS_PAGE):
            yield Texts(*unpack(each["content"]))
