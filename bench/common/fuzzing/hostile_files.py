"""Files made to crash, hang or fill a reader, by name."""

from __future__ import annotations

import gzip
import json
import lzma
import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from indexer.sources.limits import MAX_WHOLE_BYTES

_DEPTH = 200_000
_MIB = 1 << 20
_DOCUMENT = "word/document.xml"
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.'
    'openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def hostile_files() -> Iterator[tuple[str, bytes]]:
    """The files by name; a gigabyte is only ever declared or compressed."""
    for files in (_texts, _markup, _archives, _pdfs):
        yield from files().items()


def document(body: str, prolog: str = "", numbering: str = "") -> bytes:
    """A Word document with the XML of its body and of its lists."""
    inside = f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
    xml = f'<?xml version="1.0"?>{prolog}{inside}'
    lists = f'<w:numbering xmlns:w="{_WORD}">{numbering}</w:numbering>'
    parts = {"[Content_Types].xml": _TYPES, _DOCUMENT: xml, "word/numbering.xml": lists}
    return archive({name: part.encode() for name, part in parts.items()})


def archive(members: dict[str, bytes]) -> bytes:
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as file:
        for name, member in members.items():
            file.writestr(name, member)
    return content.getvalue()


def _texts() -> dict[str, bytes]:
    largest = MAX_WHOLE_BYTES - _MIB
    speech = {"speechID": "1", "speechOrder": 1, "speaker": "長", "speech": "○" * 500_000}
    meeting = {"issueID": "1", "nameOfMeeting": "会議", "speechRecord": [speech] * 20}
    return {
        "nested.json": b"[" * _DEPTH + b"]" * _DEPTH,
        "nested-objects.json": b'{"meetingRecord":' * _DEPTH + b"1" + b"}" * _DEPTH,
        "digits.json": b'{"numberOfRecords":' + b"9" * 5_000_000 + b"}",
        "long-speech.json": json.dumps(meeting).encode(),
        "numbers.json": b'{"issueID":"1","date":"99999-99-99","session":1e999,"speechRecord":['
        b'{"speech":"a","speechOrder":-1e999,"startPage":NaN},{"speech":"b","speechOrder":1%b}]}'
        % (b"0" * 4000),
        "nested.jsonl": (b"[" * _DEPTH + b"]" * _DEPTH + b"\n") * 20,
        "values.json.gz": gzip.compress(b"[" + b"{}," * 30_000_000 + b"{}]", 1),
        "values.jsonl.gz": gzip.compress(b"[" + b"[]," * 30_000_000 + b"[]]\n", 1),
        # One character beyond the first plane, and all the others take four bytes each.
        "wide.txt.gz": gzip.compress(b"a" * largest + "\U0001f600".encode(), 1),
        "wide.json.gz": gzip.compress(b'{"speech":"' + b"a" * largest + '\U0001f600"}'.encode(), 1),
        "wide-lines.txt.gz": gzip.compress(
            (b"a" * 400 + b"\n") * (largest // 401) + "\U0001f600".encode(), 1
        ),
        "blank.jsonl.gz": gzip.compress(b"\n" * (400 * _MIB), 1),
        "empty-answers.jsonl": b'{"numberOfRecords":0}\n' * 2_500_000,
        "open-string.jsonl": b'{"speech":"' + b"\\u3042" * 2_000_000,
        "one-line.txt": "あ".encode() * 10_000_000,
        "marks.txt": "○（".encode() * 2_000_000,
        "marks-in-lines.txt": "○議長（\n".encode() * 300_000,
        "brackets.txt": ("（" * 500_000 + "）" * 500_000).encode(),
        "bullets.txt": "・\n→\n".encode() * 300_000,
        "spaces.txt": "　".encode() * 5_000_000 + b"\n" * 1_000_000,
        "blank-turns.txt": ("○" + "　" * 100_000 + "\n").encode() * 20,
        "zeros.txt": bytes(20 * _MIB),
    }


def _markup() -> dict[str, bytes]:
    laughs = "".join(
        f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' if level else '<!ENTITY l0 "lol">'
        for level in range(12)
    )
    doctype = f"<!DOCTYPE lolz [{laughs}]>"
    outside = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    paragraph = "<w:p><w:r><w:t>&{};</w:t></w:r></w:p>"
    return {
        "nested.html": b"<div>" * _DEPTH,
        "tables.html": b"<table><tr><td>" * 50_000,
        "attributes.html": b"<p " + b'a="1" ' * 500_000 + b">",
        "open-tag.html": b"<html><body><p " + b"x" * 5_000_000,
        "entities.html": b"<html>" + b"&amp;" * 2_000_000,
        "comment.html": b"<html><!--" + b"-" * 5_000_000,
        "tags.html": b"<html><body>" + b"<b>a" * 290_000,
        "names.html": f"<html><p {_attributes(500_000)}>".encode(),
        "laughs.html": f"{doctype}<html>&l11;</html>".encode(),
        "laughs.docx": document(paragraph.format("l11"), doctype),
        "outside.docx": document(paragraph.format("x"), outside),
        "nested.docx": document("<w:p>" * 100_000 + "</w:p>" * 100_000),
        "names.docx": document(f"<w:p {_attributes(9_000_000)}/>"),
        "tags.docx": document("<w:p>" + "<w:t/>" * 3_900_000 + "</w:p>"),
        "rows.docx": document("<w:tr><w:tc>" * 100 + "<w:p/>" * 100_000 + "</w:tc></w:tr>" * 100),
        "runs.docx": document("<w:p>" + "<w:r><w:t>あ</w:t></w:r>" * 1_000_000 + "</w:p>"),
    }


def _attributes(number: int) -> str:
    return " ".join(f'a{each}=""' for each in range(number))


def _archives() -> dict[str, bytes]:
    zeros = bytes(200 * _MIB)
    bomb = archive({"a.txt": zeros})
    flat = archive({f"{each}.txt": b"\n" * _MIB for each in range(2_000)})
    nested = bomb
    for _ in range(4):
        nested = archive({f"{each}.zip": nested for each in range(4)})
    huge = bytearray(archive({"a.txt": "会議録".encode()}))
    for signature, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = huge.find(signature) + at
        huge[place : place + 4] = struct.pack("<I", 1 << 30)
    return {
        "bomb.zip": bomb,
        "many.zip": flat,
        "nested.zip": nested,
        "declared.zip": bytes(huge),
        "up.zip": archive({"../../up.txt": b"a", "/absolute.txt": b"b", "C:\\c.txt": b"c"}),
        "bomb.docx": archive({"[Content_Types].xml": _TYPES.encode(), _DOCUMENT: zeros}),
        "bomb.json.gz": gzip.compress(b"[" + zeros + zeros),
        "streams.txt.xz": lzma.compress(b"") * 250_000,
        "members.txt.gz": gzip.compress(b"") * 250_000,
        "dictionary.json.xz": _with_vast_dictionary(lzma.compress(b"[]" * 100)),
        "bomb.txt.xz": lzma.compress(zeros, preset=1),
    }


def _with_vast_dictionary(packed: bytes) -> bytes:
    """An .xz whose only block asks for a dictionary of four gigabytes."""
    changed = bytearray(packed)
    size = (changed[12] + 1) * 4
    changed[16] = 40
    changed[8 + size : 12 + size] = struct.pack("<I", zlib.crc32(changed[12 : 8 + size]))
    return bytes(changed)


def _pdfs() -> dict[str, bytes]:
    def pdf(pages: bytes, *objects: bytes) -> bytes:
        parts = [b"<</Type/Catalog/Pages 2 0 R>>", pages, *objects]
        body = b"".join(
            b"%d 0 obj\n%s\nendobj\n" % (number, part) for number, part in enumerate(parts, 1)
        )
        return b"%PDF-1.7\n" + body + b"trailer<</Root 1 0 R/Size 99>>\n%%EOF"

    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %s %s]/Contents 4 0 R>>"
    tree = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    forever = b"<</Length 1073741824>>stream\nBT /F 1 Tf (a) Tj ET\nendstream"
    shown = b"BT /F 1 Tf " + b"(aaaaaaaaaa) Tj " * 300_000 + b"ET"
    return {
        "loop.pdf": pdf(b"<</Type/Pages/Kids[2 0 R 2 0 R 2 0 R]/Count 1000000000>>"),
        "declared.pdf": pdf(tree, page % (b"600", b"800"), forever),
        "vast.pdf": pdf(tree, page % (b"1e30", b"1e30"), forever),
        "glyphs.pdf": pdf(
            tree,
            page % (b"600", b"800"),
            b"<</Length %d>>stream\n%s\nendstream" % (len(shown), shown),
        ),
        "empty.pdf": b"%PDF-1.7\n",
        "nested.pdf": b"%PDF-1.7\n1 0 obj" + b"[" * _DEPTH + b"\nendobj\ntrailer<</Root 1 0 R>>",
    }
