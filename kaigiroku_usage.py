"""What a person types after `kaigiroku` → options, and all that is said about it.

Wrong usage ends the program with status 2 and one line, as argparse does.
"""

from __future__ import annotations

import argparse
import re
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from index.limits import MEMORY, cores
from index.minutes import ROLES
from index.query import FILTER_FIELDS, SORTS, FilterField
from webapp.wording import ROLE_WORDS

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
QUERY_HELP = """

ことばの書き方（全角でも半角でもよい）:
  個人情報 漏えい       どちらも含む
  個人情報 OR 漏えい    どちらかを含む
  個人情報 -漏えい      漏えいを含まない
  "情報の漏えい"        この文字列そのもの
  発言者: 役割: 会議: 議題: 期間:2023-04..2024-03   で絞る"""
FILTER_HELP: dict[FilterField, tuple[str, str]] = {
    "body": ("NAME", "この会議体だけ"),
    "year": ("YEAR", "この年（西暦）だけ"),
    "agenda": ("NUMBER", "この議題（番号、なければ題）だけ"),
    "role": (
        "ROLE",
        "この役割だけ: " + ", ".join(f"{role}={word}" for role, word in ROLE_WORDS.items()),
    ),
    "speaker": ("NAME", "この発言者だけ"),
}


class _Parser(argparse.ArgumentParser):
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


class _Commands:
    """The commands of a parser, each with its summary and examples that run."""

    def __init__(self, parser: _Parser) -> None:
        self._parsers = parser.add_subparsers(
            title="コマンド", metavar="COMMAND", dest="command", required=True, prog=parser.prog
        )

    def named(self, name: str) -> _Parser:
        parser: _Parser = self._parsers.choices[name]
        return parser

    def add(self, usage: str, summary: str, *examples: str, more: str = "") -> _Parser:
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


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The options of one command; `command` is its name."""
    parser = _Parser(
        prog="kaigiroku",
        usage="kaigiroku COMMAND [オプション]",
        description="会議録を読み、質問と答えのやりとりを探し、その場所を示す。",
        epilog="コマンドごとの説明は kaigiroku COMMAND --help",
    )
    commands = _Commands(parser)
    _add_index(commands)
    _add_search(commands)
    _add_ask(commands)
    _add_show(commands)
    _add_check(commands)
    _add_export(commands)
    _add_serve(commands)
    options, unknown = parser.parse_known_args(_words_apart(arguments))
    if unknown:
        commands.named(options.command).error(f"unrecognized arguments: {' '.join(unknown)}")
    return options


def _add_index(commands: _Commands) -> None:
    index = commands.add(
        "index PATH…", "会議録のファイルやフォルダーを索引に入れる", "index samples/minutes"
    )
    index.add_argument("paths", metavar="PATH", nargs="+", type=Path, help=argparse.SUPPRESS)
    index.options.add_argument(
        "--rebuild",
        action="store_true",
        help="今ある索引を引き継がず、はじめから作り直す（できるまで元の索引は残る）",
    )
    index.options.add_argument(
        "--memory",
        metavar="MB",
        type=_whole(1, 1 << 20),
        default=MEMORY >> 20,
        help=f"すべての処理が合わせて使うメモリーの目安（MB。なければ {MEMORY >> 20}）",
    )


def _add_search(commands: _Commands) -> None:
    search = commands.add(
        "search QUERY",
        "ことばを含むやりとりを探す",
        "search ファイアウォール",
        "search 漏えい -ファイアウォール --sort newest",
        "search サーバー --without サーバ --limit 3",
        more=QUERY_HELP,
    )
    search.add_argument("query", metavar="QUERY", nargs="+", help=argparse.SUPPRESS)
    _add_page_options(search)


def _add_ask(commands: _Commands) -> None:
    ask = commands.add(
        "ask QUESTION",
        "質問の文に答えているところを引用する",
        "ask サーバー室に機器を持ち込むとき、どんな心配がありましたか",
    )
    ask.add_argument("query", metavar="QUESTION", nargs="+", help=argparse.SUPPRESS)
    _add_page_options(ask)


def _add_show(commands: _Commands) -> None:
    show = commands.add(
        "show ID",
        "会議・やりとり・発言をひとつ示す",
        more="ID は、示されたアドレスのままでもよい。",
    )
    show.add_argument("id", metavar="ID", help=argparse.SUPPRESS)
    _add_json(show)


def _add_check(commands: _Commands) -> None:
    check = commands.add(
        "check PATH…",
        "索引に入れずに読み、わかったことと、わからなかったところを示す",
        "check samples/minutes",
    )
    check.add_argument("paths", metavar="PATH", nargs="+", type=Path, help=argparse.SUPPRESS)
    _add_json(check)


def _add_export(commands: _Commands) -> None:
    export = commands.add(
        "export", "すべての発言を一行にひとつずつ書き出す（JSON Lines）", "export"
    )
    export.options.add_argument(
        "--json", action="store_true", help="いつも JSON なので、なくてよい"
    )


def _add_serve(commands: _Commands) -> None:
    serve = commands.add("serve", "ウェブの画面と API を出す")
    serve.options.add_argument(
        "--host", metavar="HOST", default="127.0.0.1", help="待ち受けるアドレス（127.0.0.1）"
    )
    serve.options.add_argument(
        "--port", metavar="PORT", type=_whole(1, 65535), default=8080, help="ポート番号（8080）"
    )
    serve.options.add_argument(
        "--address", metavar="URL", help="外から見たアドレス（引用に書く。なければ開かれたもの）"
    )
    serve.options.add_argument(
        "--processes",
        metavar="N",
        type=_whole(1, 64),
        default=cores(),
        help="画面を作る処理の数（なければ CPU の数。Linux のほかではいつも1）",
    )


def _add_page_options(parser: _Parser) -> None:
    add = parser.options.add_argument
    add("--limit", metavar="N", type=_whole(1), default=10, help="示すやりとりの数（10）")
    add("--offset", metavar="N", type=_whole(0), default=0, help="とばすやりとりの数（0）")
    add(
        "--sort",
        metavar="ORDER",
        choices=SORTS,
        default="relevance",
        help="並べ方: relevance（関連度の高い順）、newest（新しい順）、oldest（古い順）",
    )
    for field in FILTER_FIELDS:
        metavar, told = FILTER_HELP[field]
        types: dict[str, Any] = {"role": {"choices": ROLES}, "year": {"type": _year}}
        settings = types.get(field, {})
        add(f"--{field}", metavar=metavar, action="append", default=[], help=told, **settings)
    add("--without", metavar="FORM", action="append", default=[], help="この形を除く（何度でも）")
    _add_json(parser)


def _add_json(parser: _Parser) -> None:
    parser.options.add_argument("--json", action="store_true", help="JSON で出す")


def _whole(least: int, most: int | None = None) -> Callable[[str], int]:
    """A reader of whole numbers from `least` to `most`, full width or half."""

    def read(typed: str) -> int:
        if re.fullmatch(r"\s*-?\d{1,9}", typed) and int(typed) >= least:
            number = int(typed)
            if most is None or number <= most:
                return number
        upper = "以上" if most is None else f"から{most}まで"
        raise argparse.ArgumentTypeError(f"{least}{upper}の整数ではありません: {typed.strip()}")

    return read


def _year(typed: str) -> str:
    year = unicodedata.normalize("NFKC", typed).strip()
    if re.fullmatch(r"\d{4}", year):
        return year
    raise argparse.ArgumentTypeError(f"西暦4桁の年ではありません: {year}")


def _words_apart(arguments: Sequence[str]) -> list[str]:
    """Our options have two hyphens, so one hyphen begins a word to leave out (-議案).

    The space put before it keeps argparse from taking it for an option.
    """
    return [f" {each}" if re.match(r"-[^-]", each) and each != "-h" else each for each in arguments]
