"""A PDF → its lines, each with its page.

Reads     PDF with text: set horizontally, in columns, or vertically; turned pages
Produces  lines as they were set, indented by spaces, so that layout.py can join
          them; an empty line where one was left; pages counted from 1 as a viewer
          counts them, lines from the top of the page
Dates     as printed in the text; the date of the file says when it was made
Pitfalls  a scan has no text, a font may give none or radicals for kanji; headers,
          footers, page numbers and ruby are printed between the words of a sentence,
          so they are left out, as is a slanted watermark

PDFium reads it in a process of its own, because a damaged file can crash or hang it.
"""

from __future__ import annotations

import json
import subprocess
from typing import Any

from index.storage.child_process import python_command, python_environment
from indexer.lines import Line, TextFile
from indexer.problems import Problem, Unreadable
from indexer.sources.limits import MAX_PDF_BYTES

_CHILD = "indexer.sources.pdf.child"


def is_pdf(head: bytes) -> bool:
    """Whether a file that begins with these bytes is a PDF; some put a line before it."""
    return b"%PDF" in head[:1024]


def read_pdf(name: str, content: bytes) -> TextFile:
    """The text of a PDF; raises Unreadable where it is locked, damaged, a scan or hostile."""
    if len(content) > MAX_PDF_BYTES:
        raise Unreadable(name, f"PDFとして大きすぎます（上限{MAX_PDF_BYTES >> 20}MiB）。")
    answer = _ask(name, content)
    if "error" in answer:
        raise Unreadable(name, str(answer["error"]))
    return TextFile(
        name,
        tuple(Line(*line) for line in answer["lines"]),
        problems=tuple(
            Problem(name, page, None, message, lost=page is not None)
            for page, message in answer["problems"]
        ),
        paged=True,
    )


def _ask(name: str, content: bytes) -> dict[str, Any]:
    """The answer of the process; raises Unreadable with the page where it ended without."""
    child = subprocess.run(
        python_command(_CHILD),
        input=content,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=python_environment(),
        check=False,
    )
    last: dict[str, Any] = {"page": None}
    for line in child.stdout.splitlines():
        last = json.loads(line)
    if "page" not in last:
        return last
    at = f"{last['page']}ページを" if last["page"] else ""
    raise Unreadable(name, f"PDFが壊れているか、{at}読むのに時間かメモリーがかかりすぎます。")
