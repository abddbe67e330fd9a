"""Responses in gzip, for clients that take it: a page of results is a fifth of its size."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator

from flask import Response, request

# Bytes below which a response is one packet anyway.
_LEAST_SIZE = 1000
# The higher levels take twice the time for a tenth of the bytes.
_LEVEL = 3
# zlib's: the header and trailer of gzip, and the largest window.
_GZIP_WINDOW = 16 + zlib.MAX_WBITS
_UNCOMPRESSED = {206, 304}
_TEXT = ("text/", "application/json", "application/atom+xml", "image/svg+xml")


def compress(response: Response) -> None:
    """Compress a response of text if the request allows it; a streamed one piece by piece."""
    if not (response.mimetype or "").startswith(_TEXT) or response.content_encoding:
        return
    response.vary.add("Accept-Encoding")
    if response.status_code in _UNCOMPRESSED or not request.accept_encodings.quality("gzip"):
        return
    if response.is_streamed and response.content_length is None:
        response.response = _compressed(response.iter_encoded())
    else:
        # A static file is handed over as it is read.
        response.direct_passthrough = False
        if len(content := response.get_data()) < _LEAST_SIZE:
            return
        response.set_data(gzip.compress(content, _LEVEL, mtime=0))
    response.content_encoding = "gzip"
    tag, _ = response.get_etag()
    if tag is not None:
        # A strong one would name the bytes.
        response.set_etag(tag, weak=True)


def _compressed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces in gzip, each sent whole as soon as it is there."""
    compressor = zlib.compressobj(_LEVEL, wbits=_GZIP_WINDOW)
    for piece in pieces:
        yield compressor.compress(piece) + compressor.flush(zlib.Z_SYNC_FLUSH)
    yield compressor.flush()
