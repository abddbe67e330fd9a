"""A process that reads the files it is told of, one a line, and says what came of each.

python -m common.fuzzing.victim      (paths on standard input, JSON on standard output)
"""

from __future__ import annotations

import json
import sys
import time
import traceback
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

from index.minutes import Meeting
from indexer.problems import Problem, Unreadable
from indexer.read_file import read_with_kind


def read(path: Path) -> str:
    """What is wrong with how a file was read; nothing, if nothing is."""
    told = []
    try:
        for item in read_with_kind(path, path.name):
            if isinstance(item, Problem):
                told.append(str(item))
            elif isinstance(item, Meeting) and not all(u.text for u in item.utterances):
                return f"{item.id}: an utterance without text"
    except Unreadable as error:
        told.append(str(error))
    except BaseException:
        return traceback.format_exc()
    wrong = [line for line in told if "\n" in line or not line.startswith(path.name)]
    return f"not one line that names the file: {wrong[0]!r}" if wrong else ""


def _most_memory() -> int:
    """The most memory this process had, in kilobytes.

    Linux's ru_maxrss begins with what the process that started it had.
    """
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split(maxsplit=1)[0])


def _worked() -> float:
    """Seconds of processor so far, with the processes that read PDF."""
    children = getrusage(RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def main() -> None:
    for line in sys.stdin:
        began = _worked()
        wrong = read(Path(line.rstrip("\n")))
        most = max(_most_memory(), getrusage(RUSAGE_CHILDREN).ru_maxrss)
        answer = {"wrong": wrong, "seconds": _worked() - began, "kilobytes": most}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
