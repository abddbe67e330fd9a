"""A text kept once: folded, to be searched, with what folding it lost.

The folded text is UTF-16, one code unit a character. What was lost is, for each
character that folding changed, its offset and its code point, 32 bit each.
"""

from __future__ import annotations

import numpy as np

from index.folding import fold

_UNIT, _CODE = np.dtype("<u2"), np.dtype("<u4")


def folded_bytes(text: str) -> tuple[bytes, bytes]:
    """A text folded, and what brings it back."""
    folded = fold(text).encode("utf-16-le", "surrogatepass")
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), _CODE)
    changed = np.flatnonzero(codes != np.frombuffer(folded, _UNIT))
    return folded, np.concatenate((changed.astype(_CODE), codes[changed])).tobytes()


def unfolded(folded: bytes, lost: bytes) -> str:
    """The text that `folded_bytes` was given."""
    codes = np.frombuffer(folded, _UNIT).astype(_CODE)
    offsets, original = np.frombuffer(lost, _CODE).reshape(2, -1)
    codes[offsets] = original
    return codes.tobytes().decode("utf-32-le", "surrogatepass")
