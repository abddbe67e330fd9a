"""An id leads to one thing in the whole index, whatever the files claim and in which order."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from itertools import count, permutations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from index.minutes import Meeting, first_utterance_id
from index.query import SearchRequest
from index.results import Gone
from index.search import Searcher
from indexer.check import check_paths
from indexer.identifiers import next_ids
from indexer.pipeline import index_paths
from indexer.read_file import read_meetings

BRIDGE = ("橋の補修はいつ終わるのか。", "三月までに終える予定である。")
GATE = ("水門の鍵は誰が持っているのか。", "庫務係の職員が二人で持っている。")


def record(issue: str | None, title: str, ids: Sequence[str | None], words: Sequence[str]) -> Any:
    speeches = [
        {"speechID": each, "speechOrder": order, "speaker": speaker, "speech": word}
        for order, (each, word, speaker) in enumerate(
            zip(ids, words, ("浜風委員", "小栗課長") * 9, strict=False), start=1
        )
    ]
    head = {"issueID": issue, "nameOfHouse": "倉野町議会", "nameOfMeeting": title}
    return {**head, "issue": "", "date": "2024-06-01", "speechRecord": speeches}


def write(path: Path, *records: Any) -> Path:
    path.parent.mkdir(exist_ok=True)
    lines = (json.dumps(each, ensure_ascii=False) + "\n" for each in records)
    path.write_text("".join(lines), encoding="utf-8")
    return path


def texts(searcher: Searcher) -> dict[str, tuple[str, ...]]:
    """What each address of an index shows: a meeting, an exchange or an utterance."""
    shown: dict[str, tuple[str, ...]] = {}
    spoken: dict[str, list[str]] = {}
    for each in searcher.export():
        assert each.id not in shown
        shown[each.id] = (each.text,)
        spoken.setdefault(each.meeting, []).append(each.text)
        if each.exchange:
            spoken.setdefault(each.exchange, []).append(each.text)
    assert not spoken.keys() & shown.keys()
    return shown | {each: tuple(words) for each, words in spoken.items()}


def follow(searcher: Searcher, address: str) -> tuple[str, ...]:
    """What an address shows that may be an old one."""
    if meeting := searcher.meeting(address):
        return tuple(each.text for each in meeting.utterances)
    if utterance := searcher.utterance(address):
        return (utterance.text,)
    if placed := searcher.exchange(address):
        return tuple(each.text for each in placed.exchange.utterances)
    found = searcher.former(address)
    if isinstance(found, Gone):
        alone = [each.text for each in found.utterances if each.id == address]
        return tuple(alone or [each.text for each in found.utterances])
    assert found, f"{address} leads nowhere"
    return follow(searcher, found)


def leads_on(searcher: Searcher, shown: dict[str, tuple[str, ...]]) -> bool:
    """Whether all addresses still lead to the words they led to, an exchange to its first."""
    now = {each: follow(searcher, each) for each in shown}
    return all(
        now[each] == words or (each.endswith("x") and now[each][0] == words[0])
        for each, words in shown.items()
    )


def test_a_hit_of_one_meeting_never_leads_to_another(tmp_path: Path) -> None:
    """Two files with the same speechIDs under different meetings."""
    write(tmp_path / "in" / "a.jsonl", record("A", "建設委員会", ["s1", "s2"], BRIDGE))
    write(tmp_path / "in" / "b.jsonl", record("B", "水路委員会", ["s1", "s2"], GATE))
    outcome = index_paths([tmp_path / "in"], tmp_path / "store")
    searcher = Searcher(tmp_path / "store")
    for word, words in (("補修", BRIDGE), ("庫務係", GATE)):
        [hit] = searcher.search(SearchRequest(word)).hits
        assert follow(searcher, hit.id) == words
        [marked] = [each.utterance for each in hit.utterances if each.highlights]
        assert follow(searcher, marked.id) == (marked.text,)
    assert {"A", "B"} < texts(searcher).keys()
    first, second = map(str, outcome.problems)
    assert first.startswith("in/b.jsonl 1行: 会議「水路委員会」の発言のID「s1」など2件はa.jsonlに")
    assert second.startswith("in/a.jsonl 1行: 会議「建設委員会」の発言のID「s1」など2件はb.jsonlに")


@pytest.mark.parametrize("names", [("a", "b"), ("b", "a")])
@pytest.mark.parametrize("at_once", [True, False])
def test_no_meeting_wins_an_issue_id_by_its_file(
    tmp_path: Path, names: tuple[str, str], at_once: bool
) -> None:
    """Two files with the same issueID; nothing is dropped, and no name decides."""
    first, second = (tmp_path / "in" / f"{name}.jsonl" for name in names)
    write(first, record("A", "建設委員会", ["A_1", "A_2"], BRIDGE))
    if not at_once:
        index_paths([tmp_path / "in"], tmp_path / "store")
    given = texts(Searcher(tmp_path / "store")) if not at_once else {}
    write(second, record("A", "水路委員会", ["A_1", "A_2"], GATE))
    index_paths([tmp_path / "in"], tmp_path / "store")
    searcher = Searcher(tmp_path / "store")
    assert {words: each for each, words in texts(searcher).items() if each.count("-") == 1} == {
        BRIDGE: "A-fql3xh",
        GATE: "A-h2v2tk",
    }
    assert leads_on(searcher, given)


def test_an_id_is_not_taken_over_from_minutes_that_are_gone(tmp_path: Path) -> None:
    one = write(tmp_path / "in" / "a.jsonl", record("A", "建設委員会", ["s1", "A_2"], BRIDGE))
    index_paths([tmp_path / "in"], tmp_path / "store")
    given = texts(Searcher(tmp_path / "store"))
    one.unlink()
    write(tmp_path / "in" / "b.jsonl", record("A", "水路委員会", ["A_1", "A_2"], GATE))
    write(tmp_path / "in" / "c.jsonl", record("C", "港湾委員会", ["s1"], GATE))
    for rebuild in (False, True):
        index_paths([tmp_path / "in"], tmp_path / "store", rebuild=rebuild)
        assert leads_on(Searcher(tmp_path / "store"), given)


def test_a_meeting_never_has_the_id_of_an_utterance_or_an_exchange(tmp_path: Path) -> None:
    write(tmp_path / "in" / "a.jsonl", record("A", "建設委員会", ["A_1", "A_2"], BRIDGE))
    write(tmp_path / "in" / "b.jsonl", record("A_1", "水路委員会", ["Ax"], GATE))
    write(tmp_path / "in" / "c.jsonl", record("C", "港湾委員会", ["A_2x"], GATE))
    index_paths([tmp_path / "in"], tmp_path / "store")
    searcher = Searcher(tmp_path / "store")
    assert all(follow(searcher, each) == words for each, words in texts(searcher).items())
    assert not {"A_1", "A_2", "A_2x"} & texts(searcher).keys()


def test_check_names_both_places_of_an_id(tmp_path: Path) -> None:
    write(tmp_path / "in" / "a.jsonl", record("A", "建設委員会", ["s1"], BRIDGE))
    same = record("B", "水路委員会", ["s1"], GATE)
    write(tmp_path / "in" / "b.jsonl", record("C", "港湾委員会", ["s3"], GATE), same, same)
    first, second = check_paths([tmp_path / "in"])
    assert first.problems == []
    clash, copy = map(str, second.problems)
    assert clash.startswith("in/b.jsonl 2行: 会議「水路委員会」のID「s1」は「in/a.jsonl 1行」にも")
    assert copy.startswith("in/b.jsonl 3行: 会議「水路委員会」は「in/b.jsonl 2行」と同じ")


def settled(meetings: Iterable[Meeting]) -> dict[str, tuple[str, ...]]:
    """What each address shows once nobody has an id that another has, or had on the way."""
    chains = [[each] for each in meetings]
    while True:
        claims = [{a for step in chain for a in step.addresses} for chain in chains]
        clash = next(
            (
                chain
                for (one, chain), (other, _) in permutations(enumerate(chains), 2)
                if chain[-1].addresses & claims[other]
            ),
            None,
        )
        if clash is None:
            return {each.id: (each.text,) for chain in chains for each in chain[-1].utterances} | {
                chain[-1].id: tuple(e.text for e in chain[-1].utterances) for chain in chains
            }
        clash.append(next_ids(clash[-1]))


IDS = [None, "s1", "s1x", "s2", "A", "A_1", "B_1", "B_1x"]
CLAIMS = st.tuples(
    st.sampled_from([None, "A", "B", "A_1", "s1"]),
    st.sampled_from(["建設委員会", "水路委員会"]),
    st.lists(st.sampled_from(IDS), min_size=1, max_size=3),
)


@settings(max_examples=15, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.lists(CLAIMS, min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_ids_depend_on_no_order_and_addresses_lead_on(
    claims: list[tuple[str | None, str, list[str | None]]], chance: random.Random
) -> None:
    records = [
        record(issue, title, ids, [f"{number}番の橋の{place}か所目を直す。" for place in range(9)])
        for number, (issue, title, ids) in enumerate(claims)
    ]
    names = count()
    with TemporaryDirectory() as folder:
        home, files = Path(folder, "store"), Path(folder, "in")
        plain = write(files / "plain.jsonl", *records)
        wanted = settled(m for m in read_meetings(plain, "") if isinstance(m, Meeting))
        plain.unlink()
        # One of them is in two files.
        chance.shuffle(order := [*records, chance.choice(records)])
        given: dict[str, tuple[str, ...]] = {}
        while order:
            for _ in range(chance.randint(1, 3)):
                some = chance.randint(1, 2)
                name = f"{chance.choice('abc')}{next(names)}.jsonl"
                write(files / name, *order[:some])
                del order[:some]
            index_paths([files], home, commit_every=chance.choice([1, 50, 10**6]))
            searcher = Searcher(home)
            given |= texts(searcher)
        now = texts(searcher)
        exchanges = now.keys() - wanted.keys()
        assert {each: now.get(each) for each in wanted} == wanted
        assert all(first_utterance_id(each) in wanted for each in exchanges)
        assert leads_on(searcher, given)


def test_a_meeting_that_is_read_again_while_its_id_is_claimed_is_written_once(
    tmp_path: Path,
) -> None:
    """A file with a copy is read again each time; a commit may come before it is finished."""
    twice = record("B", "港湾委員会", ["B_1"], BRIDGE)
    write(tmp_path / "in" / "b.jsonl", twice)
    write(tmp_path / "in" / "c.jsonl", record("A", "水路委員会", [None, None], GATE), twice)
    index_paths([tmp_path / "in"], tmp_path / "store")
    given = texts(Searcher(tmp_path / "store"))
    write(tmp_path / "in" / "a.jsonl", record("A", "建設委員会", ["A_1"], BRIDGE))
    index_paths([tmp_path / "in"], tmp_path / "store", commit_every=len(BRIDGE[0]) + 1)
    searcher = Searcher(tmp_path / "store")
    assert searcher.search(SearchRequest("庫務係")).total == 1
    assert leads_on(searcher, given)
