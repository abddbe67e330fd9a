"""The options that several commands share, and the minutes that they read by default."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from indexer.pipeline import index_paths

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
MINUTES = SHARED / "minutes"
CITY = MINUTES / "shinagawa"
YEAR = CITY / "2003.jsonl.xz"
SAPPORO = MINUTES / "sapporo" / "076.txt"
SCRATCH = Path(gettempdir()) / "kaigiroku-bench"


def command_parser(doc: str | None) -> ArgumentParser:
    """A parser that describes a command by the first line of its docstring."""
    return ArgumentParser(description=(doc or "").partition("\n")[0])


def index_parser(doc: str | None, file: Path = YEAR) -> ArgumentParser:
    """A parser of `[--index DIR] [FILE…]`: an index, or files of which one is built."""
    parser = command_parser(doc)
    parser.add_argument("--index", type=Path, help="an index of the files")
    parser.add_argument("files", nargs="*", type=Path, default=[file])
    return parser


def read_index_options(parser: ArgumentParser, arguments: Sequence[str]) -> Namespace:
    """Read the options of an `index_parser`.

    Prints a message and exits if there is neither an index nor all of the files.
    """
    options = parser.parse_args(arguments)
    if options.index is None and not are_there(options.files):
        parser.exit()
    return options


def add_build_options(parser: ArgumentParser, built: Collection[str]) -> None:
    """Add the options of a command that keeps what it builds, and names it as in `built`."""
    parser.add_argument("--scratch", type=Path, default=SCRATCH, help="作ったものを残すフォルダー")
    parser.add_argument(
        "--rebuild",
        type=_names_among(built),
        default=(),
        metavar="NAME,…",
        help=f"残っていても作り直す（{', '.join(built)}）",
    )


def add_write_option(parser: ArgumentParser) -> None:
    parser.add_argument("--write", action="store_true", help="bench/README.mdに書き込む")


def are_there(files: Iterable[Path]) -> bool:
    """Return whether all files are there; print which is not."""
    absent = [file for file in files if not file.exists()]
    if absent:
        print(f"{absent[0]}: 会議録がないため、測りません。")
    return not absent


@contextmanager
def given_or_built_index(options: Namespace) -> Iterator[Path]:
    """The index at `options.index`, or a temporary one built of `options.files`."""
    if options.index is not None:
        yield options.index
        return
    with TemporaryDirectory() as scratch:
        home = Path(scratch) / "store"
        index_paths(options.files, home)
        yield home


def read_city_options(
    parser: ArgumentParser, built: Collection[str], arguments: Sequence[str]
) -> Namespace:
    """Read a command's own options and those of a city: its minutes and the cached builds.

    Prints a message and exits if the minutes are absent.
    """
    parser.add_argument("--minutes", type=Path, default=CITY, help="会議録のフォルダー")
    parser.add_argument("--index", type=Path, help="会議録すべての、すでにある索引")
    add_build_options(parser, built)
    add_write_option(parser)
    options = parser.parse_args(arguments)
    if not are_there([options.minutes]):
        parser.exit()
    return options


def _names_among(known: Collection[str]) -> Callable[[str], list[str]]:
    def read(text: str) -> list[str]:
        names = text.split(",")
        if unknown := {*names} - {*known}:
            raise ArgumentTypeError(f"{'、'.join(sorted(unknown))}：知らない名前です。")
        return names

    return read
