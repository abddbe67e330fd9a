"""Counts by value and the order of equal exchanges, against a slow count of the same."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from index.minutes import ROLES, AgendaItem, Meeting, Source, Utterance
from index.query import SORTS, Filter, SearchRequest, Sort
from index.search import Searcher
from index.writer import open_writer

SOURCE = Source("kura.txt", "0" * 64)


def meetings() -> list[Meeting]:
    chance = random.Random(23)
    made = []
    for number in range(12):
        spoken = tuple(
            Utterance(
                f"m{number}-u{at}",
                f"m{number}",
                None,
                "speech",
                chance.choice(["橋の予算。", "水門の予算。", "予算。"]),
                SOURCE,
                speaker=chance.choice([None, *(f"倉野{name}" for name in range(60))]),
                role=chance.choice([None, *ROLES]),
                agenda=chance.choice([None, AgendaItem(f"議案第{at % 4}号", "橋の件")]),
            )
            for at in range(40)
        )
        date = chance.choice([None, "2021-03-04", "2021-03-04", "2022-06-07"])
        body = chance.choice(["倉野町議会", "水門委員会"])
        made.append(Meeting(f"m{number}", body, "会議録", SOURCE, spoken, date=date))
    return made


def index(home: Path, commits: Sequence[Sequence[Meeting]]) -> Searcher:
    for each in commits:
        with open_writer(home) as writer:
            for meeting in each:
                writer.add(meeting)
            writer.commit({})
    return Searcher(home)


@pytest.fixture(scope="module")
def searchers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Searcher]]:
    """The same meetings committed at once, and in another order, in several commits."""
    made = meetings()
    mixed = random.Random(24).sample(made, len(made))
    yield [
        index(tmp_path_factory.mktemp("once"), [made]),
        index(tmp_path_factory.mktemp("mixed"), [mixed[:2], mixed[2:7], mixed[7:8], mixed[8:]]),
    ]


def ids(searcher: Searcher, request: SearchRequest) -> list[str]:
    return [hit.id for hit in searcher.search(request).hits]


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("query", ["", "予算", "水門"])
def test_the_order_is_not_that_of_indexing(
    searchers: list[Searcher], query: str, sort: Sort
) -> None:
    asked = [SearchRequest(query, sort=sort, limit=7, offset=7 * page) for page in range(80)]
    once, mixed = ([each for part in asked for each in ids(s, part)] for s in searchers)
    assert once == mixed
    assert len(once) == len(set(once)) == searchers[0].search(asked[0]).exchanges
    if sort == "relevance":
        return
    dates = {meeting.id: meeting.date or "" for meeting in meetings()}
    order = [dates[each.split("-")[0]] for each in once]
    dated = sorted(filter(None, order), reverse=sort == "newest")
    assert order == dated + [""] * (len(order) - len(dated))
    # Within a meeting, that of the minutes.
    for meeting in dates:
        numbers = [int(each.split("-u")[1]) for each in once if each.startswith(f"{meeting}-")]
        assert numbers == sorted(numbers)


@pytest.mark.parametrize(
    "filters",
    [
        (),
        (Filter("role", "chair"),),
        (Filter("speaker", "倉野3"), Filter("speaker", "倉野59"), Filter("year", "2021")),
        (
            Filter("body", "水門委員会"),
            Filter("agenda", "議案第2号 橋の件"),
            Filter("year", "1999"),
        ),
    ],
)
def test_values_are_counted_as_one_by_one(
    searchers: list[Searcher], filters: tuple[Filter, ...]
) -> None:
    values: dict[str, Callable[[Meeting, Utterance], str | None]] = {
        "body": lambda m, u: m.body,
        "year": lambda m, u: (m.date or "")[:4],
        "agenda": lambda m, u: f"{u.agenda.number} {u.agenda.title}" if u.agenda else None,
        "role": lambda m, u: u.role,
        "speaker": lambda m, u: u.speaker,
    }
    for searcher in searchers:
        page = searcher.search(SearchRequest("水門", filters))
        for field, value_of in values.items():
            others = [each for each in filters if each.field != field]
            counts = Counter(
                value_of(meeting, each)
                for meeting in meetings()
                for each in meeting.utterances
                if "水門" in each.text
                and all(
                    any(
                        values[o.field](meeting, each) == o.value for o in others if o.field == name
                    )
                    for name in {o.field for o in others}
                )
            )
            chosen = {each.value for each in filters if each.field == field}
            listed = {each.value: each.count for each in page.facets[field]}
            known = {value: count for value, count in counts.items() if value}
            assert listed.items() <= {**dict.fromkeys(chosen, 0), **known}.items()
            assert set(listed) >= chosen
            assert len(listed) >= min(50, len(known))
            if field != "year":
                most = [count for value, count in listed.items() if value not in chosen]
                assert most == sorted(most, reverse=True)
