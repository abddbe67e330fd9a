"""The process that reads a PDF: its bytes on standard input, JSON lines on standard output.

A reader in C can hang or crash on a damaged file, and then only this process ends. It
bounds its own memory, and a watch in another thread ends it where a page takes too long.

{"page": 3}                                          page 3 is being read
{"lines": […], "problems": […]}                      the whole document
{"error": "…"}                                       why there is none
"""

from __future__ import annotations

import faulthandler
import json
import os
import resource
import sys
import time
from typing import IO, Any

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
    4: "パスワードで保護されたPDFです。保護を外してから読ませてください。",
    5: "対応していない方式で暗号化されたPDFです。保護を外してから読ませてください。",
}


class Refused(Exception):
    """Why a document cannot be read, in Japanese."""


def main() -> None:
    """Read the document on standard input."""
    _bound_memory()
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123 - a device, not a path
        try:
            answer = _read(sys.stdin.buffer.read(), nowhere)
        except Refused as refused:
            answer = {"error": str(refused)}
        except MemoryError:
            answer = {"error": "PDFを読むのに要る記憶域が多すぎます。"}
        faulthandler.cancel_dump_traceback_later()
    _say(answer)


def _read(content: bytes, nowhere: IO[str]) -> dict[str, Any]:
    """Open the document and read its pages, each within its time."""
    from indexer.sources.pdf.document import PdfReader  # noqa: PLC0415 - after the bound is set

    watch = _Watch(MAX_PDF_SECONDS + MAX_PDF_SECONDS_PER_MIB * (len(content) >> 20), nowhere)
    watch.start()
    reader = PdfReader(content)
    if reader.error:
        raise Refused(_ERRORS.get(reader.error, _DAMAGED))
    if reader.pages > MAX_PDF_PAGES:
        raise Refused(f"PDFのページが多すぎます（{reader.pages:,}ページ）。")
    for number in range(1, reader.pages + 1):
        _say({"page": number})
        watch.start()
        reader.read(number)
    watch.start()
    return reader.lay_out()


class _Watch:
    """Ends the process where a page, or the whole, takes too long.

    The whole is counted in time of the processor, which may be busy with something else.
    """

    def __init__(self, seconds: float, nowhere: IO[str]) -> None:
        self.seconds = seconds
        self.nowhere = nowhere

    def start(self) -> None:
        left = min(MAX_PAGE_SECONDS, self.seconds - time.process_time())
        if left <= 0:
            os._exit(1)
        faulthandler.dump_traceback_later(left, exit=True, file=self.nowhere)


def _bound_memory() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    limit = MAX_PDF_MEMORY if most == resource.RLIM_INFINITY else min(MAX_PDF_MEMORY, most)
    resource.setrlimit(resource.RLIMIT_AS, (limit, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _say(value: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
