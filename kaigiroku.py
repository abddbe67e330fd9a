"""The command line: the one place that knows all three packages.

Exit status: 0 done, 1 found nothing or something failed, 2 wrong usage. What each
command needs is imported when it runs, so that help is there at once.
"""

from __future__ import annotations

import errno
import io
import json
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import KaigirokuError
from index.query import FILTER_FIELDS, Filter, SearchRequest
from kaigiroku_usage import DEFAULT_HOME, HOME_VARIABLE, parse

if TYPE_CHECKING:
    from index.results import SearchPage
    from index.search import Searcher

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


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; every failure is one line on stderr and an exit status."""
    _print_anything()
    options = parse(sys.argv[1:] if arguments is None else arguments)
    try:
        status = COMMANDS[options.command](options)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has seen enough; what is left has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except KeyboardInterrupt:
        _say("中断しました。")
        return INTERRUPTED
    except Exception as error:
        if TRACE_VARIABLE in os.environ:
            raise
        _say(_reason(error))
        return 1
    return status


def run_index(options: Namespace) -> int:
    from indexer.pipeline import index_paths
    from kaigiroku_report import Reporter, outcome_line, problem_lines

    report = Reporter(sys.stderr)
    outcome = index_paths(
        options.paths,
        _home(options),
        report,
        rebuild=options.rebuild,
        memory=options.memory << 20,
    )
    for line in problem_lines(outcome.problems, options.paths):
        print(line, file=sys.stderr)
    if not any(
        (outcome.added, outcome.changed, outcome.unchanged, outcome.removed, outcome.failed)
    ):
        raise _nothing_to_read(options)
    print(outcome_line(outcome))
    return 1 if outcome.failed or any(problem.lost for problem in outcome.problems) else 0


def run_search(options: Namespace) -> int:
    return _show_page(_searcher(options).search(_request(options)), options)


def run_ask(options: Namespace) -> int:
    return _show_page(_searcher(options).ask(_request(options)), options)


def run_show(options: Namespace) -> int:
    from index import wire
    from kaigiroku_print import exchange_lines, meeting_lines, style_for, utterance_lines

    searcher, style = _searcher(options), style_for(sys.stdout)
    for identifier in _identifiers(options.id):
        if meeting := searcher.meeting(identifier):
            _put(wire.meeting_json(meeting), meeting_lines(meeting, style), options)
            return 0
        if placed := searcher.exchange(identifier):
            said = next((u for u in placed.exchange.utterances if u.id == identifier), None)
            if said is None or placed.exchange.id == identifier:
                _put(wire.exchange_json(placed), exchange_lines(placed, style), options)
            else:
                lines = utterance_lines(said, placed.meeting, style)
                _put(wire.utterance_json(said), lines, options)
            return 0
    raise KaigirokuError(f"{options.id} という会議・やりとり・発言はありません。")


def run_check(options: Namespace) -> int:
    from dataclasses import asdict

    from indexer.checking import check_paths
    from kaigiroku_report import checked_lines

    checked = []
    for each in check_paths(options.paths):
        checked.append(each)
        _put(asdict(each), checked_lines(each), options)
    if not checked:
        raise _nothing_to_read(options)
    return 1 if any(each.error for each in checked) else 0


def run_export(options: Namespace) -> int:
    from index.wire import utterance_json

    status = 1
    for utterance in _searcher(options).export():
        print(json.dumps(utterance_json(utterance), ensure_ascii=False))
        status = 0
    return status


def run_serve(options: Namespace) -> int:
    from webapp import create_app, serve

    def announce(address: str) -> None:
        print(f"{address} で見られます（止めるには Ctrl+C）", flush=True)

    make = partial(create_app, _home(options), options.address)
    serve(make, options.host, options.port, options.processes, announce)
    return 0


def _identifiers(typed: str) -> list[str]:
    """The ids in an address as it is printed, that of an utterance first; or an id alone."""
    address, _, fragment = typed.strip().partition("#")
    last = address.partition("?")[0].rstrip("/").rpartition("/")[2]
    return [each for each in (fragment, last) if each]


def _home(options: Namespace) -> Path:
    """Where the index is: the option, else the environment, else `index/store` here."""
    named: Path | None = getattr(options, "index", None)
    return named or Path(os.environ.get(HOME_VARIABLE) or DEFAULT_HOME)


def _nothing_to_read(options: Namespace) -> KaigirokuError:
    where = "、".join(map(str, options.paths))
    return KaigirokuError(f"{where}: 会議録として読めるファイルがありません。")


def _searcher(options: Namespace) -> Searcher:
    from index.search import Searcher

    return Searcher(_home(options))


def _request(options: Namespace) -> SearchRequest:
    return SearchRequest(
        query=" ".join(options.query).strip(),
        filters=tuple(
            Filter(field, value.strip())
            for field in FILTER_FIELDS
            for value in getattr(options, field)
        ),
        sort=options.sort,
        limit=options.limit,
        offset=options.offset,
        without=tuple(form.strip() for form in options.without),
    )


def _show_page(page: SearchPage, options: Namespace) -> int:
    from index.wire import search_json
    from kaigiroku_print import page_lines, style_for

    _put(search_json(page), page_lines(page, style_for(sys.stdout)), options)
    return 0 if page.hits else 1


def _put(shape: object, lines: Iterable[str], options: Namespace) -> None:
    from kaigiroku_print import harmless

    if options.json:
        print(json.dumps(shape, ensure_ascii=False))
        return
    for line in lines:
        print(harmless(line))


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
    return f"思わぬ誤りです: {type(error).__name__}: {error}（{where}）"


def _print_anything() -> None:
    """Names of files may hold bytes that are no character, terminals may lack some."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


COMMANDS: dict[str, Callable[[Namespace], int]] = {
    "index": run_index,
    "search": run_search,
    "ask": run_ask,
    "show": run_show,
    "check": run_check,
    "export": run_export,
    "serve": run_serve,
}

if __name__ == "__main__":
    sys.exit(main())
