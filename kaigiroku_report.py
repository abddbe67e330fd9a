"""What indexing does and did, as lines: progress, the outcome, what was not understood."""

from __future__ import annotations

import math
import shlex
import shutil
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from index.minutes import KINDS
from indexer.checking import Checked
from indexer.problems import Problem
from indexer.progress import Outcome, Progress
from indexer.reading import Style
from kaigiroku_print import columns
from webapp.wording import KIND_WORDS

MOST_PROBLEMS = 20
# Seconds between two lines of progress where a line cannot be rewritten.
PAUSE = 5.0
STYLE_WORDS: dict[Style, str] = {
    "verbatim": "全文記録",
    "summary": "要点筆記",
    "plain": "形のわからない文章",
}


class Reporter:
    """Shows how far indexing has come: one line rewritten on a terminal, else one every `PAUSE`."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._live = stream.isatty()
        self._said = time.monotonic()

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if self._live:
            line = "" if progress.file is None else _progress_line(progress)
            width = shutil.get_terminal_size().columns
            self._stream.write(f"\r\x1b[K{_cut(line, width - 1)}")
            self._stream.flush()
        elif progress.file is not None and now - self._said >= PAUSE:
            self._said = now
            print(_progress_line(progress), file=self._stream, flush=True)


def outcome_line(outcome: Outcome) -> str:
    files = (
        ("追加", outcome.added),
        ("更新", outcome.changed),
        ("変更なし", outcome.unchanged),
        ("削除", outcome.removed),
        ("失敗", outcome.failed),
        ("対象外", outcome.ignored),
    )
    counted = "、".join(f"{word} {count}" for word, count in files if count) or "なし"
    return (
        f"ファイル: {counted}。書き込み: {outcome.meetings:,}会議、{outcome.utterances:,}発言、"
        f"{outcome.characters:,}字（{outcome.seconds:.1f}秒）"
    )


def problem_lines(problems: Sequence[Problem], paths: Sequence[Path]) -> Iterator[str]:
    """The first problems, and how to see the others."""
    yield from map(str, problems[:MOST_PROBLEMS])
    if len(problems) > MOST_PROBLEMS:
        command = shlex.join(["kaigiroku", "check", *map(str, paths)])
        yield f"ほか{len(problems) - MOST_PROBLEMS:,}件。すべて見るには {command}"


def checked_lines(checked: Checked) -> Iterator[str]:
    """What was understood of one file, then what was not."""
    if checked.style and (checked.meetings or not (checked.error or checked.problems)):
        dates = "〜".join(dict.fromkeys(filter(None, (checked.first, checked.last))))
        kinds = "、".join(
            f"{KIND_WORDS[kind]} {checked.kinds[kind]}" for kind in KINDS if kind in checked.kinds
        )
        yield (
            f"{checked.file}: {STYLE_WORDS[checked.style]}、"
            f"{checked.meetings}会議{dates and ' '}{dates}、{checked.exchanges}件のやりとり、"
            f"{checked.characters:,}字{kinds and f'（{kinds}）'}"
        )
    yield from (f"  {problem}" for problem in checked.problems)
    if checked.error:
        yield str(checked.error)


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


def _cut(text: str, width: int) -> str:
    """The beginning of a line, as much as fits."""
    used = 0
    for at, character in enumerate(text):
        used += columns(character)
        if used > width:
            return text[:at]
    return text
