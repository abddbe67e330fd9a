"""Undamaged files of every format: some are found, others made of their text."""

from __future__ import annotations

import gzip
import json
import lzma
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path

from common.fuzzing.hostile_files import archive, document
from indexer.discovery import is_known

_MAX_BYTES = 2 << 20
_LINES_OF_A_SPEECH = 5
_NUMBERING = (
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="aiueo"/><w:lvlText w:val="（%1）"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)
_LEXICON = (
    "surface,reading,pos,split,normalized,synonyms\n湖岸道路,コガンドウロ,,湖岸/道路,,湖畔道路\n"
)


def seed_files(paths: Iterable[Path]) -> dict[str, bytes]:
    """The files at some paths, and made of their texts those of the other formats, by name."""
    found: dict[str, bytes] = {}
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if is_known(file) and 0 < file.stat().st_size <= _MAX_BYTES:
                found[file.name] = file.read_bytes()
    texts = [content for name, content in found.items() if name.endswith(".txt")]
    made = {
        f"made{number}{suffix}": content
        for number, text in enumerate(texts[:3])
        for suffix, content in _made(text.decode("utf-8", "replace").splitlines()).items()
    }
    packed = dict([*list(found.items())[:4], *list(made.items())[:4]])
    return {**found, **made, "several.zip": archive(packed), "lexicon.csv": _LEXICON.encode()}


def _made(lines: list[str]) -> Mapping[str, bytes]:
    """A text in the formats that are made, by suffix."""
    speeches = [
        {
            "speechID": f"1_{number:03d}",
            "speechOrder": number,
            "speaker": "湖畔花子",
            "speech": "\r\n".join(lines[at : at + _LINES_OF_A_SPEECH]) or "。",
            "startPage": number,
        }
        for number, at in enumerate(range(0, len(lines), _LINES_OF_A_SPEECH))
    ]
    head = {"issueID": "1", "nameOfHouse": "倉野町", "nameOfMeeting": "会議", "date": "2024-01-31"}
    meeting = {**head, "speechRecord": speeches}
    answer = {"numberOfRecords": 1, "nextRecordPosition": None, "meetingRecord": [meeting]}
    bare = "\n".join(json.dumps({**head, **speech}, ensure_ascii=False) for speech in speeches)
    whole = json.dumps(answer, ensure_ascii=False, indent=1).encode()
    return {
        ".json": whole,
        ".jsonl": bare.encode(),
        ".json.gz": gzip.compress(whole),
        ".jsonl.xz": lzma.compress(bare.encode(), preset=1),
        ".docx": _word(lines),
        ".cp932.txt": "\r\n".join(lines).encode("cp932", "replace"),
    }


def _word(lines: list[str]) -> bytes:
    """Every third paragraph is numbered, and every third is a row of a table."""
    listed = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    parts = []
    for number, line in enumerate(lines):
        properties = listed if number % 3 == 1 else ""
        paragraph = f"<w:p>{properties}<w:r><w:t>{escape(line)}</w:t></w:r></w:p>"
        cell = f"<w:tc>{paragraph}</w:tc>"
        parts.append(f"<w:tbl><w:tr>{cell}{cell}</w:tr></w:tbl>" if number % 3 == 2 else paragraph)
    return document("".join(parts), numbering=_NUMBERING)
