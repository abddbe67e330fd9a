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
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import KaigirokuError, WrongUsage
from index.query import FILTER_FIELDS, Filter, SearchRequest
from kaigiroku.arguments import parse
from kaigiroku.parser import DEFAULT_HOME, HOME_VARIABLE

if TYPE_CHECKING:
    from index.results import Gone, SearchPage
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
        return 2 if isinstance(error, WrongUsage) else 1
    return status


def run_index(options: Namespace) -> int:
    import kaigiroku.indexing

    return kaigiroku.indexing.run_index(options, _home(options))


def run_search(options: Namespace) -> int:
    return _show_page(_searcher(options).search(_request(options)), options)


def run_ask(options: Namespace) -> int:
    return _show_page(_searcher(options).ask(_request(options)), options)


def run_show(options: Namespace) -> int:
    searcher = _searcher(options)
    identifiers = _identifiers(options.id)
    if any(_show(searcher, each, options) for each in identifiers):
        return 0
    for found in map(searcher.former, identifiers):
        if isinstance(found, str) and _show(searcher, found, options):
            _say(f"{options.id} は {found} に移っています。")
            return 0
        if found and not isinstance(found, str):
            return _show_gone(found, options)
    raise KaigirokuError(f"{options.id} という会議・やりとり・発言はありません。")


def _show(searcher: Searcher, identifier: str, options: Namespace) -> bool:
    """Print what has that id, if anything has."""
    from index import serialization
    from kaigiroku.output import exchange_lines, meeting_lines, style_for, utterance_lines

    style = style_for(sys.stdout)
    if meeting := searcher.meeting(identifier):
        _put(serialization.meeting_json(meeting), meeting_lines(meeting, style), options)
    elif placed := searcher.exchange(identifier):
        said = next((u for u in placed.exchange.utterances if u.id == identifier), None)
        if said is None or placed.exchange.id == identifier:
            _put(serialization.exchange_json(placed), exchange_lines(placed, style), options)
        else:
            lines = utterance_lines(said, placed.meeting, style)
            _put(serialization.utterance_json(said), lines, options)
    else:
        return False
    return True


def _show_gone(last: Gone, options: Namespace) -> int:
    """Print what an address had that is no more; that it is no more is a failure."""
    from index.serialization import gone_json
    from kaigiroku.output import gone_lines, style_for
    from presentation.labels import gone_notice, gone_title

    _put(gone_json(last), gone_lines(last, style_for(sys.stdout)), options)
    _say(f"{gone_title(last)}。{gone_notice(last)}")
    return 1


def run_check(options: Namespace) -> int:
    from dataclasses import asdict

    from indexer.check import check_paths
    from indexer.summing import Summing
    from kaigiroku.reports import CHECK_HEAD, Watching, checked_lines, summary_lines

    summing = Summing()
    for each in check_paths(options.paths, Watching(sys.stderr)):
        if each.meetings and not summing.meetings and not options.json:
            print(CHECK_HEAD)
        summing.add(each)
        _put(asdict(each), checked_lines(each), options)
    if not summing.files:
        raise _nothing_to_read(options)
    if summing.meetings:
        summary = summing.summary()
        _put({"summary": asdict(summary)}, summary_lines(summary), options)
    return 1 if summing.unread else 0


def run_export(options: Namespace) -> int:
    from index.serialization import utterance_json

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


def run_fetch(options: Namespace) -> int:
    from indexer.fetch.http import Visitor
    from indexer.fetch.kokkai import fetch, read_conditions
    from kaigiroku.reports import fetched_line

    if not options.contact.isascii() or not options.contact.isprintable():
        raise WrongUsage("--contact は英数字と記号で書いてください。")
    conditions = read_conditions(options.conditions)
    agent = f"kaigiroku/{version('kaigiroku')} ({options.contact})"
    fetched = fetch(
        conditions,
        options.to,
        Visitor(agent, options.wait, _say),
        lambda progress: print(fetched_line(progress), file=sys.stderr, flush=True),
        options.url,
    )
    print(fetched_line(fetched))
    return 0 if fetched.total else 1


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
        including=tuple(form.strip() for form in getattr(options, "with")),
        synonyms=not options.no_synonyms,
    )


def _show_page(page: SearchPage, options: Namespace) -> int:
    from index.serialization import search_json
    from kaigiroku.output import page_lines, style_for

    _put(search_json(page), page_lines(page, style_for(sys.stdout)), options)
    return 0 if page.hits else 1


def _put(shape: object, lines: Iterable[str], options: Namespace) -> None:
    from kaigiroku.output import harmless

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
    "fetch": run_fetch,
}
