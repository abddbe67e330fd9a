"""What a person types after `kaigiroku` → options, and all that is said about it."""

from __future__ import annotations

import argparse
import os
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from index.minutes import ROLES
from index.query import FILTER_FIELDS, SORTS, FilterField
from index.storage.resources import MEMORY, cores
from indexer.fetch.kokkai import CONDITIONS, URL
from kaigiroku.parser import Commands, Parser, whole
from presentation.labels import ROLE_WORDS

CONTACT_VARIABLE = "KAIGIROKU_CONTACT"
QUERY_HELP = """

ことばの書き方（全角でも半角でもよい）:
  個人情報 漏えい       どちらも含む
  個人情報 OR 漏えい    どちらかを含む
  個人情報 -漏えい      漏えいを含まない
  個人情報 近傍/30 漏えい   同じ発言の中で30文字以内にある（近傍だけなら50文字。NEAR も同じ）
  情報* *条例 第?号     * は何文字でも、? は一文字
  "情報の漏えい"        この文字列そのもの
  発言者: 役割: 会議: 議題: 期間:2023-04..2024-03   で絞る"""
CONDITION_LINES = "\n".join(f"  {name:<16} {told}" for name, told in CONDITIONS.items())
FETCH_HELP = f"""

kokkai は国会会議録検索システム。条件（ひとつ以上。すべてに当てはまる会議を取る）:
{CONDITION_LINES}

取ったファイルは kaigiroku index FOLDER で索引に入る。途中で止めても、同じ条件で続きから始まる。
相手の迷惑にならないよう、ひとつずつ、間をおいてたずねる。
例:
  kaigiroku fetch kokkai nameOfMeeting=予算委員会 from=2024-02-01 until=2024-02-29 --to kokkai"""
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


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The options of one command; `command` is its name."""
    parser = Parser(
        prog="kaigiroku",
        usage="kaigiroku COMMAND [オプション]",
        description="会議録を読み、質問と答えのやりとりを探し、その場所を示す。",
        epilog="コマンドごとの説明は kaigiroku COMMAND --help",
    )
    commands = Commands(parser)
    _add_index(commands)
    _add_search(commands)
    _add_ask(commands)
    _add_show(commands)
    _add_check(commands)
    _add_export(commands)
    _add_serve(commands)
    _add_fetch(commands)
    options, unknown = parser.parse_known_args(_words_apart(arguments))
    if unknown:
        commands.named(options.command).error(f"unrecognized arguments: {' '.join(unknown)}")
    return options


def _add_index(commands: Commands) -> None:
    index = commands.add(
        "index PATH…", "会議録のファイルやフォルダーを索引に入れる", "index samples/minutes"
    )
    index.add_argument("paths", metavar="PATH", nargs="+", type=Path, help=argparse.SUPPRESS)
    index.options.add_argument(
        "--watch",
        action="store_true",
        help="終わらずに見つづけ、加わった・変わった・なくなったファイルを索引に反映する",
    )
    index.options.add_argument(
        "--rebuild",
        action="store_true",
        help="今ある索引を引き継がず、はじめから作り直す（できるまで元の索引は残る）",
    )
    index.options.add_argument(
        "--lexicon",
        metavar="FILE",
        type=Path,
        action="append",
        help="辞書にない言葉の CSV。索引に残る（何度でも。変えるには --rebuild も付ける）",
    )
    index.options.add_argument(
        "--memory",
        metavar="MB",
        type=whole(1, 1 << 20),
        default=MEMORY >> 20,
        help=f"すべての処理が合わせて使うメモリーの目安（MB。なければ {MEMORY >> 20}）",
    )


def _add_search(commands: Commands) -> None:
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


def _add_ask(commands: Commands) -> None:
    ask = commands.add(
        "ask QUESTION",
        "質問の文に答えているところを引用する",
        "ask サーバー室に機器を持ち込むとき、どんな心配がありましたか",
    )
    ask.add_argument("query", metavar="QUESTION", nargs="+", help=argparse.SUPPRESS)
    _add_page_options(ask)


def _add_show(commands: Commands) -> None:
    show = commands.add(
        "show ID",
        "会議・やりとり・発言をひとつ示す",
        more="ID は、示されたアドレスのままでもよい。",
    )
    show.add_argument("id", metavar="ID", help=argparse.SUPPRESS)
    _add_json(show)


def _add_check(commands: Commands) -> None:
    check = commands.add(
        "check PATH…",
        "索引に入れずに読み、わかったことと、わからなかったところを示す",
        "check samples/minutes",
    )
    check.add_argument("paths", metavar="PATH", nargs="+", type=Path, help=argparse.SUPPRESS)
    _add_json(check)


def _add_export(commands: Commands) -> None:
    export = commands.add(
        "export", "すべての発言を一行にひとつずつ書き出す（JSON Lines）", "export"
    )
    export.options.add_argument(
        "--json", action="store_true", help="いつも JSON なので、なくてよい"
    )


def _add_serve(commands: Commands) -> None:
    serve = commands.add("serve", "ウェブの画面と API を出す")
    serve.options.add_argument(
        "--host", metavar="HOST", default="127.0.0.1", help="待ち受けるアドレス（127.0.0.1）"
    )
    serve.options.add_argument(
        "--port", metavar="PORT", type=whole(1, 65535), default=8080, help="ポート番号（8080）"
    )
    serve.options.add_argument(
        "--address", metavar="URL", help="外から見たアドレス（引用に書く。なければ開かれたもの）"
    )
    serve.options.add_argument(
        "--processes",
        metavar="N",
        type=whole(1, 64),
        default=cores(),
        help="画面を作る処理の数（なければ CPU の数。Linux のほかではいつも1）",
    )


def _add_fetch(commands: Commands) -> None:
    fetch = commands.add(
        "fetch SOURCE NAME=VALUE…",
        "公開されている会議録をファイルに取り寄せる",
        more=FETCH_HELP,
    )
    fetch.add_argument("source", metavar="SOURCE", choices=("kokkai",), help=argparse.SUPPRESS)
    fetch.add_argument("conditions", metavar="NAME=VALUE", nargs="+", help=argparse.SUPPRESS)
    fetch.options.add_argument(
        "--to", metavar="FOLDER", type=Path, required=True, help="ファイルを書くフォルダー"
    )
    fetch.options.add_argument(
        "--contact",
        metavar="ADDRESS",
        default=os.environ.get(CONTACT_VARIABLE),
        required=not os.environ.get(CONTACT_VARIABLE),
        help="相手のサーバーに名乗る連絡先（メールアドレスなど。"
        f"なければ環境変数 {CONTACT_VARIABLE}。どちらかは要る）",
    )
    fetch.options.add_argument(
        "--wait",
        metavar="SECONDS",
        type=whole(1, 3600),
        default=3,
        help="次をたずねるまでの秒数（3）",
    )
    fetch.options.add_argument("--url", metavar="URL", default=URL, help=f"API の場所（{URL}）")


def _add_page_options(parser: Parser) -> None:
    add = parser.options.add_argument
    add("--limit", metavar="N", type=whole(1), default=10, help="示すやりとりの数（10）")
    add("--offset", metavar="N", type=whole(0), default=0, help="とばすやりとりの数（0）")
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
    add("--with", metavar="FORM", action="append", default=[], help="除外の形を入れる（何度でも）")
    add("--no-synonyms", action="store_true", help="同義語を探さない")
    _add_json(parser)


def _add_json(parser: Parser) -> None:
    parser.options.add_argument("--json", action="store_true", help="JSON で出す")


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
