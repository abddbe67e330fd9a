"""Index and search the same minutes with two checkouts: what differs, and what each takes.

    python bench/checkouts.py BEFORE [--year FILE] [--searches 500] [--asked 100]
                              [--questions FILE…] [--passes 3] [--scratch DIR]

BEFORE is the folder of another checkout with its own `.venv` (`make .venv/ready`). Both index
the samples, the minutes of Sapporo and Tokyo beside the checkout, and one year of a city.
Compared are their exports, then the answers of their servers to questions and to searches
drawn from the text of the year. Only the command line and /api/ are used, so that the code of
the checkouts may differ in any way.

A difference is named by its path in the JSON (hits[].utterances[].speaker), with its number of
occurrences and an example. Exit status 1 if there is any.
"""

from __future__ import annotations

import json
import subprocess
import sys
from argparse import Namespace
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
from common.commands import MINUTES, ROOT, SAPPORO, SHARED, YEAR, command_parser
from common.drawing import Search, draw_searches, draw_words
from common.engine_process import Work, measure
from common.machine import description, load
from common.report import ratio, table
from common.server import Server, serving

QUESTIONS = SHARED / "questions"
SCRATCH = Path(gettempdir()) / "kaigiroku-checkouts"
COLLECTIONS = (
    ROOT / "samples" / "minutes",
    SAPPORO.parent,
    MINUTES / "tokyo2020.jsonl.xz",
)
MAX_EXAMPLE_LENGTH = 160
# The time that an answer took.
IGNORED_NAMES = frozenset({"took_ms"})


class Checkout(NamedTuple):
    """A checkout, and the folder of the indexes that it builds."""

    name: str
    root: Path
    scratch: Path

    @property
    def command(self) -> Path:
        return self.root / ".venv" / "bin" / "kaigiroku"

    def home(self, minutes: Path) -> Path:
        return self.scratch / f"{minutes.parent.name}-{minutes.name.partition('.')[0]}"


class Difference(NamedTuple):
    """The path in the JSON of two answers at which they differ, and both values."""

    path: str
    before: object
    after: object


def main(arguments: Sequence[str]) -> int:
    options = _read_options(arguments)
    pair = (
        Checkout("before", options.before.resolve(), options.scratch / "before"),
        Checkout("after", ROOT, options.scratch / "after"),
    )
    print(f"{description()} Load of the machine before: {load():.1f}.\n")
    differences: list[Difference] = []
    for minutes in filter(Path.exists, COLLECTIONS):
        for checkout in pair:
            _index(checkout.command, minutes, checkout.home(minutes))
        differences += _compare_exports(pair, minutes)
    if options.year.exists():
        differences += _compare_year(pair, options)
    print(f"\n{_report(differences)}")
    return 1 if differences else 0


def _compare_year(pair: Sequence[Checkout], options: Namespace) -> Iterator[Difference]:
    """Build the year with both in turn, compare, and print what building and searching take."""
    works = [
        [measure(_index, each.command, options.year, each.home(options.year)) for each in pair]
        for _ in range(options.passes)
    ]
    yield from _compare_exports(pair, options.year)
    lines = _run(pair[0].command, "export", "--index", pair[0].home(options.year))
    texts = [json.loads(line)["text"] for line in lines]
    searches = draw_searches(texts, options.searches, Random("checkouts"))
    questions = [
        Search("question", {"q": each})
        for each in _draw_questions(options.questions, options.asked, Random("questions"))
    ]
    with ExitStack() as stack:
        servers = [
            stack.enter_context(serving(each.home(options.year), each.command)) for each in pair
        ]
        for server in servers:
            server.first_page()
        for api, requests in (("search", searches), ("ask", questions)):
            found = [each for search in requests for each in _compare_answers(servers, api, search)]
            print(f"{len(requests)} × /api/{api}: {len(found):,} differences", flush=True)
            yield from found
    words = draw_words(texts, options.words, Random("words"))
    print(f"\n{_times_table(pair, works, words, options)}")


def _compare_exports(pair: Sequence[Checkout], minutes: Path) -> list[Difference]:
    """Compare all exported utterances, in their order."""
    exports = []
    for checkout in pair:
        lines = _run(checkout.command, "export", "--index", checkout.home(minutes))
        exports.append([json.loads(line) for line in lines])
    found = list(differences_between(exports[0], exports[1], "export"))
    print(f"export of {minutes.name}: {len(found):,} differences", flush=True)
    return found


def _compare_answers(servers: Sequence[Server], api: str, search: Search) -> Iterator[Difference]:
    """Request the same first page of both servers."""
    answers = []
    for server in servers:
        parameters = urlencode(search.parameters, doseq=True)
        with urlopen(f"{server.address.rstrip('/')}/api/{api}?{parameters}") as answer:
            answers.append(json.load(answer))
    for each in differences_between(answers[0], answers[1], api):
        yield each._replace(before=f"{search.parameters}: {each.before}")


def differences_between(before: object, after: object, path: str) -> Iterator[Difference]:
    """Walk two JSON values together; lists of different lengths are one difference."""
    match before, after:
        case str(), {"text": text}:
            # Notes were sentences before they had codes.
            yield from differences_between(before, text, path)
        case dict(), dict():
            for name in dict.fromkeys((*before, *after)):
                if name not in IGNORED_NAMES:
                    values = before.get(name, "(absent)"), after.get(name, "(absent)")
                    yield from differences_between(*values, f"{path}.{name}")
        case list(), list() if len(before) == len(after):
            for one, other in zip(before, after, strict=True):
                yield from differences_between(one, other, f"{path}[]")
        case list(), list():
            yield Difference(f"{path}.length", len(before), len(after))
        case _ if before != after:
            yield Difference(path, before, after)


def _times_table(
    pair: Sequence[Checkout],
    works: Sequence[Sequence[Work]],
    words: Sequence[str],
    options: Namespace,
) -> str:
    """Builds, API searches, and pages, with words that were not asked before."""
    rows = [
        _row("build of the year, s", *_medians(works, lambda work: work.seconds)),
        _row("build of the year, s of all cores", *_medians(works, lambda work: work.cpu)),
        _row("build of the year, peak MB", *_medians(works, lambda work: work.peak / 1024)),
    ]
    homes = [(each.home(options.year), each.command) for each in pair]
    for path, queries in (("/api/search", words[::2]), ("/", words[1::2])):
        passes = [_run_pass(homes, path, queries) for _ in range(options.passes)]
        milliseconds = [
            [1000 * median(times) for times in zip(*side, strict=True)]
            for side in zip(*passes, strict=True)
        ]
        name = f"{path}?q=: {len(queries)} words never asked before, ms"
        for share, label in ((50, "median"), (95, "95th percentile")):
            before, after = (float(np.percentile(times, share)) for times in milliseconds)
            rows.append(_row(f"{name}, {label}", before, after))
    return table(("", "before", "after", "after ÷ before"), rows)


def _run_pass(
    homes: Sequence[tuple[Path, Path]], path: str, words: Sequence[str]
) -> list[list[float]]:
    """The seconds of each word's page from two new servers, which are asked in turn."""
    with ExitStack() as stack:
        servers = [stack.enter_context(serving(*home)) for home in homes]
        for server in servers:
            server.first_page()
        pages = [f"{path}?{urlencode({'q': word})}" for word in words]
        times = [[server.seconds(page) for server in servers] for page in pages]
    return [list(side) for side in zip(*times, strict=True)]


def _medians(
    works: Sequence[Sequence[Work]], figure: Callable[[Work], float]
) -> tuple[float, float]:
    before, after = (median(map(figure, side)) for side in zip(*works, strict=True))
    return before, after


def _row(name: str, before: float, after: float) -> tuple[str, ...]:
    return name, f"{before:.1f}", f"{after:.1f}", ratio(after, before)


def _index(command: Path, minutes: Path, home: Path) -> None:
    home.parent.mkdir(parents=True, exist_ok=True)
    _run(command, "index", minutes, "--rebuild", "--index", home)


def _run(command: Path, *arguments: str | Path) -> list[str]:
    """Run a command outside any checkout, and return the lines it prints; exits if it fails."""
    absolute = [each.resolve() if isinstance(each, Path) else each for each in arguments]
    done = subprocess.run(
        [command, *absolute], cwd=gettempdir(), capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode:
        raise SystemExit(f"{command} {' '.join(map(str, arguments))}: {done.stderr}")
    return done.stdout.splitlines()


def _draw_questions(files: Sequence[Path], count: int, random: Random) -> list[str]:
    """Questions of files of JSON lines that have a `question` each."""
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    drawn = random.sample(lines, min(count, len(lines)))
    return [json.loads(line)["question"] for line in drawn]


def _report(differences: Sequence[Difference]) -> str:
    """A row for each path, the most frequent first."""
    counts = Counter(each.path for each in differences)
    examples: Mapping[str, Difference] = {each.path: each for each in reversed(differences)}
    if not counts:
        return "No difference."
    rows = (
        (path, f"{count:,}", _shorten(examples[path].before), _shorten(examples[path].after))
        for path, count in counts.most_common()
    )
    return table(("differs", "times", "before", "after"), rows)


def _shorten(value: object) -> str:
    text = str(value).replace("\n", " ").replace("|", "¦")
    return text if len(text) <= MAX_EXAMPLE_LENGTH else f"{text[:MAX_EXAMPLE_LENGTH]}…"


def _read_options(arguments: Sequence[str]) -> Namespace:
    parser = command_parser(__doc__)
    questions = (QUESTIONS / "city.jsonl", QUESTIONS / "shinagawa.jsonl")
    parser.add_argument("before", type=Path, help="もうひとつのチェックアウト")
    parser.add_argument("--year", type=Path, default=YEAR)
    parser.add_argument("--searches", type=int, default=500)
    parser.add_argument("--words", type=int, default=200)
    parser.add_argument("--asked", type=int, default=100, help="質問の数（100）")
    parser.add_argument(
        "--questions", type=Path, nargs="*", default=[file for file in questions if file.exists()]
    )
    parser.add_argument("--passes", type=int, default=3)
    parser.add_argument("--scratch", type=Path, default=SCRATCH)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
