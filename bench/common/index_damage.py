"""Damage done to the files of an index, and what the index answers afterwards."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from random import Random
from typing import Literal, NamedTuple

from common.queries import QUERY_KINDS
from index.errors import KaigirokuError
from index.query import Filter, SearchRequest
from index.search import Searcher
from index.serialization import exchange_json, meeting_json, search_json, utterance_json
from index.storage.generations import link_or_copy

Kind = Literal["a bit flipped", "a block zeroed", "cut", "removed"]
_PAGE = 4096
_WORDS_OF_EACH_KIND = 2
_EXPORTED = 2_000
# What the words of `QUERY_KINDS` do not have: other operators, other words, other requests.
_REQUESTS = (
    SearchRequest("学校 OR 公園"),
    SearchRequest("予算 -学校"),
    SearchRequest("近傍/30 情報 管理"),
    SearchRequest("情報* *委員会"),
    SearchRequest("第?回"),
    SearchRequest("の"),
    SearchRequest("5人"),
    SearchRequest("５％ OR 一人"),
    SearchRequest("がけ"),
    SearchRequest("サーバー", synonyms=False),
    SearchRequest("委員", sort="newest", offset=10),
    SearchRequest("", sort="oldest", filters=(Filter("role", "official"),)),
    SearchRequest("管理", filters=(Filter("role", "member"),)),
    SearchRequest("どんな心配がありましたか"),
)
REQUESTS = (
    *(
        SearchRequest(query)
        for queries in QUERY_KINDS.values()
        for query in queries.split("、")[:_WORDS_OF_EACH_KIND]
    ),
    *_REQUESTS,
)

Answer = str | KaigirokuError | Exception
"""What is answered as text, that it is refused, or that something else went wrong."""
Answers = Mapping[str, Answer]


class Damage(NamedTuple):
    """Damage of a file, by its path in the index; `content` is what it then has, if it exists."""

    kind: Kind
    file: Path
    content: bytes | None


def draw_damage(home: Path, random: Random, counts: Mapping[Kind, int]) -> Iterator[Damage]:
    """Damage of files of an index drawn at random, as often as `counts` says; all are removed."""
    every = sorted(file.relative_to(home) for file in home.rglob("*") if file.is_file())
    filled = [file for file in every if (home / file).stat().st_size]
    for kind, count in counts.items():
        for file in random.choices(filled, k=count):
            yield Damage(kind, file, _damaged((home / file).read_bytes(), kind, random))
    for file in every:
        yield Damage("removed", file, None)


def _damaged(content: bytes, kind: Kind, random: Random) -> bytes:
    at = random.randrange(len(content))
    match kind:
        case "a bit flipped":
            flipped = content[at] ^ 1 << random.randrange(8)
            return content[:at] + bytes([flipped]) + content[at + 1 :]
        case "a block zeroed":
            end = min(at + _PAGE, len(content))
            return content[:at] + bytes(end - at) + content[end:]
        case _:
            return content[:at]


def damaged_copy(home: Path, damage: Damage, copy: Path) -> None:
    """Make a copy of an index with a damaged file; the others are linked."""
    for file in filter(Path.is_file, home.rglob("*")):
        target = copy / file.relative_to(home)
        target.parent.mkdir(parents=True, exist_ok=True)
        if file.relative_to(home) != damage.file:
            link_or_copy(file, target)
        elif damage.content is not None:
            target.write_bytes(damage.content)


def some_identifiers(searcher: Searcher, random: Random, count: int) -> Sequence[str]:
    """The ids of some utterances and their meetings."""
    utterances = random.sample([*searcher.export()], count)
    return [name for each in utterances for name in (each.id, each.meeting)]


def answers(searcher: Searcher, identifiers: Sequence[str]) -> Answers:
    """The answers to all requests, some exchanges and meetings, and what is exported first."""
    found: dict[str, Answer] = {}

    def ask(name: str, answer: Iterator[object]) -> None:
        try:
            found[name] = json.dumps([*answer])
        except Exception as error:
            found[name] = error

    for request in REQUESTS:
        ask(repr(request), _pages(searcher, request))
    for identifier in identifiers:
        ask(identifier, _shown(searcher, identifier))
    ask("export", map(utterance_json, islice(searcher.export(), _EXPORTED)))
    return found


def _pages(searcher: Searcher, request: SearchRequest) -> Iterator[object]:
    for search in (searcher.search, searcher.ask):
        yield search_json(search(request), str) | {"took_ms": 0}


def _shown(searcher: Searcher, identifier: str) -> Iterator[object]:
    if placed := searcher.exchange(identifier):
        yield exchange_json(placed)
    if meeting := searcher.meeting(identifier):
        yield meeting_json(meeting)
        marked = searcher.highlights(identifier, SearchRequest("委員"))
        yield [[name, *spans] for name, spans in marked.items()]
    yield repr(searcher.former(identifier))
