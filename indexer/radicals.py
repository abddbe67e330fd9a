"""Radicals in the place of kanji, as converters of PDF leave them → kanji.

A font that draws 日 and the radical ⽇ with one glyph is often embedded with the code
of the radical. They look alike, and nobody types them. The first block is mapped by
Unicode (NFKC), but to the traditional form; the second by EquivalentUnifiedIdeograph.
"""

from __future__ import annotations

import re
import unicodedata

# Radicals and their kanji, where NFKC gives the traditional form, or none.
_KANJI = dict(
    zip(
        "⼾⿊⾭⾋⺟⺠⺩⺫⺬⺭⺮⺼⺾⻁⻂⻃⻄⻅⻆⻉⻋⻌⻍⻏⻑⻓⻖⻗⻘⻙⻚⻛⻝⻞⻟⻤⻥⻦⻨⻩⻫⻭⻯⻲",
        "戸黒青艮母民王罒示礻竹月艹虎衤覀西见角贝车辶辶阝長长阝雨青韦页风食飠飠鬼鱼鸟麦黄斉歯竜亀",
        strict=True,
    )
)
_RADICAL = re.compile("[\u2e80-\u2fd5]")


def with_kanji(text: str) -> str:
    """The text with the kanji that each radical looks like; no character is added or removed."""
    return _RADICAL.sub(_kanji, text)


def _kanji(found: re.Match[str]) -> str:
    radical = found[0]
    return _KANJI.get(radical) or unicodedata.normalize("NFKC", radical)
