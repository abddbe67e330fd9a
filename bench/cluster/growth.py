"""Let a collection in a cluster grow by copies with other words and dates: what grows how?

    python bench/cluster/growth.py [--characters 400000] [--sizes 1,3,9,27] [--seconds 900] [FILE…]

The first meetings of the files, of about so many characters, are indexed on three nodes; then
copies are added until they are so many times as much. In each copy a third of the words in kanji
and katakana, the same throughout the copy, are replaced by others of their length that no other
copy has, and dates are years later. After each size the disk, the processor time of the writer and
the nodes, a reader's memory, and searches are measured. What they will be of more is read from the
last two sizes, along a line and along a power; how far that was right for the last size, from those
before it, says how far to trust it. No size is begun that would end after `--seconds`.
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from hashlib import blake2b
from math import log
from pathlib import Path
from time import perf_counter, process_time

sys.path.insert(0, str(Path(__file__).parents[1]))

from common.commands import YEAR, are_there, command_parser
from common.drawing import content_words
from common.machine import description, load, loads, memory
from common.report import table

from cluster.nodes import Nodes, NoNodes, on_this_machine, running
from index.address import Address, read_address
from index.minutes import Meeting
from index.query import SearchRequest
from index.search import Searcher
from index.writer import open_writer
from indexer.read_file import read_meetings

_WORD = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u30a1-\u30f6\u30fc]{4,}")
_KANJI, _KATAKANA = (0x4E00, 3000), (0x30A1, 80)
# One word in so many is another one in each copy.
_REPLACED = 3
# Searched for: the word at this share of all, the most frequent first.
_FREQUENT = {"common": 0.0, "medium": 0.02, "rare": 0.3}
_OPENED = "opened"
_LEAST_POINTS = 2


def _number(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def _other_words(copy: int) -> Callable[[str], str]:
    """Replaces a share of the words of a text."""

    def other(found: re.Match[str]) -> str:
        word = found[0]
        if _number(word) % _REPLACED:
            return word
        first, count = _KANJI if word[0] >= "\u4e00" else _KATAKANA
        return "".join(
            chr(first + _number(f"{copy} {word} {at}") % count) for at in range(len(word))
        )

    return lambda text: _WORD.sub(other, text)


def copy_of(meeting: Meeting, copy: int) -> Meeting:
    """A meeting of so many years later with other words and ids; itself if it is copy 0."""
    if not copy:
        return meeting
    words = _other_words(copy)
    spoken = tuple(
        replace(
            each,
            id=f"k{copy}-{each.id}",
            meeting=f"k{copy}-{each.meeting}",
            exchange=each.exchange and f"k{copy}-{each.exchange}",
            text=words(each.text),
        )
        for each in meeting.utterances
    )
    date = meeting.date and f"{int(meeting.date[:4]) + copy}{meeting.date[4:]}"
    return replace(meeting, id=f"k{copy}-{meeting.id}", date=date, utterances=spoken)


def _first_meetings(files: Sequence[Path], characters: int) -> Iterator[Meeting]:
    """The first meetings of some files that have about so many characters."""
    items = (item for file in files for item in read_meetings(file, file.name))
    for meeting in (item for item in items if isinstance(item, Meeting)):
        if characters < 0:
            return
        characters -= sum(len(each.text) for each in meeting.utterances)
        yield meeting


def _words(meetings: Sequence[Meeting]) -> dict[str, str]:
    """A word of each frequency that every copy has."""
    texts = [each.text for meeting in meetings[:20] for each in meeting.utterances]
    counts = Counter(word for word in content_words(texts) if len(word) > 1)
    kept = [word for word, _ in counts.most_common() if _other_words(1)(word) == word]
    return {name: kept[int(share * len(kept))] for name, share in _FREQUENT.items()}


def read(address: Address, words: Sequence[str]) -> dict[str, float]:
    """What a reader takes, in this process: CPU seconds, and kilobytes once it is open."""
    before = memory(os.getpid()).own
    started = process_time()
    searcher = Searcher(address)
    searcher.search(SearchRequest("", limit=0))
    found = {_OPENED: process_time() - started, "kilobytes": memory(os.getpid()).own - before}
    for word in words:
        started = process_time()
        page = searcher.search(SearchRequest(word))
        found[word] = process_time() - started
        found[f"{word} found"] = page.total
    return found


def _cpu() -> float:
    parts = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in parts)


def _disk(nodes: Nodes, name: str) -> int:
    """The bytes of one copy of all shards, merged as they are."""
    _, answer = nodes.ask(0, f"/{name}/_stats/store")
    return int(json.loads(answer)["_all"]["primaries"]["store"]["size_in_bytes"])


class _Growth:
    """An index that grows; `measures` are those of each size, by name."""

    def __init__(self, nodes: Nodes, meetings: Sequence[Meeting]) -> None:
        self._nodes, self._meetings = nodes, meetings
        self._address = read_address(f"opensearch://{','.join(nodes.addresses)}/growing")
        self._words = _words(meetings)
        self._copies = 0
        self._writer = self._cluster = 0.0
        self.characters: list[int] = []
        self.measures: dict[str, list[float]] = {}

    def grow(self, size: int) -> None:
        own, others = _cpu(), self._nodes.cpu_seconds()
        with open_writer(self._address) as writer:
            for copy in range(self._copies, size):
                for meeting in self._meetings:
                    writer.add(copy_of(meeting, copy))
            writer.commit({})
        self._copies = size
        self._writer += _cpu() - own
        self._cluster += self._nodes.cpu_seconds() - others
        command = [sys.executable, __file__, "--read", str(self._address), *self._words.values()]
        taken = subprocess.run(command, capture_output=True, text=True, check=True)
        read: dict[str, float] = json.loads(taken.stdout)
        self.characters.append(Searcher(self._address).statistics().characters)
        self._note("disk of one copy, MB", _disk(self._nodes, "growing") / 1e6)
        self._note("writer, CPU s", self._writer)
        self._note("nodes while written to, CPU s", self._cluster)
        self._note("reader opened, CPU s", read[_OPENED])
        self._note("a reader's memory, MB", read["kilobytes"] / 1e3)
        for name, word in self._words.items():
            self._note(f"a {name} word ({word}), found", read[f"{word} found"])
            self._note(f"a {name} word, CPU ms of the reader", 1000 * read[word])

    def _note(self, name: str, value: float) -> None:
        self.measures.setdefault(name, []).append(value)

    def rows(self, targets: Sequence[float]) -> Iterator[Sequence[str]]:
        """Of each measure its values, what the last was foretold as, and what is to be expected."""
        for name, values in self.measures.items():
            points = [*zip(self.characters, values, strict=True)]
            foretold = _foretold(points[:-1], self.characters[-1])
            expected = (_foretold(points, each) for each in targets)
            yield (name, *(f"{each:,.1f}" for each in values), foretold, *expected)


def _foretold(points: Sequence[tuple[float, float]], size: float) -> str:
    """A measure at a size, from those at the last two: along a line, and along a power.

    What has a part that does not grow, or grows ever more slowly, is between them.
    """
    if len(points) < _LEAST_POINTS:
        return "?"
    (less, before), (more, after) = points[-_LEAST_POINTS:]
    line = after + (after - before) / (more - less) * (size - more)
    power = after * (size / more) ** (log(max(after, 1e-9) / max(before, 1e-9)) / log(more / less))
    low, high = sorted((line, power))
    return f"{low:,.0f} to {high:,.0f}"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = command_parser(__doc__)
    parser.add_argument("--characters", type=int, default=400_000)
    parser.add_argument(
        "--sizes", type=lambda text: [*map(int, text.split(","))], default=[1, 3, 9, 27]
    )
    parser.add_argument("--seconds", type=float, default=900)
    parser.add_argument("--read", nargs="+", default=(), help="for itself: an address, and words")
    parser.add_argument("files", nargs="*", type=Path, default=[YEAR])
    options = parser.parse_args(arguments)
    if options.read:
        address, *words = options.read
        print(json.dumps(read(read_address(address), words)))
        return 0
    if not are_there(options.files):
        return 0
    before = load()
    meetings = [*_first_meetings(options.files, options.characters)]
    try:
        with running(on_this_machine(3)) as nodes:
            growth = _Growth(nodes, meetings)
            started = perf_counter()
            last = 0.0
            for size in options.sizes:
                # A step takes as much longer than the last as it adds more.
                begun = perf_counter() - started
                if growth.characters and begun + 3 * last > options.seconds:
                    print(f"{size}×: not in {options.seconds:.0f} s")
                    break
                growth.grow(size)
                last = perf_counter() - started - begun
                print(f"{size}×: {growth.characters[-1]:,} characters, {last:.0f} s", flush=True)
    except NoNodes as error:
        print(f"no cluster: {error}")
        return 0
    targets = (1.6e8, 2e9)
    sizes = (f"{each / 1e6:.1f} M" for each in growth.characters)
    print(description())
    print(loads(before))
    print(
        table(
            ("characters", *sizes, "the last foretold", "160 M", "2,000 M"), [*growth.rows(targets)]
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
