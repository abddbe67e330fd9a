"""Characters that a PDF says wrongly: radicals in place of the kanji that are printed.

A font that draws 日 and the radical ⽇ with one glyph is often embedded with the code
of the radical. They look alike, and nobody types them. The first block is mapped by
Unicode (NFKC), but to the traditional form; the second by EquivalentUnifiedIdeograph.
"""

from __future__ import annotations

import unicodedata

_TRADITIONAL = {"⼾": "戸", "⿊": "黒", "⾭": "青", "⾋": "艮"}
_SUPPLEMENT = dict(
    zip(
        "⺟⺠⺩⺫⺬⺭⺮⺼⺾⻁⻂⻃⻄⻅⻆⻉⻋⻌⻍⻏⻑⻓⻖⻗⻘⻙⻚⻛⻝⻞⻟⻤⻥⻦⻨⻩⻫⻭⻯⻲",
        "母民王罒示礻竹月艹虎衤覀西见角贝车辶辶阝長长阝雨青韦页风食飠飠鬼鱼鸟麦黄斉歯竜亀",
        strict=True,
    )
)


def mend(character: str) -> str:
    """The kanji that is meant by a radical; any other character as it is."""
    if not "\u2e80" <= character <= "\u2fd5":
        return character
    if character in _SUPPLEMENT:
        return _SUPPLEMENT[character]
    return _TRADITIONAL.get(character) or unicodedata.normalize("NFKC", character)
