"""The commands: what each takes, does and prints.

Exit status: 0 done, 1 found nothing or something failed, 2 wrong usage. Each
command imports its modules when it runs, so that --help is fast.
"""

from __future__ import annotations

import errno
import io
import json
import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from index.errors import KaigirokuError, WrongUsage
from index.fields import TYPED_HELP
from index.query import SearchRequest
from index.storage.resources import DEFAULT_MEMORY, core_count
from kaigiroku.arguments import (
    JapaneseCommand,
    JapaneseGroup,
    Output,
    home,
    option,
    output_options,
    search_options,
    write_rows,
    wrong_usage,
)

if TYPE_CHECKING:
    from index.results import SearchPage
    from index.search import Searcher
    from kaigiroku.output import ResultPrinter

CONTACT_VARIABLE = "KAIGIROKU_CONTACT"
TRACE_VARIABLE = "KAIGIROKU_TRACE"

# What a shell reports of a program ended by SIGINT and by SIGPIPE.
INTERRUPTED = 130
PIPE_CLOSED = 141

SYSTEM_ERRORS = {
    errno.ENOENT: "見つかりません",
    errno.EACCES: "読み書きが許されていません",
    errno.EPERM: "読み書きが許されていません",
    errno.EEXIST: "フォルダーではなくファイルがあります",
    errno.ENOTDIR: "フォルダーではありません",
    errno.EISDIR: "ファイルではなくフォルダーです",
    errno.ENOSPC: "ディスクに空きがありません",
    errno.EROFS: "書き込めない場所です",
    errno.ENAMETOOLONG: "名前が長すぎます",
}

a_path = click.Path(path_type=Path)
path_arguments = click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=a_path)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; every failure is one line on stderr and an exit status."""
    _print_anything()
    try:
        typed = list(sys.argv[1:] if arguments is None else arguments)
        with command_line.make_context("kaigiroku", typed) as context:
            status: int = command_line.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as done:
        return done.exit_code
    except BrokenPipeError:
        # Nobody reads our output any more: the rest is discarded.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except KeyboardInterrupt:
        _say("中断しました。")
        return INTERRUPTED
    except Exception as error:
        if TRACE_VARIABLE in os.environ:
            raise
        _say(_reason(error))
        return 2 if isinstance(error, WrongUsage) else 1
    return status


@click.group(
    cls=JapaneseGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    invoke_without_command=True,
    subcommand_metavar="COMMAND",
)
@click.pass_context
def command_line(ctx: click.Context) -> None:
    """会議録を読み、質問と答えのやりとりを探し、その場所を示す。

    コマンドごとの説明は kaigiroku COMMAND --help
    """
    if ctx.invoked_subcommand is None:
        raise wrong_usage("COMMAND を指定してください", ctx)


@command_line.command()
@path_arguments
@click.option(
    "--watch",
    is_flag=True,
    help="終了せずに監視し、追加・変更・削除されたファイルを索引に反映する",
)
@click.option(
    "--rebuild",
    is_flag=True,
    help="今ある索引を引き継がず、はじめから作り直す（できるまで元の索引は残る）",
)
@option(
    "--lexicon",
    "FILE",
    "辞書にない言葉の一覧（CSV）。索引に保存する（複数可。変えるには --rebuild も付ける）",
    type=a_path,
    multiple=True,
)
@option(
    "--memory",
    "MB",
    f"すべての処理が合わせて使うメモリーの目安（MB。なければ {DEFAULT_MEMORY >> 20}）",
    type=click.IntRange(1, 1 << 20),
    default=DEFAULT_MEMORY >> 20,
)
def index(
    paths: Sequence[Path], watch: bool, rebuild: bool, lexicon: Sequence[Path], memory: int
) -> int:
    """会議録のファイルやフォルダーを索引に入れる。

    例:
      $ kaigiroku index samples/minutes
    """
    from index.analysis.lexicon import read_lexicon
    from indexer.pipeline import index_paths
    from kaigiroku.indexing import follow, index_once

    words = read_lexicon(lexicon) if lexicon else None
    run = partial(index_paths, paths, home(), memory=memory << 20, lexicon=words)
    return (follow if watch else index_once)(run, paths, rebuild)


SEARCH_HELP = f"""言葉を含むやりとりを探す。

言葉の書き方（全角でも半角でもよい）:
  個人情報 漏えい       どちらも含む
  個人情報 OR 漏えい    どちらかを含む
  個人情報 -漏えい      漏えいを含まない
  個人情報 近傍/30 漏えい   同じ発言の中で30文字以内にある（近傍だけなら50文字。NEAR も同じ）
  情報* *条例 第?号     * は何文字でも、? は一文字
  "情報の漏えい"        この文字列そのもの
  {TYPED_HELP}   で絞る（期間:2023-04..2024-03）

例:
  $ kaigiroku search ファイアウォール
  $ kaigiroku search 漏えい -ファイアウォール --sort newest
  $ kaigiroku search サーバー --without サーバ --limit 3
"""


@command_line.command(help=SEARCH_HELP)
@click.argument("query", metavar="QUERY", nargs=-1, required=True)
@search_options
def search(request: SearchRequest, output: Output) -> int:
    return _print_page(_searcher(output).search(request), output)


@command_line.command()
@click.argument("query", metavar="QUESTION", nargs=-1, required=True)
@search_options
def ask(request: SearchRequest, output: Output) -> int:
    """質問の文に答えている箇所を引用する。

    例:
      $ kaigiroku ask サーバー室に機器を持ち込むとき、どんな心配がありましたか
    """
    return _print_page(_searcher(output).ask(request), output)


@command_line.command()
@click.argument("address", metavar="ID")
@output_options
def show(address: str, output: Output) -> int:
    """会議・やりとり・発言をひとつ示す。

    ID は、示されたアドレスのままでもよい。
    """
    from kaigiroku.output import ResultPrinter
    from presentation.labels import gone_notice, gone_title

    searcher, printer = _searcher(), ResultPrinter(output)
    identifiers = _identifiers(address)
    if any(_show(searcher, each, printer) for each in identifiers):
        return 0
    for found in map(searcher.former, identifiers):
        if isinstance(found, str) and _show(searcher, found, printer):
            _say(f"{address} は {found} に移っています。")
            return 0
        if found and not isinstance(found, str):
            printer.gone(found)
            _say(f"{gone_title(found)}。{gone_notice(found)}")
            return 1
    raise KaigirokuError(f"{address} という会議・やりとり・発言はありません。")


@command_line.command()
@path_arguments
@output_options
def check(paths: Sequence[Path], output: Output) -> int:
    """索引に入れずに読み、理解できたことと、理解できなかった箇所を示す。

    例:
      $ kaigiroku check samples/minutes
    """
    from dataclasses import asdict

    from indexer.check import CheckTotals, check_paths
    from kaigiroku import reports
    from kaigiroku.output import ResultPrinter

    totals, printer = CheckTotals(), ResultPrinter(output)
    for each in check_paths(paths, reports.CheckProgressPrinter(sys.stderr)):
        if each.meetings and not totals.counts["meetings"] and output == "text":
            print(reports.CHECK_HEAD)
        totals.add(each)
        printer.print(asdict(each), reports.checked_lines(each))
    if not totals.counts["files"]:
        raise reports.nothing_to_read(paths)
    if totals.counts["meetings"]:
        summary = totals.summary()
        printer.print({"summary": asdict(summary)}, reports.summary_lines(summary))
    return 1 if totals.counts["unread"] else 0


@command_line.command()
@output_options
def doctor(output: Output) -> int:
    """索引が壊れていないか、すべて調べる（索引は変えない）。

    書いたときのままのファイルか、語・発言・ID・件数・移ったアドレスが互いに合うかを見る。

    例:
      $ kaigiroku doctor
    """
    from dataclasses import asdict

    from index.doctor import examine
    from kaigiroku import reports
    from kaigiroku.output import ResultPrinter

    with reports.ExaminationProgressPrinter(sys.stderr) as progress:
        diagnosis = examine(home(), progress)
    shape = {"whole": diagnosis.is_whole, **asdict(diagnosis)}
    shape["findings"] = [each._asdict() for each in diagnosis.findings]
    ResultPrinter(output).print(shape, reports.diagnosis_lines(diagnosis))
    return 0 if diagnosis.is_whole else 1


@command_line.command()
@click.option("--json", is_flag=True, expose_value=False, help="いつも JSON なので、なくてよい")
def export() -> int:
    """すべての発言を一行にひとつずつ書き出す（JSON Lines）。

    例:
      $ kaigiroku export
    """
    from index.serialization import utterance_json

    status = 1
    for utterance in _searcher().export():
        print(json.dumps(utterance_json(utterance), ensure_ascii=False))
        status = 0
    return status


@command_line.command()
@option("--host", "HOST", "待ち受けるアドレス（127.0.0.1）", default="127.0.0.1")
@option("--port", "PORT", "ポート番号（8080）", type=click.IntRange(1, 65535), default=8080)
@option(
    "--address",
    "URL",
    "外から見たアドレス（引用に使い、パスがあればリンクにも付ける。なければ要求されたアドレス）",
)
@option("--title", "NAME", "画面の見出し（なければ会議体の名から）")
@option(
    "--processes",
    "N",
    "画面を作る処理の数（なければ CPU の数。Linux のほかではいつも1）",
    type=click.IntRange(1, 64),
    default=core_count(),
)
@option(
    "--timeout",
    "SECONDS",
    "要求が届き終わるのを待つ秒数（20）",
    type=click.IntRange(1, 3600),
    default=20,
)
@option(
    "--connections",
    "N",
    "ひとつの処理が開いておく接続の数（500。ひとつの相手にはその8割まで）",
    type=click.IntRange(10, 100_000),
    default=500,
)
def serve(
    *,
    host: str,
    port: int,
    address: str | None,
    title: str | None,
    processes: int,
    timeout: int,
    connections: int,
) -> int:
    """ウェブの画面と API を公開する。"""
    from webapp import Limits, create_app
    from webapp import serve as serve_app

    def announce(address: str) -> None:
        print(f"{address} で見られます（止めるには Ctrl+C）", flush=True)

    make, limits = partial(create_app, home(), address, title), Limits(timeout, connections)
    serve_app(make, host, port, processes, announce, limits)
    return 0


class FetchCommand(JapaneseCommand):
    """`fetch`: its help lists the conditions, which only it needs to import."""

    def format_epilog(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        from indexer.fetch.kokkai import CONDITIONS

        write_rows(formatter, "条件（すべてに当てはまる会議を取る）", CONDITIONS.items())


@command_line.command(cls=FetchCommand)
@click.argument("source", metavar="SOURCE", type=click.Choice(["kokkai"]), expose_value=False)
@click.argument("conditions", metavar="NAME=VALUE…", nargs=-1, required=True)
@option("--to", "FOLDER", "ファイルを書くフォルダー", type=a_path, required=True)
@option(
    "--contact",
    "ADDRESS",
    "相手のサーバーに名乗る連絡先（メールアドレスなど。"
    f"なければ環境変数 {CONTACT_VARIABLE}。どちらかは要る）",
    envvar=CONTACT_VARIABLE,
    required=True,
)
@option("--wait", "SECONDS", "次を要求するまでの秒数（3）", type=click.IntRange(1, 3600), default=3)
@option("--url", "URL", "API の場所（なければ国立国会図書館のもの）")
def fetch(*, conditions: Sequence[str], to: Path, contact: str, wait: int, url: str | None) -> int:
    """公開されている会議録をファイルに取り寄せる。

    SOURCE は kokkai（国会会議録検索システム）。NAME=VALUE は下の条件を、ひとつ以上。
    取ったファイルは kaigiroku index FOLDER で索引に入る。途中で止めても、同じ条件で続きから始まる。
    相手の負担にならないよう、ひとつずつ、間をおいて要求する。

    例:
      kaigiroku fetch kokkai nameOfMeeting=予算委員会 from=2024-02-01 until=2024-02-29 --to kokkai
    """
    from importlib.metadata import version

    from indexer.fetch import kokkai
    from indexer.fetch.http import PoliteClient
    from kaigiroku.reports import fetched_line

    if not contact.isascii() or not contact.isprintable():
        raise WrongUsage("--contact は英数字と記号で書いてください。")
    fetched = kokkai.fetch(
        kokkai.read_conditions(conditions),
        to,
        PoliteClient(f"kaigiroku/{version('kaigiroku')} ({contact})", wait, _say),
        lambda progress: print(fetched_line(progress), file=sys.stderr, flush=True),
        url or kokkai.URL,
    )
    print(fetched_line(fetched))
    return 0 if fetched.total else 1


def _identifiers(address: str) -> list[str]:
    """The ids in an address as it is printed, that of the utterance first; or an id alone."""
    path, _, fragment = address.strip().partition("#")
    last = path.partition("?")[0].rstrip("/").rpartition("/")[2]
    return [each for each in (fragment, last) if each]


def _show(searcher: Searcher, identifier: str, printer: ResultPrinter) -> bool:
    """Print the meeting, exchange or utterance of that id; false if there is none."""
    if meeting := searcher.meeting(identifier):
        printer.meeting(meeting)
        return True
    placed = searcher.exchange(identifier)
    if placed is None:
        return False
    utterance = next((u for u in placed.exchange.utterances if u.id == identifier), None)
    if utterance is None or placed.exchange.id == identifier:
        printer.exchange(placed)
    else:
        printer.utterance(utterance, placed.meeting)
    return True


def _searcher(output: Output = "json") -> Searcher:
    from index.search import Searcher

    # What is printed as text has the speakers as they are printed.
    return Searcher(home(), tells_persons=output != "text")


def _print_page(page: SearchPage, output: Output) -> int:
    from kaigiroku.output import ResultPrinter

    ResultPrinter(output).search_page(page)
    return 0 if page.hits else 1


def _say(line: str) -> None:
    print(f"kaigiroku: {' '.join(line.split())}", file=sys.stderr, flush=True)


def _reason(error: Exception) -> str:
    """What went wrong, in one line of Japanese."""
    if isinstance(error, KaigirokuError):
        return str(error)
    if isinstance(error, OSError) and error.errno is not None:
        reason = SYSTEM_ERRORS.get(error.errno, error.strerror or str(error))
        return f"{error.filename}: {reason}" if error.filename else reason
    where = f"詳しくは {TRACE_VARIABLE}=1 を付けて実行してください"
    return f"予期しないエラーです: {type(error).__name__}: {error}（{where}）"


def _print_anything() -> None:
    """Escape what a stream cannot encode: file names may have bytes that are no character."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
