"""The process that reads a PDF: its bytes on standard input, JSON lines on standard output.

A reader in C can hang or crash on a damaged file, and then only this process ends. It
bounds its own memory and processor time, and an alarm ends it where a page takes too long.

{"page": 3}                                          page 3 is being read
{"lines": […], "problems": […]}                      the whole document
{"error": "…"}                                       why there is none
"""

from __future__ import annotations

import json
import resource
import signal
import sys
from typing import Any

from indexer.sources.limits import (
    MAX_PAGE_SECONDS,
    MAX_PDF_MEMORY,
    MAX_PDF_PAGES,
    MAX_PDF_SECONDS,
    MAX_PDF_SECONDS_PER_MIB,
)

_DAMAGED = "PDFが壊れているか、途中で切れています。"
_ERRORS = {
    3: _DAMAGED,
    4: "パスワードで保護されたPDFです。保護を解除してから、もう一度実行してください。",
    5: "対応していない方式で暗号化されたPDFです。保護を解除してから、もう一度実行してください。",
}


def main() -> None:
    """Read the document on standard input."""
    _bound(resource.RLIMIT_AS, MAX_PDF_MEMORY)
    _bound(resource.RLIMIT_CORE, 0)
    try:
        answer = _read(sys.stdin.buffer.read())
    except MemoryError:
        answer = {"error": "PDFを読むのに必要なメモリーが多すぎます。"}
    _say(answer)


def _read(content: bytes) -> dict[str, Any]:
    """Open the document and read its pages, each within its time."""
    from indexer.sources.pdf.document import PdfReader  # noqa: PLC0415 - after the bound is set

    _bound(resource.RLIMIT_CPU, MAX_PDF_SECONDS + MAX_PDF_SECONDS_PER_MIB * (len(content) >> 20))
    signal.alarm(MAX_PAGE_SECONDS)
    reader = PdfReader(content)
    if reader.error:
        return {"error": _ERRORS.get(reader.error, _DAMAGED)}
    if reader.pages > MAX_PDF_PAGES:
        return {"error": f"PDFのページが多すぎます（{reader.pages:,}ページ）。"}
    for number in range(1, reader.pages + 1):
        _say({"page": number})
        signal.alarm(MAX_PAGE_SECONDS)
        reader.read(number)
    signal.alarm(MAX_PAGE_SECONDS)
    return reader.lay_out()


def _bound(kind: int, limit: int) -> None:
    """Bound what this process may use; the system ends it beyond that."""
    _, most = resource.getrlimit(kind)
    limit = limit if most == resource.RLIM_INFINITY else min(limit, most)
    resource.setrlimit(kind, (limit, most))


def _say(value: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
