"""Lines about indexing, checking and fetching: progress, outcome, problems."""

from __future__ import annotations

import math
import shlex
import shutil
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import wcwidth

from index.errors import KaigirokuError
from index.minutes import KINDS
from index.storage.damage import REBUILD_ADVICE
from indexer.check import CheckSummary, FileCheck
from indexer.fetch.kokkai import Fetched
from indexer.problems import Problem, location
from indexer.progress import CHANGES, Change, FileChange, Outcome, Progress
from indexer.read_file import Format, Style
from indexer.reasons import Reason, Reasons
from presentation.labels import KIND_LABELS

if TYPE_CHECKING:
    # It imports the engines.
    from index.doctor import Diagnosis

MAX_PROBLEMS = 20
# More problems than fit on a screen are counted by reason.
MAX_LISTED_PROBLEMS = 12
MAX_REASONS = 10
# Seconds between two lines of progress where a line cannot be rewritten.
REPORT_INTERVAL = 5.0
CHANGE_LABELS: dict[Change, str] = {
    "added": "追加",
    "changed": "更新",
    "renamed": "改名",
    "removed": "削除",
}
STYLE_LABELS: dict[Style, str] = {
    "verbatim": "全文記録",
    "summary": "要点筆記",
    "plain": "形式を判別できない文章",
}
FORMAT_LABELS: Mapping[Format, str] = {
    "json": "JSON",
    "text": "テキスト",
    "pdf": "PDF",
    "html": "HTML",
    "docx": "Word",
    "zip": "書庫",
}
CHECK_HEAD = " 理解  確度   会議  やりとり     発言        文字  日付                    ファイル"
_INDENT = "        "


class _ProgressPrinter:
    """Prints progress on a stream, every `REPORT_INTERVAL` where it is no terminal."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._on_terminal = stream.isatty()
        self._printed_at = time.monotonic()

    def _print(self, line: str) -> None:
        now = time.monotonic()
        if self._on_terminal or now - self._printed_at >= REPORT_INTERVAL:
            self._printed_at = now
            print(line, file=self._stream, flush=True)

    def _rewrite(self, line: str) -> None:
        """Print a line in place of the last one, on a terminal; an empty line ends that."""
        if self._on_terminal:
            width = shutil.get_terminal_size().columns
            self._stream.write(f"\r\x1b[K{wcwidth.clip(line, 0, width - 1)}")
            self._stream.flush()
        elif line:
            self._print(line)


class ExaminationProgressPrinter(_ProgressPrinter):
    """What is being examined, as a context that ends with an empty line."""

    def __enter__(self) -> Callable[[str], None]:
        return self._rewrite

    def __exit__(self, *_: object) -> None:
        self._rewrite("")


class IndexProgressPrinter(_ProgressPrinter):
    """How far indexing has come; on a terminal one line, which is rewritten."""

    def __call__(self, progress: Progress) -> None:
        self._rewrite("" if progress.file is None else _progress_line(progress))


class CheckProgressPrinter(_ProgressPrinter):
    """Which file is being checked; results are printed between the lines."""

    def __call__(self, done: int, files: int, name: str) -> None:
        self._print(f"{done:,}/{files:,}ファイル  {name}")


def outcome_line(outcome: Outcome) -> str:
    counted = _counts(
        追加=outcome.count("added"),
        更新=outcome.count("changed"),
        改名=outcome.count("renamed"),
        変更なし=outcome.unchanged,
        削除=outcome.count("removed"),
        失敗=outcome.failed,
        対象外=outcome.ignored,
    )
    return (
        f"ファイル: {counted}。書き込み: {outcome.meetings:,}会議、{outcome.utterances:,}発言、"
        f"{outcome.characters:,}字（{outcome.seconds:.1f}秒）"
    )


def fetched_line(fetched: Fetched) -> str:
    counted = _counts(新しい=fetched.new, 変わった=fetched.changed, 同じ=fetched.same)
    return f"{fetched.done:,}/{fetched.total:,}会議（{counted}）"


def _counts(**counts: int) -> str:
    return "、".join(f"{label} {count:,}" for label, count in counts.items() if count) or "なし"


def diagnosis_lines(diagnosis: Diagnosis) -> Iterator[str]:
    """The first things that are wrong, or that nothing is."""
    for where, reason in diagnosis.findings[:MAX_PROBLEMS]:
        yield reason if where in reason else f"{where}: {reason}"
    if len(diagnosis.findings) > MAX_PROBLEMS:
        yield f"ほか{len(diagnosis.findings) - MAX_PROBLEMS:,}件"
    size = f"{diagnosis.files:,}ファイル、{diagnosis.size / 1e6:,.1f} MB"
    if diagnosis.is_whole:
        held = f"{diagnosis.meetings:,}会議、{diagnosis.utterances:,}発言"
        yield f"索引に異常はありません（{held}、{size}）。"
    else:
        yield f"索引が壊れています（{len(diagnosis.findings):,}件、{size}）。{REBUILD_ADVICE}"


def change_lines(
    changes: Sequence[FileChange], kinds: Collection[Change] = CHANGES
) -> Iterator[str]:
    """The changes of the files, a file a line: the first of each kind, and how many others."""
    for kind in kinds:
        files = [each for each in changes if each.change == kind]
        for each in files[:MAX_PROBLEMS]:
            yield f"{CHANGE_LABELS[kind]}: {f'{each.old} → ' if each.old else ''}{each.file}"
        if len(files) > MAX_PROBLEMS:
            yield f"{CHANGE_LABELS[kind]}: ほか{len(files) - MAX_PROBLEMS:,}ファイル"


def problem_lines(problems: Sequence[Problem], paths: Sequence[Path]) -> Iterator[str]:
    """The problems, a line each where they are few; else the commonest reasons together."""
    if len(problems) <= MAX_LISTED_PROBLEMS:
        yield from map(str, problems)
        return
    reasons = Reasons(each for each in problems if each.concern == "text").ordered()
    if reasons:
        yield "確かめたい箇所（多い順）:"
        yield from map(_reason_line, reasons[:MAX_REASONS])
    if len(reasons) > MAX_REASONS:
        yield f"  ほか{len(reasons) - MAX_REASONS:,}種類"
    yield f"ファイルごとに見るには {shlex.join(['kaigiroku', 'check', *map(str, paths)])}"


def _reason_line(reason: Reason) -> str:
    size = f"、{reason.characters:,}字" if reason.characters else ""
    where = location(reason.file, reason.page, reason.line)
    return f"  {reason.count:,}件{size}  {reason.reason} 例: {where}"


def read_lines(outcome: Outcome) -> Iterator[str]:
    """What several files were, and which of their meetings are the same or one in parts."""
    if outcome.kinds.total() > 1:
        formats, styles, systems = Counter[str](), Counter[str](), Counter[str]()
        for kind, count in outcome.kinds.items():
            formats[FORMAT_LABELS[kind.format]] += count
            styles[STYLE_LABELS[kind.style]] += count
            if kind.system:
                systems[kind.system] += count
        counted = "。".join(_counts(**dict(each.most_common())) for each in (formats, styles))
        known = f"。発行元のシステム: {_counts(**dict(systems.most_common()))}" if systems else ""
        yield f"読んだもの: {counted}{known}"
    copies, parts = (
        [each for each in outcome.problems if each.concern == concern]
        for concern in ("copy", "parts")
    )
    if copies:
        yield f"同じ会議録のため1つにまとめたもの: {len(copies):,}件{_example(copies)}"
    if parts:
        yield f"同じ会議の続きか別の版として、それぞれ残したもの: {len(parts):,}件{_example(parts)}"


def _example(problems: Sequence[Problem]) -> str:
    more = " など" if len(problems) > 2 else ""
    return f"（{'、'.join(each.file for each in problems[:2])}{more}）"


def nothing_to_read(paths: Sequence[Path]) -> KaigirokuError:
    where = "、".join(map(str, paths))
    return KaigirokuError(f"{where}: 会議録として読めるファイルがありません。")


def checked_lines(checked: FileCheck) -> Iterator[str]:
    """A row of the table for one file, then what it is, then what was not understood."""
    if checked.style and (checked.meetings or not (checked.error or checked.problems)):
        yield _row(checked)
        yield _INDENT + _what(checked)
        if checked.titles:
            more = checked.meetings - len(checked.titles)
            titles = "、".join(checked.titles) + (f"、ほか{more:,}会議" if more > 0 else "")
            yield _INDENT + " ".join((*checked.bodies, titles))
    for problem in checked.problems:
        size = f"（{problem.characters:,}字）" if problem.characters else ""
        yield f"  {problem}{size}"
    if checked.error:
        yield str(checked.error)


def _row(checked: FileCheck) -> str:
    dates = "〜".join(dict.fromkeys(filter(None, (checked.first, checked.last)))) or "日付なし"
    turns = sum(checked.kinds.values())
    return (
        f"{share(checked.understood, checked.characters):>6} {sure(checked.confidence):>5}"
        f" {checked.meetings:>6,} {checked.exchanges:>9,} {turns:>8,} {checked.characters:>11,}"
        f"  {wcwidth.ljust(dates, 22, ambiguous_width=2)}  {checked.file}"
    )


def _what(checked: FileCheck) -> str:
    """What the file is: its format, the system it is from, the style, and kinds of utterances."""
    assert checked.style
    made = (
        FORMAT_LABELS[checked.format] if checked.format else None,
        checked.system,
        STYLE_LABELS[checked.style],
    )
    kinds = "、".join(
        f"{KIND_LABELS[kind]} {checked.kinds[kind]:,}" for kind in KINDS if kind in checked.kinds
    )
    return "・".join(filter(None, made)) + (f"（{kinds}）" if kinds else "")


def summary_lines(summary: CheckSummary) -> Iterator[str]:
    """All files together, and the commonest reasons why something was not understood."""
    unread = f"（うち読めなかったもの {summary.unread:,}）" if summary.unread else ""
    yield ""
    counts = f"会議 {summary.meetings:,}、文字 {summary.characters:,}"
    yield f"ファイル {summary.files:,}{unread}、{counts}"
    yield (
        f"理解できた文字 {share(summary.understood, summary.characters)}、"
        f"話者のある発言 {summary.turns:,}、確度 {sure(summary.confidence)}"
        "（話者と範囲が正しいと見込まれる発言の割合）"
    )
    if not summary.reasons:
        yield "理解できなかった箇所: なし"
        return
    yield "理解できなかった箇所（多い順）:"
    yield from map(_reason_line, summary.reasons)
    if summary.others:
        yield f"  ほか{summary.others:,}種類"


def share(part: int, whole: int) -> str:
    """A share in percent, rounded down, so that only the whole is 100 %."""
    return f"{int(1000 * part / whole) / 10:.1f}%" if whole else "－"


def sure(confidence: float | None) -> str:
    return "－" if confidence is None else f"{confidence:.0%}"


def _progress_line(progress: Progress) -> str:
    share = progress.bytes_done / progress.bytes if progress.bytes else 1.0
    rate = progress.characters / progress.seconds if progress.seconds else 0.0
    left = "" if progress.left is None else f"残り約{_duration(progress.left)}  "
    return (
        f"{share:4.0%}  {progress.files_done}/{progress.files}ファイル  {left}{progress.file}  "
        f"{progress.meetings:,}会議  {rate:,.0f}字/秒"
    )


def _duration(seconds: float) -> str:
    whole = math.ceil(seconds)
    if whole < 60:
        return f"{whole}秒"
    minutes = math.ceil(seconds / 60)
    return f"{minutes}分" if minutes < 60 else f"{minutes // 60}時間{minutes % 60}分"
