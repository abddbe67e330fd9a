"""The only module that speaks to a cluster; `opensearch-py` is imported here alone.

What a node says wrong, or does not say, is raised as IndexUnavailable. A search of which any shard
failed is an error too: it would lack hits without saying so.
"""

from __future__ import annotations

import logging
import os
from base64 import b64encode
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, partial
from time import sleep
from typing import Any

from index.engines.opensearch.schema import Json
from index.errors import IndexUnavailable, KaigirokuError

try:
    from opensearchpy import OpenSearch, helpers
    from opensearchpy.exceptions import (
        ConflictError,
        NotFoundError,
        OpenSearchException,
        RequestError,
    )
except ModuleNotFoundError as error:
    raise KaigirokuError(
        "クラスターの索引には opensearch-py が要ります。pip install 'kaigiroku[opensearch]' で"
        "入れてください。"
    ) from error

# Set for clusters that ask for it: a user, and TLS with the certificate that is trusted.
USER_VARIABLE, PASSWORD_VARIABLE = "KAIGIROKU_CLUSTER_USER", "KAIGIROKU_CLUSTER_PASSWORD"
TLS_VARIABLE, CERTIFICATE_VARIABLE = "KAIGIROKU_CLUSTER_TLS", "KAIGIROKU_CLUSTER_CA"
# In seconds; each other node is tried when one fails.
_TIMEOUT, _RETRIES = 60, 5
# What a failing node answers while another takes its place, and the seconds until the next try.
# "N/A" is no answer at all.
_FAILED, _PASSING, _PAUSES = 300, {429, 500, 502, 503, 504, "N/A"}, (1, 2, 5, 10, 20, 30)
# A person waits for a search.
_SHORT_PAUSES = (0.2, 0.5, 1, 2, 3)
# Documents of one page of an answer, and the bytes of one request of documents.
_PAGE, _BULK_BYTES = 500, 8 << 20

# It tells of each document that is not there, too.
logging.getLogger("opensearch").setLevel(logging.CRITICAL)


class Cluster:
    """Asks the nodes of a cluster; safe for many threads, and in forked processes."""

    def __init__(self, hosts: Sequence[str]) -> None:
        self._hosts = hosts
        self._opened: tuple[int, OpenSearch] | None = None

    @property
    def _client(self) -> OpenSearch:
        # A forked process must not share the connections of its parent.
        if self._opened is None or self._opened[0] != os.getpid():
            self._opened = os.getpid(), _connect(self._hosts)
        return self._opened[1]

    def get(self, index: str, identifier: str) -> tuple[Json, Json] | None:
        """The newest version of a document, and what a change of it must be compared with."""
        try:
            found = self._ask(lambda: self._client.get(index=index, id=identifier))
        except IndexUnavailable as error:
            if isinstance(error.__cause__, NotFoundError):
                return None
            raise
        version = {"if_seq_no": found["_seq_no"], "if_primary_term": found["_primary_term"]}
        return found["_source"], version

    def get_all(self, index: str, identifiers: Collection[str]) -> Iterator[Json]:
        """The newest versions of those of some documents that there are, in any order."""
        names = [*identifiers]
        for start in range(0, len(names), _PAGE):
            body = {"ids": names[start : start + _PAGE]}
            found = self._ask(partial(self._client.mget, body=body, index=index))
            yield from (each["_source"] for each in found["docs"] if each.get("found"))

    def put(self, index: str, identifier: str, document: Json, unless: Json | None = None) -> bool:
        """Write a document: a new one, or the version `unless` is another by now. True if done."""
        how = {"op_type": "create"} if unless is None else unless
        with self._explained():
            try:
                self._client.index(index=index, id=identifier, body=document, params=how)
            except ConflictError:
                # Or it was written, and the answer was lost with the node that gave it.
                found = self.get(index, identifier)
                return found is not None and found[0] == document
        return True

    def delete(self, index: str, identifier: str, version: Json) -> None:
        """Delete a document, unless its version is another by now."""
        with self._explained():
            try:
                self._client.delete(index=index, id=identifier, params=version)
            except (NotFoundError, ConflictError):
                return

    def find(
        self, index: str, query: Json, fields: Sequence[str], page: int = _PAGE
    ) -> Iterator[Json]:
        """Some fields of every document that a query finds, in the order of their units."""
        body: Json = {"query": query, "sort": ["unit"], "size": page, "_source": [*fields]}
        while True:
            search = partial(self._client.search, index=index, body=body, params=_WHOLE)
            hits = self._ask(search)["hits"]["hits"]
            yield from (each["_source"] for each in hits)
            if len(hits) < page:
                return
            body["search_after"] = hits[-1]["sort"]

    def _ask(self, ask: Callable[[], Any], pauses: Sequence[float] = _SHORT_PAUSES) -> Any:  # noqa: ANN401 - as it is answered
        """What is answered; asked again while the copies of some shards take over."""
        for pause in (*pauses, None):
            try:
                return ask()
            except OpenSearchException as error:
                if pause is None or getattr(error, "status_code", None) not in _PASSING:
                    with self._explained():
                        raise
            sleep(pause)
        return None

    def write(self, actions: Iterable[Json]) -> None:
        """Write, change and delete many documents, each as often as it takes.

        A node that holds one may be failing: then another takes its place in a while.
        """
        waiting = [*actions]
        for pause in (*_PAUSES, None):
            # What was written already is written again, as it is.
            results = self._ask(partial(self._send, waiting), _PAUSES)
            failed = [at for at, each in enumerate(results) if each["status"] >= _FAILED]
            if not failed:
                return
            # It would print whole documents.
            reason = str(results[failed[0]].get("error", ""))[:200]
            if pause is None or not all(results[at]["status"] in _PASSING for at in failed):
                raise IndexUnavailable(
                    f"{','.join(self._hosts)}: 文書を書き込めませんでした（{reason}）。"
                )
            waiting = [waiting[at] for at in failed]
            sleep(pause)

    def _send(self, actions: Sequence[Json]) -> list[Json]:
        done = helpers.streaming_bulk(
            self._client,
            actions,
            max_chunk_bytes=_BULK_BYTES,
            raise_on_error=False,
            request_timeout=_TIMEOUT,
        )
        return [result for _, each in done for result in each.values()]

    def delete_found(self, index: str, query: Json) -> None:
        """Delete all documents that a query finds."""
        with self._explained():
            self._client.delete_by_query(
                index=index,
                body={"query": query},
                params={"conflicts": "proceed", "refresh": "true"},
            )

    def refresh(self, index: str) -> None:
        """Let searches find what was written, on every copy."""
        for pause in (*_PAUSES, None):
            done = self._ask(partial(self._client.indices.refresh, index=index), _PAUSES)
            if not done["_shards"]["failed"]:
                return
            if pause is None:
                raise IndexUnavailable(f"{','.join(self._hosts)}: 書き込みを反映できません。")
            sleep(pause)

    def check(self, index: str) -> None:
        """Raise IndexUnavailable unless every shard of an index answers."""
        with self._explained():
            self._client.search(index=index, body={"size": 0}, params=_WHOLE)

    def create(self, index: str, body: Mapping[str, Any]) -> None:
        """Create an index, unless it is there."""
        with self._explained():
            if self._client.indices.exists(index=index):
                return
            try:
                self._client.indices.create(index=index, body=body)
            except RequestError as error:
                if error.error != "resource_already_exists_exception":
                    raise

    def drop(self, index: str) -> None:
        """Delete an index, if it is there."""
        with self._explained():
            self._client.indices.delete(index=index, params={"ignore_unavailable": "true"})

    def move_alias(self, alias: str, index: str) -> None:
        """Let an alias be that of one index alone, in one step."""
        actions = [
            {"remove": {"index": f"{alias}-*", "alias": alias, "must_exist": False}},
            {"add": {"index": index, "alias": alias}},
        ]
        with self._explained():
            self._client.indices.update_aliases(body={"actions": actions})

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OpenSearchException as error:
            raise IndexUnavailable(
                f"{','.join(self._hosts)}: 検索クラスターが答えません（{_reason(error)}）。"
                "ノードが動いているかを確かめてください。戻れば、そのまま続けられます。"
            ) from error


# Hits must not be missing because a shard did not answer.
_WHOLE = {"allow_partial_search_results": "false"}


@cache
def open_cluster(hosts: tuple[str, ...]) -> Cluster:
    """The cluster of some nodes, with the same connections for all who ask it."""
    return Cluster(hosts)


def _connect(hosts: Sequence[str]) -> OpenSearch:
    environment = os.environ
    settings: Json = {}
    certificate = environment.get(CERTIFICATE_VARIABLE)
    if certificate or environment.get(TLS_VARIABLE):
        settings |= {"use_ssl": True, "verify_certs": True, "ca_certs": certificate}
    if user := environment.get(USER_VARIABLE):
        named = f"{user}:{environment.get(PASSWORD_VARIABLE, '')}"
        # The client would write it in Latin-1, which not every name can be.
        settings["headers"] = {"authorization": f"Basic {b64encode(named.encode()).decode()}"}
    return OpenSearch(
        hosts=[{"host": host.strip("[]"), "port": int(port)} for host, port in map(_split, hosts)],
        timeout=_TIMEOUT,
        max_retries=_RETRIES,
        retry_on_timeout=True,
        http_compress=True,
        **settings,
    )


def _split(host: str) -> tuple[str, str]:
    name, _, port = host.rpartition(":")
    return name, port


def _reason(error: OpenSearchException) -> str:
    """The kind of an error and its status, without whole documents or traces."""
    status = getattr(error, "status_code", "")
    kind = getattr(error, "error", "")
    parts = (type(error).__name__, str(status), kind if isinstance(kind, str) else "")
    return " ".join(filter(None, parts))[:200]
