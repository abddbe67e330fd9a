"""`Searcher.former`: addresses of corrected minutes redirect, or show the last text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from index.redirects.history import HISTORY
from index.results import Gone
from index.search import Searcher
from index.storage.manifest import SourceRecord

BRIDGE = "橋の補修はいつ終わるのか。"
GATE = "水門の鍵は誰が持っているのか。"
CLERK = "庫務係の職員が二人で持っている。"


def size_of(searcher: Searcher) -> int:
    path = next(
        iter(searcher._generations.home.glob(f"{searcher._current().name}/{HISTORY}")), None
    )
    return path.stat().st_size if path else 0


def last_of(searcher: Searcher, identifier: str) -> Gone:
    found = searcher.former(identifier)
    assert isinstance(found, Gone)
    return found


def named(town: Any, name: str, **said: str) -> Any:
    """A meeting whose utterances are given by the ends of their ids: u1="・橋"."""
    turns = [(text, {"id": f"{name}-{end}"}) for end, text in said.items()]
    return town.meeting(name, *turns)


def test_unchanged_meetings_add_nothing_to_the_history(town: Any, tmp_path: Path) -> None:
    town.commit(tmp_path, town.meeting("m", "・橋"))
    town.commit(tmp_path, town.meeting("m", "・橋"), town.meeting("n", "〇橋"), remove=("m",))
    searcher = town.searcher(tmp_path)
    assert searcher.former("m") is None
    assert searcher.former("nowhere") is None
    assert searcher.former("") is None
    assert size_of(searcher) == 0


def test_a_moved_address_redirects_and_a_removed_one_shows_its_last_text(
    town: Any, tmp_path: Path
) -> None:
    town.commit(tmp_path, named(town, "m", a=f"・{BRIDGE}", b=f"・{GATE}", c=f"→{CLERK}"))
    corrected = CLERK.replace("二人", "三人")
    town.commit(tmp_path, named(town, "m", b2=f"・{GATE}", c2=f"→{corrected}"), remove=("m",))
    searcher = town.searcher(tmp_path)
    assert searcher.former("m-b") == "m-b2"
    assert searcher.former("m-c") == "m-c2"
    gone = last_of(searcher, "m-a")
    assert [each.text for each in gone.utterances] == [BRIDGE]
    assert (gone.meeting.title, gone.is_meeting) == ("会議録m", False)
    assert gone.day.count("-") == 2


def test_a_removed_utterance_is_shown_with_its_whole_exchange(town: Any, tmp_path: Path) -> None:
    first = town.meeting("m", f"・{GATE}", f"→{CLERK}", "〇散会した。")
    town.commit(tmp_path, first)
    town.commit(tmp_path, named(town, "m", z="〇散会した。"), remove=("m",))
    searcher = town.searcher(tmp_path)
    for address in ("m-u0", "m-u0x", "m-u1"):
        assert [each.text for each in last_of(searcher, address).utterances] == [GATE, CLERK]
    assert searcher.former("m-u2") == "m-z"


def test_a_withdrawn_meeting_is_shown_whole_and_may_come_back(town: Any, tmp_path: Path) -> None:
    meeting = town.meeting("m", f"・{GATE}", f"→{CLERK}", f"〇{BRIDGE}", date="2024-05-01")
    town.commit(tmp_path, meeting)
    town.commit(tmp_path, remove=("m",))
    searcher = town.searcher(tmp_path)
    gone = last_of(searcher, "m")
    assert gone.is_meeting
    assert gone.meeting == meeting
    assert gone.utterances == meeting.utterances
    assert [each.text for each in last_of(searcher, "m-u0x").utterances] == [GATE, CLERK]
    town.commit(tmp_path, named(town, "m", u1=f"→{CLERK}", z=f"〇{BRIDGE}"))
    assert searcher.meeting("m") is not None
    assert searcher.former("m-u2") == "m-z"
    assert [each.text for each in last_of(searcher, "m-u0").utterances] == [GATE, CLERK]


def test_redirects_are_followed_through_chains_and_cycles(town: Any, tmp_path: Path) -> None:
    searcher = None
    for number, end in enumerate("abcab"):
        remove = ("m",) if number else ()
        town.commit(tmp_path, named(town, "m", **{end: f"〇{GATE}"}), remove=remove)
        searcher = searcher or town.searcher(tmp_path)
        for other in "abc"[: number + 1]:
            if other != end:
                assert searcher.former(f"m-{other}") == f"m-{end}"
        assert searcher.utterance(f"m-{end}") is not None
    town.commit(tmp_path, remove=("m",))
    assert searcher is not None
    for end in "abc":
        assert [each.text for each in last_of(searcher, f"m-{end}").utterances] == [GATE]


def test_a_meeting_with_another_id_and_most_of_the_texts_is_the_same(
    town: Any, tmp_path: Path
) -> None:
    town.commit(tmp_path, town.meeting("m", f"・{GATE}", f"→{CLERK}", f"〇{BRIDGE}"))
    changed = BRIDGE.replace("橋", "大橋")
    other = town.meeting("x", f"・{CLERK}")
    town.commit(
        tmp_path, other, town.meeting("n", f"・{GATE}", f"→{CLERK}", f"〇{changed}"), remove=("m",)
    )
    searcher = town.searcher(tmp_path)
    assert searcher.former("m") == "n"
    assert [searcher.former(f"m-u{number}") for number in range(3)] == ["n-u0", "n-u1", "n-u2"]
    assert searcher.former("m-u0x") == "n-u0"


def test_addresses_that_were_never_committed_are_unknown(town: Any, tmp_path: Path) -> None:
    town.commit(tmp_path, named(town, "m", a=f"〇{GATE}"))
    with town.writer(tmp_path) as writer:
        writer.remove("m")
        writer.add(named(town, "m", b=f"〇{GATE}"))
        writer.add(named(town, "n", b=f"〇{BRIDGE}"))
        writer.remove("n")
        writer.remove("m")
        writer.add(named(town, "m", c=f"〇{GATE}"))
        writer.commit({})
    searcher = town.searcher(tmp_path)
    assert searcher.former("m-a") == "m-c"
    assert searcher.former("m-b") is None
    assert searcher.former("n") is None


def test_an_uncommitted_change_leaves_addresses_as_they_were(town: Any, tmp_path: Path) -> None:
    town.commit(tmp_path, named(town, "m", a=f"〇{GATE}"))
    with town.writer(tmp_path) as writer:
        writer.remove("m")
    searcher = town.searcher(tmp_path)
    assert searcher.utterance("m-a") is not None
    assert searcher.former("m-a") is None


@pytest.mark.parametrize("again", [False, True])
def test_redirects_survive_a_rebuild(town: Any, tmp_path: Path, again: bool) -> None:
    record = SourceRecord("0" * 64, 1, 1, ("m", "n"))
    with town.writer(tmp_path) as writer:
        writer.add(named(town, "m", a=f"〇{GATE}"))
        writer.add(named(town, "n", a=f"〇{BRIDGE}", b=f"〇{CLERK}"))
        writer.commit({"a.txt": record})
        writer.remove("n")
        writer.add(named(town, "n", a=f"〇{BRIDGE}"))
        writer.commit({"a.txt": record})
    searcher = town.searcher(tmp_path)
    with town.writer(tmp_path, rebuild=True) as writer:
        writer.add(named(town, "n", z=f"〇{BRIDGE}"))
        writer.commit({"a.txt": record})
        if again:
            writer.add(named(town, "o", z="〇次のこと"))
            writer.commit({"a.txt": record})
    assert searcher.former("n-a") == "n-z"
    assert [each.text for each in last_of(searcher, "n-b").utterances] == [CLERK]
    assert [each.text for each in last_of(searcher, "m").utterances] == [GATE]
    town.commit(tmp_path, rebuild=True)
    assert [each.text for each in last_of(searcher, "m").utterances] == [GATE]


def test_the_history_shrinks_when_a_removed_meeting_comes_back(town: Any, tmp_path: Path) -> None:
    texts = [f"〇{number}番の橋の補修を{number * 7}月までに終えること。" for number in range(400)]
    town.commit(tmp_path, town.meeting("m", *texts), named(town, "n", a=f"〇{GATE}"))
    searcher = town.searcher(tmp_path)
    town.commit(tmp_path, named(town, "n", b=f"〇{GATE}"), remove=("n",))
    small = size_of(searcher)
    for _ in range(3):
        town.commit(tmp_path, remove=("m",))
        large = size_of(searcher)
        town.commit(tmp_path, town.meeting("m", *texts))
        assert size_of(searcher) == small
        assert searcher.former("n-a") == "n-b"
    assert small < large < 200_000
