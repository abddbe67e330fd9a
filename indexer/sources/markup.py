"""A piece of HTML inside another format → its plain text: <br> ends a line."""

from __future__ import annotations

import html
import re

_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?P<rest>[^<>]*)>|<!--.*?(?:-->|\Z)", re.DOTALL
)
_ALT = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)
_UNSEEN = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_BREAKS = frozenset({"br", "p", "div", "tr", "li", "hr"})
_CLOSED = frozenset({"p", "div", "tr", "li"})
_NAMES = (
    "pre a b i u em strong span font sub sup ruby rb rt rp s img small big center table tbody"
    " thead td th ul ol dl dt dd code tt mark wbr nobr h1 h2 h3 h4 h5 h6 html body form input"
    " label"
)
_INLINE = frozenset(_NAMES.split())


def plain_text(markup: str, *, wraps: bool = False) -> str:
    """The text of a piece of HTML; an image for a rare character is its description.

    With `wraps`, the line ends of the source are only layout, as on a page.
    """
    text = _UNSEEN.sub("", re.sub(r"\r\n?", "\n", markup))
    if wraps:
        text = re.sub(r"(?<![ \t])[ \t]*\n[ \t]*", "", text)
    return html.unescape(_TAG.sub(_of_tag, text))


def _of_tag(found: re.Match[str]) -> str:
    name = (found["name"] or "").lower()
    if not name:
        return ""
    if name == "img":
        alt = _ALT.search(found["rest"])
        return next((part for part in alt.groups() if part), "") if alt else ""
    if name in _BREAKS:
        return "\n" if not found["close"] or name in _CLOSED else ""
    # An unknown tag (<注>) is text.
    return "" if name in _INLINE else found[0]
