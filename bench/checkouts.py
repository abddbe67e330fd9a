"""Two checkouts of the project, given the same minutes: what differs, and what each takes.

    python bench/checkouts.py BEFORE [--year FILE] [--searches 500] [--asked 100]
                              [--questions FILE…] [--passes 3] [--scratch DIR]

BEFORE is the folder of another checkout with its own `.venv` (`make .venv/ready`). The samples,
the minutes of Sapporo and Tokyo beside the checkout, and one year of a city are indexed by
both. What they export is compared, then the answers of their servers to searches drawn from
the text of the year, always the same, and to questions. Only the command line and
/api/ are used, so that the inside of either checkout may be anything.

A difference is named by its place in the JSON (hits[].utterances[].speaker), with how often it
occurs and one example. Exit status 1 if there is any.
"""

from __future__ import annotations

import json
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from random import Random
from statistics import median
from tempfile import gettempdir
from typing import NamedTuple
from urllib.parse import urlencode
from urllib.request import urlopen

import numpy as np
from common.figures import ratio, table
from common.machine import description, load
from common.measured import Work, measured
from common.searches import Search, draw_searches, draw_words
from common.server import Server, serving

ROOT = Path(__file__).parents[1]
MINUTES = ROOT.parent / "shared" / "minutes"
QUESTIONS = ROOT.parent / "shared" / "questions"
SCRATCH = Path(gettempdir()) / "kaigiroku-checkouts"
COLLECTIONS = (
    ROOT / "samples" / "minutes",
    MINUTES / "sapporo",
    MINUTES / "tokyo2020.jsonl.xz",
)
MAX_EXAMPLE = 160
# These say how long an answer took, not what it is.
UNCOMPARED = frozenset({"took_ms"})


class Checkout(NamedTuple):
    """A checkout, and where what it builds is put."""

    name: str
    root: Path
    scratch: Path

    @property
    def command(self) -> Path:
        return self.root / ".venv" / "bin" / "kaigiroku"

    def home(self, minutes: Path) -> Path:
        return self.scratch / f"{minutes.parent.name}-{minutes.name.partition('.')[0]}"


class Difference(NamedTuple):
    """Where two answers differ, and the two values there."""

    place: str
    before: object
    after: object


def main(arguments: Sequence[str]) -> int:
    options = _read(arguments)
    pair = (
        Checkout("before", options.before.resolve(), options.scratch / "before"),
        Checkout("after", ROOT, options.scratch / "after"),
    )
    print(f"{description()} Load of the machine before: {load():.1f}.\n")
    differences: list[Difference] = []
    for minutes in filter(Path.exists, COLLECTIONS):
        found = list(_compare_exports(pair, [minutes], minutes))
        print(f"export of {minutes.name}: {_summary(found)}", flush=True)
        differences += found
    if options.year.exists():
        differences += _compare_year(pair, options)
    print(f"\n{_report(differences)}")
    return 1 if differences else 0


def _compare_year(pair: Sequence[Checkout], options: Namespace) -> Iterator[Difference]:
    """Build the year in turns, then ask both servers the same."""
    works = [
        [measured(_index, each.command, [options.year], each.home(options.year)) for each in pair]
        for _ in range(options.passes)
    ]
    yield from _compare_exports(pair, [], options.year)
    texts = [
        json.loads(line)["text"]
        for line in _run(pair[0].command, "export", "--index", pair[0].home(options.year))
    ]
    searches = draw_searches(texts, options.searches, Random("checkouts"))
    questions = [
        Search("question", {"q": each})
        for each in _questions(options.questions, options.asked, Random("questions"))
    ]
    with ExitStack() as stack:
        servers = [
            stack.enter_context(serving(each.home(options.year), each.command)) for each in pair
        ]
        for server in servers:
            server.first_page()
        for api, asked in (("search", searches), ("ask", questions)):
            found = [each for search in asked for each in _compare_answers(servers, api, search)]
            print(f"{len(asked)} × /api/{api}: {_summary(found)}", flush=True)
            yield from found
    print(f"\n{_times(pair, works, draw_words(texts, options.words, Random('words')), options)}")


def _compare_exports(
    pair: Sequence[Checkout], index: Sequence[Path], minutes: Path
) -> Iterator[Difference]:
    """Index `index` where it is given, and compare every utterance exported, in order."""
    exported = []
    for each in pair:
        if index:
            _index(each.command, index, each.home(minutes))
        lines = _run(each.command, "export", "--index", each.home(minutes))
        exported.append([json.loads(line) for line in lines])
    yield from differences_between(exported[0], exported[1], "export")


def _compare_answers(servers: Sequence[Server], api: str, search: Search) -> Iterator[Difference]:
    """Ask both servers for the same first page."""
    answers = []
    for server in servers:
        address = (
            f"{server.address.rstrip('/')}/api/{api}?{urlencode(search.parameters, doseq=True)}"
        )
        with urlopen(address) as answer:
            answers.append(json.load(answer))
    for each in differences_between(answers[0], answers[1], api):
        yield each._replace(before=f"{search.parameters}: {each.before}")


def differences_between(before: object, after: object, place: str) -> Iterator[Difference]:
    """Walk two JSON values together; lists of different lengths are one difference."""
    match before, after:
        case str(), {"text": text}:
            # Notes were sentences before they had codes.
            yield from differences_between(before, text, place)
        case dict(), dict():
            for name in dict.fromkeys((*before, *after)):
                if name not in UNCOMPARED:
                    inside = before.get(name, "(absent)"), after.get(name, "(absent)")
                    yield from differences_between(*inside, f"{place}.{name}")
        case list(), list() if len(before) == len(after):
            for one, other in zip(before, after, strict=True):
                yield from differences_between(one, other, f"{place}[]")
        case list(), list():
            yield Difference(f"{place}.length", len(before), len(after))
        case _ if before != after:
            yield Difference(place, before, after)


def _times(
    pair: Sequence[Checkout],
    works: Sequence[Sequence[Work]],
    words: Sequence[str],
    options: Namespace,
) -> str:
    """Builds, searches of words never asked before, and pages of others, in turns."""
    rows = [
        _row("build of the year, s", *_medians(works, lambda work: work.seconds)),
        _row("build of the year, s of all cores", *_medians(works, lambda work: work.cpu)),
        _row("build of the year, peak MB", *_medians(works, lambda work: work.peak / 1024)),
    ]
    homes = [(each.home(options.year), each.command) for each in pair]
    for path, asked in (("/api/search", words[::2]), ("/", words[1::2])):
        passes = [_pass(homes, path, asked) for _ in range(options.passes)]
        before, after = (
            [_typical(times) for times in zip(*side, strict=True)]
            for side in zip(*passes, strict=True)
        )
        name = f"{path}?q=: {len(asked)} words never asked before, ms"
        for share, label in ((50, "median"), (95, "95th percentile")):
            figures = (float(np.percentile(times, share)) for times in (before, after))
            rows.append(_row(f"{name}, {label}", *figures))
    return table(("", "before", "after", "after ÷ before"), rows)


def _pass(homes: Sequence[tuple[Path, Path]], path: str, words: Sequence[str]) -> list[list[float]]:
    """The seconds of each word's page from two new servers, asked in turns."""
    with ExitStack() as stack:
        servers = [stack.enter_context(serving(*each)) for each in homes]
        for server in servers:
            server.first_page()
        pages = [f"{path}?{urlencode({'q': word})}" for word in words]
        return [list(times) for times in zip(*_in_turns(servers, pages), strict=True)]


def _in_turns(servers: Sequence[Server], pages: Sequence[str]) -> Iterator[list[float]]:
    for page in pages:
        yield [server.seconds(page) for server in servers]


def _medians(
    works: Sequence[Sequence[Work]], figure: Callable[[Work], float]
) -> tuple[float, float]:
    before, after = (median(map(figure, side)) for side in zip(*works, strict=True))
    return before, after


def _row(name: str, before: float, after: float) -> tuple[str, ...]:
    return name, f"{before:.1f}", f"{after:.1f}", ratio(after, before)


def _typical(passes: Sequence[float]) -> float:
    """Milliseconds: the median of the passes."""
    return 1000 * median(passes)


def _index(command: Path, minutes: Sequence[Path], home: Path) -> None:
    home.parent.mkdir(parents=True, exist_ok=True)
    _run(command, "index", *minutes, "--rebuild", "--index", home)


def _run(command: Path, *arguments: str | Path) -> list[str]:
    """The lines that a command prints, run outside any checkout; it must succeed."""
    done = subprocess.run(
        [command, *arguments], cwd=gettempdir(), capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode:
        raise SystemExit(f"{command} {' '.join(map(str, arguments))}: {done.stderr}")
    return done.stdout.splitlines()


def _questions(files: Sequence[Path], count: int, random: Random) -> list[str]:
    """Some questions of files of JSON lines that have a `question` each."""
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    drawn = random.sample(lines, min(count, len(lines)))
    return [json.loads(line)["question"] for line in drawn]


def _summary(differences: Sequence[Difference]) -> str:
    return f"{len(differences):,} differences"


def _report(differences: Sequence[Difference]) -> str:
    """A line for each place in the JSON, the most frequent first."""
    counts = Counter(each.place for each in differences)
    examples: Mapping[str, Difference] = {each.place: each for each in reversed(differences)}
    if not counts:
        return "No difference."
    rows = (
        (place, f"{count:,}", _short(examples[place].before), _short(examples[place].after))
        for place, count in counts.most_common()
    )
    return table(("differs", "times", "before", "after"), rows)


def _short(value: object) -> str:
    text = str(value).replace("\n", " ").replace("|", "¦")
    return text if len(text) <= MAX_EXAMPLE else f"{text[:MAX_EXAMPLE]}…"


def _read(arguments: Sequence[str]) -> Namespace:
    parser = ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("before", type=Path, help="もうひとつのチェックアウト")
    parser.add_argument("--year", type=Path, default=MINUTES / "shinagawa" / "2003.jsonl.xz")
    parser.add_argument("--searches", type=int, default=500)
    parser.add_argument("--words", type=int, default=200)
    parser.add_argument("--asked", type=int, default=100, help="質問の数（100）")
    parser.add_argument("--questions", type=Path, nargs="*", default=_default_questions())
    parser.add_argument("--passes", type=int, default=3)
    parser.add_argument("--scratch", type=Path, default=SCRATCH)
    return parser.parse_args(arguments)


def _default_questions() -> list[Path]:
    files = (QUESTIONS / "city.jsonl", QUESTIONS / "shinagawa.jsonl")
    return [file for file in files if file.exists()]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
