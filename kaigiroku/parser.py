"""How the command line is read: argparse, speaking Japanese.

Wrong usage ends the program with status 2 and one line, as argparse does.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

HOME_VARIABLE = "KAIGIROKU_INDEX"
DEFAULT_HOME = Path("index") / "store"

# What argparse says in English, from Python 3.11 to 3.14.
USAGE_ERRORS = (
    (r"the following arguments are required: (.*)", r"\1 を指定してください"),
    (r"unrecognized arguments: (.*)", r"知らない引数です: \1"),
    (
        r"argument COMMAND: invalid choice: '\s*(.*?)' \(choose from (.*)\)",
        r"知らないコマンドです: \1。あるのは \2",
    ),
    (
        r"argument (.*?): invalid choice: '(.*?)' \(choose from (.*)\)",
        r"\1 に \2 は選べません。選べるのは \3",
    ),
    (r"argument (.*?): expected (?:one|at least one) argument", r"\1 には値が要ります"),
    (r"argument (.*?): ignored explicit argument (.*)", r"\1 に値は付けられません: \2"),
    (r"argument (.*?): (.*)", r"\1: \2"),
)


class Parser(argparse.ArgumentParser):
    """A parser whose own words are Japanese too."""

    def __init__(self, prog: str, usage: str, description: str, epilog: str) -> None:
        super().__init__(
            prog=prog,
            usage=usage,
            description=description,
            epilog=epilog,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            add_help=False,
            allow_abbrev=False,
        )
        self.options = self.add_argument_group("オプション")
        self.options.add_argument("-h", "--help", action="help", help="この説明を示す")
        # No default, so that it may stand before the command or after it.
        self.options.add_argument(
            "--index",
            metavar="DIR",
            type=Path,
            default=argparse.SUPPRESS,
            help=f"索引の場所（なければ環境変数 {HOME_VARIABLE}、それもなければ {DEFAULT_HOME}）",
        )

    def format_help(self) -> str:
        return super().format_help().replace("usage: ", "使い方: ", 1)

    def error(self, message: str) -> NoReturn:
        # Python quotes the choices up to 3.13, and no more from 3.14 on.
        message = re.sub(r"\(choose from .*\)$", lambda found: found[0].replace("'", ""), message)
        for english, japanese in USAGE_ERRORS:
            if re.fullmatch(english, message, re.DOTALL):
                message = re.sub(english, japanese, message, flags=re.DOTALL)
                break
        line = " ".join(message.split())
        self.exit(2, f"kaigiroku: {line}（説明は {self.prog} --help）\n")


class Commands:
    """The commands of a parser, each with its summary and examples that run."""

    def __init__(self, parser: Parser) -> None:
        self._parsers = parser.add_subparsers(
            title="コマンド", metavar="COMMAND", dest="command", required=True, prog=parser.prog
        )

    def named(self, name: str) -> Parser:
        parser: Parser = self._parsers.choices[name]
        return parser

    def add(self, usage: str, summary: str, *examples: str, more: str = "") -> Parser:
        """A command whose name is the first word of `usage`."""
        name = usage.split(maxsplit=1)[0]
        return self._parsers.add_parser(
            name,
            help=summary,
            usage=f"kaigiroku {usage} [オプション]",
            description=f"{summary}。{more}",
            epilog="\n".join(("例:", *(f"  $ kaigiroku {each}" for each in examples)))
            if examples
            else "",
        )


def whole(least: int, most: int | None = None) -> Callable[[str], int]:
    """A reader of whole numbers from `least` to `most`, full width or half."""

    def read(typed: str) -> int:
        if re.fullmatch(r"\s*-?\d{1,9}", typed) and int(typed) >= least:
            number = int(typed)
            if most is None or number <= most:
                return number
        upper = "以上" if most is None else f"から{most}まで"
        raise argparse.ArgumentTypeError(f"{least}{upper}の整数ではありません: {typed.strip()}")

    return read
