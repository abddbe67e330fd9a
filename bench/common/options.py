"""The options of the commands that measure a city, and keep what they build."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from tempfile import gettempdir

from common.sizes import CITY

SCRATCH = Path(gettempdir()) / "kaigiroku-bench"


def read_options(
    parser: ArgumentParser, built: Collection[str], arguments: Sequence[str]
) -> Namespace:
    """A command's own options and these: the minutes, what is kept of them and where,
    and whether the README is written. Where the minutes are absent it says so and ends.
    """
    parser.add_argument("--minutes", type=Path, default=CITY, help="会議録のフォルダー")
    parser.add_argument("--scratch", type=Path, default=SCRATCH, help="作ったものを残すフォルダー")
    parser.add_argument("--index", type=Path, help="会議録すべての、すでにある索引")
    parser.add_argument(
        "--rebuild",
        type=_some_of(built),
        default=(),
        metavar="NAME,…",
        help=f"残っていても作り直す（{', '.join(built)}）",
    )
    parser.add_argument("--write", action="store_true", help="bench/README.mdに書き込む")
    options = parser.parse_args(arguments)
    if not options.minutes.is_dir():
        print(f"{options.minutes}: 会議録がないため、測りません。")
        parser.exit()
    return options


def _some_of(built: Collection[str]) -> Callable[[str], list[str]]:
    def read(text: str) -> list[str]:
        names = text.split(",")
        if unknown := {*names} - {*built}:
            raise ArgumentTypeError(f"{'、'.join(sorted(unknown))}：知らない名前です。")
        return names

    return read
