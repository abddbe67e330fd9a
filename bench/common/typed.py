"""What people might type: words drawn from the minutes of an index, no query twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from index.query import SearchRequest
from index.search import Searcher

# Words as they stand in a text without analysis: runs of Chinese characters or katakana.
_WORD = re.compile(r"[\u4e00-\u9fff]{2,6}|[\u30a1-\u30f6\u30fc]{3,}")
# Exchanges read at each of the places that are drawn from.
_TOGETHER = 100
_PLACES = 40


def typed(searcher: Searcher, count: int) -> list[str]:
    """Queries of one word or of two that stand in one utterance; the same every time."""
    random = Random("typed")
    texts = list(_texts(searcher, random))
    queries: dict[str, None] = {}
    while len(queries) < count:
        words = list(dict.fromkeys(_WORD.findall(random.choice(texts))))
        wanted = random.choice((1, 1, 2))
        if len(words) >= wanted:
            queries[" ".join(random.sample(words, wanted))] = None
    return list(queries)


def _texts(searcher: Searcher, random: Random) -> Iterator[str]:
    """The utterances of exchanges here and there in the whole collection."""
    exchanges = searcher.search(SearchRequest("", sort="newest", limit=0)).exchanges
    for _ in range(_PLACES):
        offset = random.randrange(max(1, exchanges - _TOGETHER))
        page = searcher.search(SearchRequest("", sort="newest", limit=_TOGETHER, offset=offset))
        for hit in page.hits:
            yield from (found.utterance.text for found in hit.utterances)
