"""JSON files → their values, each with the line it begins on.

A file of lines (.jsonl) is read line by line, and a bad line is reported and skipped.
Any other file is read whole; where it is cut, the complete records before the cut are
still given.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from json import JSONDecodeError, JSONDecoder
from pathlib import Path
from typing import Any, NamedTuple

from indexer.encodings import damage, decode_loosely, decode_strictly
from indexer.problems import Problem, Unreadable
from indexer.sources.files import SourceFile
from indexer.sources.limits import MAX_JSON_LINES, MAX_JSON_VALUES, MAX_WHOLE_BYTES

_DECODER = JSONDecoder(strict=False)
# An escaped pair of surrogates, an escaped surrogate alone, or any other escape.
_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|(?P<lone>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_BETWEEN = re.compile(r"[\s,]*")
_LIST = re.compile(r'\s*(?:\{[^\[\]{}]*"(?:meeting|speech)Record"\s*:\s*)?\[\s*')
_BOM = b"\xef\xbb\xbf"


class Value(NamedTuple):
    """A JSON value and the line of the file, from 1, on which it begins."""

    line: int
    value: Any


def is_json(head: bytes) -> bool:
    """Whether a file that begins with these bytes is meant as JSON."""
    return re.match(rb'\s*(?:\{\s*["}\r\n]|\[\s*[\[{\]"])', head.removeprefix(_BOM)) is not None


def is_packed_as_xml(head: bytes) -> bool:
    """Whether a file that begins so is the Diet's answer in the packing it calls xml."""
    return re.match(rb"\s*(?:<\?xml[^>]*\?>\s*)?<data>\s*<", head.removeprefix(_BOM)) is not None


def is_jsonl(path: Path) -> bool:
    """Whether the name says that each line is a value: .jsonl, .jsonl.xz."""
    return any(suffix.lower() in (".jsonl", ".ndjson") for suffix in path.suffixes[-2:])


def has_too_many_values(text: str) -> bool:
    """Whether a JSON text may hold more values than there is room for: `[{},{},…` is short."""
    return sum(map(text.count, ",[{")) > MAX_JSON_VALUES


def read_values(file: SourceFile) -> Iterator[Value | Problem]:
    """The values of a JSON file.

    Raises Unreadable where the bytes or the JSON cannot be read any further,
    after the values before that were given.
    """
    name = file.name
    lines = _lines(file.chunks(), name)
    first = next(((number, line) for number, line in lines if line.strip()), None)
    if first is None:
        raise Unreadable(name, "ファイルが空です。")
    all_lines = chain((first,), lines)
    opens = first[1].strip() in (b"{", b"[")
    if not opens and (is_jsonl(file.path) or _parse(name, *first)):
        yield from _each_line(name, all_lines)
    else:
        yield from _whole(name, first[0], _joined(name, all_lines))


def _lines(chunks: Iterator[bytes], name: str) -> Iterator[tuple[int, bytes]]:
    """The lines of a file with their numbers; of broken data, those that are complete."""
    first = next(chunks, b"").removeprefix(_BOM)
    number, rest = 1, b""
    try:
        for chunk in chain((first,), chunks):
            rest += chunk
            if b"\n" in chunk:
                *lines, rest = rest.split(b"\n")
                yield from enumerate(lines, start=number)
                number += len(lines)
            if len(rest) > MAX_WHOLE_BYTES:
                raise Unreadable(name, "一行が長すぎるため、読みません。", number)
            if number > MAX_JSON_LINES:
                raise Unreadable(name, "行が多すぎるため、続きは読みません。", number)
    except Unreadable as error:
        raise Unreadable(name, error.message, error.line or number) from error
    if rest:
        yield number, rest


def _joined(name: str, lines: Iterable[tuple[int, bytes]]) -> bytes:
    """The lines of a file as one value; a few kilobytes can hold gigabytes of lines."""
    content = bytearray()
    for number, line in lines:
        content += line
        content += b"\n"
        if len(content) > MAX_WHOLE_BYTES:
            message = "大きすぎるため、読みません。一行に一件のJSONなら読めます。"
            raise Unreadable(name, message, number)
    return bytes(content[:-1])


def _mend(text: str) -> tuple[str, int]:
    """JSON with U+FFFD for each escaped surrogate that is alone, and their number.

    Alone it is half a character, which no file can hold. The text has the same length.
    """
    if not _SURROGATE.search(text):
        return text, 0
    lone = sum(found["lone"] is not None for found in _ESCAPE.finditer(text))
    return _ESCAPE.sub(lambda found: r"\ufffd" if found["lone"] else found[0], text), lone


def _mended(name: str, line: int, lone: int) -> Iterator[Problem]:
    if lone:
        message = f"文字にならないコード（{lone}か所）をU+FFFDに置き換えました。"
        yield Problem(name, None, line, message)


class _Text(NamedTuple):
    """Decoded and mended JSON, and the problems on the way."""

    text: str
    problems: tuple[Problem, ...]


def _read(name: str, line: int, content: bytes) -> _Text:
    """JSON that begins on a line of a file. Raises Unreadable where it has no text."""
    text = decode_strictly(content, "utf-8")
    damaged: Iterable[Problem] = ()
    if text is None:
        text, count = decode_loosely(name, content)
        damaged = damage(name, text, line) if count else ()
    text, lone = _mend(text)
    return _Text(text, (*damaged, *_mended(name, line, lone)))


def _parse(name: str, number: int, line: bytes) -> tuple[Any, tuple[Problem, ...]] | None:
    """The value of a line and what was mended in it; null where it is no JSON."""
    try:
        text, problems = _read(name, number, line)
        return json.loads(text, strict=False), problems
    except (Unreadable, ValueError, RecursionError):
        return None


def _each_line(name: str, lines: Iterable[tuple[int, bytes]]) -> Iterator[Value | Problem]:
    for number, line in lines:
        if not line.strip():
            continue
        if found := _parse(name, number, line):
            value, problems = found
            yield Value(number, value)
            yield from problems
        else:
            message = "JSONとして読めない行です（ほかの行は読みました）。"
            yield Problem(name, None, number, message, lost=True)


def _whole(name: str, line: int, content: bytes) -> Iterator[Value | Problem]:
    text, problems = _read(name, line, content)
    yield from problems
    try:
        yield Value(line, json.loads(text, strict=False))
    except JSONDecodeError as error:
        yield from _before_cut(name, line, text, line + text.count("\n", 0, error.pos))
    except ValueError:
        raise Unreadable(name, "JSONに、読めないほど桁の多い数があります。") from None
    except RecursionError:
        raise Unreadable(name, "JSONの入れ子が深すぎます。") from None


def _before_cut(name: str, line: int, text: str, broken: int) -> Iterator[Value]:
    """The complete records of a list that is cut or broken, or of values in a row."""
    opening = _LIST.match(text)
    place = opening.end() if opening else 0
    line += text.count("\n", 0, place)
    while place < len(text):
        try:
            value, end = _DECODER.raw_decode(text, place)
        except (ValueError, RecursionError):
            break
        yield Value(line, value)
        if following := _BETWEEN.match(text, end):
            end = following.end()
        line += text.count("\n", place, end)
        place = end
    if place < len(text) or opening:
        raise Unreadable(name, "JSONが途中で切れているか、壊れています。", broken)
