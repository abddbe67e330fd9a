"""Characters that turn the direction of writing: they make a name look like another.

Minutes in Japanese have no use for them; in a page and on a terminal U+FFFD stands for each.
"""

from __future__ import annotations

import re

TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""All of them, which may be the content of a class of a regular expression."""

_TURNING = re.compile(f"[{TURNING}]")


def without_turning(text: str) -> str:
    """The text with U+FFFD for each character that turns the direction of writing."""
    # Nearly no text has any: each is looked for sooner than a class is.
    return _TURNING.sub("\ufffd", text) if any(map(text.__contains__, TURNING)) else text
