"""A writer of small PDFs, so that the tests' own minutes can be set in any way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

FONTS = {"H": "UniJIS-UCS2-H", "V": "UniJIS-UCS2-V"}


@dataclass
class Sheet:
    """A page of A4, in points from its bottom left; text in a font every reader knows."""

    operators: list[str] = field(default_factory=list)
    images: int = 0
    turned: int = 0

    def set(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 10.0,
        font: str = "H",
        matrix: str = "",
    ) -> Sheet:
        """Set a text; `matrix` are the first four numbers of its matrix."""
        code = text.encode("utf-16-be").hex()
        placed = f"{matrix or '1 0 0 1'} {x} {y} Tm"
        self.operators.append(f"BT /{font} {size} Tf {placed} <{code}> Tj ET")
        return self

    def lines(
        self, texts: Sequence[str], x: float = 60, y: float = 760, pitch: float = 16
    ) -> Sheet:
        """Set lines one under another."""
        for number, text in enumerate(texts):
            self.set(x, y - number * pitch, text)
        return self

    def picture(self) -> Sheet:
        """A picture over the whole page, as a scanner makes one."""
        self.operators.append("q 595 0 0 842 0 0 cm /Im0 Do Q")
        self.images += 1
        return self


def write_pdf(pages: Sequence[Sheet], *, encrypt: bool = False) -> bytes:
    """A document of these pages; `encrypt` declares it encrypted, with made-up keys."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    for name, cmap in FONTS.items():
        number = len(objects) + 2
        objects += [
            f"<< /Type /Font /Subtype /Type0 /BaseFont /HeiseiKakuGo-W5-{cmap} "
            f"/Encoding /{cmap} /DescendantFonts [{number} 0 R] /Name /{name} >>".encode(),
            f"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /HeiseiKakuGo-W5 /DW 1000 "
            f"/CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> "
            f"/FontDescriptor {number + 1} 0 R /W [1 [278] 2 632 500] >>".encode(),
            b"<< /Type /FontDescriptor /FontName /HeiseiKakuGo-W5 /Flags 4 /ItalicAngle 0 "
            b"/FontBBox [-92 -250 1010 922] /Ascent 752 /Descent -221 /CapHeight 737 /StemV 114 >>",
        ]
    objects.append(
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 "
        b"/ColorSpace /DeviceGray /Length 1 >>\nstream\n\x80\nendstream"
    )
    picture = len(objects)
    kids = []
    for page in pages:
        content = "\n".join(page.operators).encode()
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        kids.append(len(objects) + 1)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Rotate {page.turned} "
            f"/Contents {len(objects)} 0 R /Resources << /Font << /H 3 0 R /V 6 0 R >> "
            f"/XObject << /Im0 {picture} 0 R >> >> >>".encode()
        )
    listed = " ".join(f"{kid} 0 R" for kid in kids)
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{listed}] >>".encode()
    return _file(objects, encrypt)


def _file(objects: Sequence[bytes], encrypt: bool) -> bytes:
    content = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    content += b"".join(b"%010d 00000 n \n" % place for place in places)
    lock = b"/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <%s> /U <%s> >> " % (
        b"11" * 32,
        b"22" * 32,
    )
    identity = b"/ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>] "
    trailer = (lock + identity) if encrypt else b""
    content += b"trailer\n<< %s/Size %d /Root 1 0 R >>\n" % (trailer, len(objects) + 1)
    return content + b"startxref\n%d\n%%%%EOF\n" % start
