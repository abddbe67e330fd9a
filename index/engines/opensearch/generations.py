"""The commits of an index in a cluster; a folder mirrors the small files of each.

    CURRENT of an index     a document of STATE_INDEX: the number of the commit, the index that has
                            its documents, the digest of its manifest, and its files by digest
    a piece of a file       a document by the digest of its content, which never changes
    the writer's lock       a document that its holder renews; one that was not renewed is void

What is in the mirrored folder is as in that of an index on disk: the manifest, the history of
addresses, the compiled lexicon, and the statistics. CURRENT is replaced in one step, and only if it
is what the writer began with: of two writers, one commits.
"""

from __future__ import annotations

import json
import shutil
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import chain
from pathlib import Path
from tempfile import mkdtemp
from threading import Event, Thread
from time import time
from uuid import uuid4

from index.address import ClusterAddress
from index.engines.opensearch.client import Cluster, open_cluster
from index.engines.opensearch.own_folder import own_folder
from index.engines.opensearch.schema import (
    CLUSTER_FILE,
    STATE,
    STATE_INDEX,
    Json,
    documents_index,
)
from index.engines.opensearch.versions import GRACE
from index.errors import IndexBusy, KaigirokuError
from index.storage.generations import Generations, Lock
from index.storage.manifest import MANIFEST, Manifest, manifest_digest

_PIECE_SIZE = 4 << 20
# In seconds; a lock that was not renewed so long is void.
_LEASE, _RENEWAL = 60, 15
_KEPT_TIMES, _VERSIONS_AT_ONCE, _COMMITS_PER_CLEARING = 1000, 500, 8


class ClusterGenerations(Generations):
    """The commits of one index, mirrored in a folder of this process."""

    def __init__(self, address: ClusterAddress) -> None:
        super().__init__(own_folder(self))
        self.address = address
        self.cluster = open_cluster(address.hosts)

    def __str__(self) -> str:
        return str(self.address)

    def _read_current(self) -> tuple[Path, str | None] | None:
        found = self.pointer()
        if found is None:
            return None
        pointer, _ = found
        folder = self.home / str(pointer["generation"])
        if not folder.exists():
            self._mirror(folder, pointer)
        return folder, str(pointer["digest"])

    def check_sizes(self) -> None:
        super().check_sizes()
        if found := self.pointer():
            self.cluster.check(found[0]["index"])

    def pointer(self) -> tuple[Json, Json] | None:
        """CURRENT, and its version."""
        return self.cluster.get(STATE_INDEX, self.address.name)

    def _mirror(self, folder: Path, pointer: Json) -> None:
        draft = Path(mkdtemp(prefix="mirror-", dir=self.home))
        for name, pieces in pointer["files"].items():
            (draft / name).write_bytes(self._content(pieces))
        self._write_place(draft, pointer)
        try:
            draft.rename(folder)
        except OSError:
            # Another thread was sooner.
            shutil.rmtree(draft)

    def _write_place(self, folder: Path, pointer: Json) -> None:
        place = {
            "hosts": self.address.hosts,
            "index": pointer["index"],
            "number": pointer["number"],
        }
        (folder / CLUSTER_FILE).write_text(json.dumps(place), encoding="utf-8")

    def _content(self, pieces: Sequence[str]) -> bytes:
        """The content of a file. Raises KaigirokuError if a piece is gone."""
        found = {
            sha256(content).hexdigest(): content
            for each in self.cluster.get_all(STATE_INDEX, pieces)
            for content in [b64decode(each["content"])]
        }
        if missing := [each for each in pieces if each not in found]:
            raise KaigirokuError(f"{self.address}: 索引の記録が欠けています（{missing[0][:12]}）。")
        return b"".join(found[each] for each in pieces)

    def lock(self) -> Lock:
        self.cluster.create(STATE_INDEX, STATE)
        return _ClusterLock(self.cluster, self.address)

    def documents(self, *, fresh: bool) -> tuple[str, int]:
        """The index for the documents of the next commit, and its number.

        If it is `fresh`, that is an index of its own, made here; it may have what an interrupted
        writer left.
        """
        found = self.pointer()
        number = (found[0]["number"] if found else 0) + 1
        if found and not fresh:
            return str(found[0]["index"]), number
        name = f"{self.address.name}-{number:08d}"
        self.cluster.create(name, documents_index())
        return name, number

    def _next_name(self) -> str:
        found = self.pointer()
        return _name(found[0]["number"] + 1 if found else 1)

    def publish_documents(self, draft: Path, manifest: Manifest, index: str, number: int) -> None:
        """Commit a draft and the documents of an index, of which no reader sees a part before."""
        before, version = self.pointer() or (None, None)
        self.publish(draft, manifest)
        folder = self.home / _name(number)
        pointer = {
            "generation": folder.name,
            "number": number,
            "index": index,
            "digest": manifest_digest((folder / MANIFEST).read_bytes()),
            "files": {
                file.name: [*self._store(file.read_bytes())] for file in sorted(folder.iterdir())
            },
            "index_before": before["index"] if before else index,
            # When each of the last commits was replaced.
            "replaced": [*(before["replaced"] if before else ()), [number, time()]][-_KEPT_TIMES:],
        }
        self._write_place(folder, pointer)
        self.cluster.refresh(index)
        if not self.cluster.put(STATE_INDEX, self.address.name, pointer, version):
            shutil.rmtree(folder)
            raise IndexBusy(f"{self}: 別の処理が先に書き込みました。もう一度実行してください。")
        if before is None or before["index"] != index:
            self.cluster.move_alias(self.address.name, index)
        if before:
            self._clear(before, pointer)

    def _store(self, content: bytes) -> Iterator[str]:
        """Write a file in pieces, but for those that are there; yields their names."""
        for start in range(0, max(1, len(content)), _PIECE_SIZE):
            piece = content[start : start + _PIECE_SIZE]
            name = sha256(piece).hexdigest()
            document = {"content": b64encode(piece).decode(), "unit": self.address.name}
            self.cluster.put(STATE_INDEX, name, document)
            yield name

    def _clear(self, before: Json, pointer: Json) -> None:
        """Drop what no commit has that a reader may still be at."""
        if before["index_before"] not in (before["index"], pointer["index"]):
            self.cluster.drop(before["index_before"])
        past = [number for number, replaced in pointer["replaced"] if replaced < time() - GRACE]
        if past:
            dead = {"range": {"until": {"lte": max(past)}}}
            versions = [
                each["version"] for each in self.cluster.find(pointer["index"], dead, ["version"])
            ]
            for start in range(0, len(versions), _VERSIONS_AT_ONCE):
                some = versions[start : start + _VERSIONS_AT_ONCE]
                self.cluster.delete_found(pointer["index"], {"terms": {"version": some}})
        if pointer["number"] % _COMMITS_PER_CLEARING == 0:
            kept = {name for each in (before, pointer) for name in chain(*each["files"].values())}
            of_index: Json = {"term": {"unit": self.address.name}}
            unused = {"bool": {"filter": [of_index], "must_not": [{"ids": {"values": [*kept]}}]}}
            self.cluster.delete_found(STATE_INDEX, unused)


def _name(number: int) -> str:
    return f"g{number:08d}"


class _ClusterLock:
    """A lease of the writer's lock, renewed by a thread until it is closed."""

    def __init__(self, cluster: Cluster, address: ClusterAddress) -> None:
        self._cluster = cluster
        self._name = f"{address.name}.lock"
        self._owner = uuid4().hex
        found = cluster.get(STATE_INDEX, self._name)
        if (found and found[0]["renewed"] > time() - _LEASE) or not self._take(found):
            raise IndexBusy(
                f"{address}: 別の処理が索引に書き込んでいます。終わってから実行してください。"
            )
        self._closed = Event()
        self._thread = Thread(target=self._renew, daemon=True)
        self._thread.start()

    def _take(self, found: tuple[Json, Json] | None) -> bool:
        lease = {"owner": self._owner, "renewed": time()}
        return self._cluster.put(STATE_INDEX, self._name, lease, found[1] if found else None)

    def _renew(self) -> None:
        while not self._closed.wait(_RENEWAL):
            try:
                if (found := self._own()) is None or not self._take(found):
                    return
            except KaigirokuError:
                # The cluster may be back at the next turn.
                continue

    def _own(self) -> tuple[Json, Json] | None:
        found = self._cluster.get(STATE_INDEX, self._name)
        return found if found and found[0]["owner"] == self._owner else None

    def close(self) -> None:
        self._closed.set()
        self._thread.join()
        if found := self._own():
            self._cluster.delete(STATE_INDEX, self._name, found[1])
