"""The documents of an index in a cluster, and how their fields are analyzed.

An index has two kinds of documents. A *meeting* is its skeleton: everything but what was said.
*Texts* are those of one exchange, or all headings of a meeting. Both belong to a *version* of a
meeting, which is never changed: a meeting that is read again is another version, `since` the commit
that first has it, `until` the one that no longer has it. So a reader of any commit sees it whole.

Our own analysis makes the terms. Keys are joined by line feeds, of which one line is one position;
punctuation is a sign of its own that leaves its position, so that no phrase runs over it. Strings
are found by single characters of the folded text, in order.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]

# In the folder that mirrors a commit: the nodes, the index that has the documents, and the number
# of the commit.
CLUSTER_FILE = "cluster.json"
# Where the commits of all indexes of a cluster are recorded.
STATE_INDEX = "kaigiroku-commits"
# Stands for a token without a key.
NO_KEY = "\x1e"
_MAX_KEY_LENGTH = 10_000
# How many shards a new index has: one holds some tens of gigabytes, and a node a few hundred.
SHARDS_VARIABLE = "KAIGIROKU_CLUSTER_SHARDS"
_SHARDS = 3
# A copy of each shard on another node, as soon as there is one.
_COPIES = {"auto_expand_replicas": "0-1"}

STATE: Mapping[str, Any] = {
    "settings": {"number_of_shards": 1, **_COPIES},
    "mappings": {"dynamic": False, "properties": {"unit": {"type": "keyword"}}},
}
_DOCUMENTS: Mapping[str, Any] = {
    "settings": {
        **_COPIES,
        "refresh_interval": "-1",
        "analysis": {
            "tokenizer": {
                "line": {
                    "type": "char_group",
                    "tokenize_on_chars": ["\n"],
                    "max_token_length": _MAX_KEY_LENGTH,
                },
                "character": {"type": "ngram", "min_gram": 1, "max_gram": 1},
            },
            "filter": {"no_key": {"type": "stop", "stopwords": [NO_KEY]}},
            "analyzer": {
                "keys": {"type": "custom", "tokenizer": "line", "filter": ["no_key"]},
                "characters": {"type": "custom", "tokenizer": "character"},
            },
        },
    },
    "mappings": {
        "dynamic": "strict",
        # They are never changed, so what is only searched need not be kept.
        "_source": {"excludes": ["short", "long", "characters"]},
        "properties": {
            "kind": {"type": "keyword"},
            "version": {"type": "keyword"},
            "unit": {"type": "keyword"},
            "id": {"type": "keyword"},
            "ids": {"type": "keyword", "doc_values": False},
            "since": {"type": "integer"},
            "until": {"type": "integer"},
            "content": {"type": "binary"},
            "short": {"type": "text", "analyzer": "keys", "norms": False},
            "long": {"type": "text", "analyzer": "keys", "norms": False},
            "characters": {"type": "text", "analyzer": "characters", "norms": False},
        },
    },
}


def documents_index() -> dict[str, Any]:
    """The settings and the mapping of a new index of documents."""
    shards = os.environ.get(SHARDS_VARIABLE, str(_SHARDS))
    settings = {**_DOCUMENTS["settings"], "number_of_shards": shards}
    return {**_DOCUMENTS, "settings": settings}


MEETING, TEXTS = "meeting", "texts"
