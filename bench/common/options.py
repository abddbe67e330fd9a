"""The options of the commands that measure a city, and keep what they build."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Collection
from pathlib import Path
from tempfile import gettempdir

from common.sizes import CITY

SCRATCH = Path(gettempdir()) / "kaigiroku-bench"


def add_options(parser: ArgumentParser, built: Collection[str]) -> None:
    """The minutes, what is kept of them and where, and whether the README is written."""
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


def _some_of(built: Collection[str]) -> Callable[[str], list[str]]:
    def read(text: str) -> list[str]:
        names = text.split(",")
        if unknown := {*names} - {*built}:
            raise ArgumentTypeError(f"{'、'.join(sorted(unknown))}：知らない名前です。")
        return names

    return read
