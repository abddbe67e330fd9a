"""The lexer of the query language: words, quoted strings, fields and operators."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Literal, NamedTuple

from index.fields import MAX_TYPED_NAME, TYPED_FIELDS

Kind = Literal["word", "wild", "exact", "open", "close", "or", "not", "near"]


class QueryToken(NamedTuple):
    """A token of a query, its characters `start` up to, not including, `end`.

    `field` is the field that a word or string is the value of.
    """

    kind: Kind
    text: str = ""
    field: str | None = None
    start: int = 0
    end: int = 0


_QUOTES = {'"': '"', "\u201c": "\u201d", "\uff02": "\uff02", "\u201d": "\u201d"}
_TOKEN = re.compile(
    r"(?P<space>[\s\u3000\x00-\x1f\x7f]+)"
    r"|(?P<open>[(（])|(?P<close>[)）])"
    r"|(?P<or>[|｜]+|(?:OR|ＯＲ)(?=[\s\u3000(（]|$))"
    r"|(?P<not>(?:NOT|ＮＯＴ)(?=[\s\u3000(（])|[-－−](?=[^\s\u3000]))"
    r"|(?P<near>(?:NEAR|ＮＥＡＲ|近傍)(?:[/／][0-9０-９]{1,9})?(?=[\s\u3000(（)）\"“＂]|$))"
    rf"|(?P<field>[^\s\u3000:：()（）\"“”＂|｜]{{1,{MAX_TYPED_NAME}}}[:：])"
    r"|(?P<quote>[\"“”＂])"
)
# A word ends at a space, a bar, a quotation mark, or a closing bracket that it does not open
# itself: 林（宏）委員 is one word.
_WORD_END = re.compile(r"[\s\u3000\x00-\x1f\x7f|｜\"“”＂]")
# A question mark that ends a question (いつですか？なぜ) is no wildcard.
_QUESTION_END = re.compile(r"(?:[?？][」』）)]*)+$|(?<=[かねよのい])[?？]")
_WILD = re.compile("[*＊?？]")


def tokenize(text: str) -> Iterator[QueryToken]:
    """The tokens of a query, in order. No string is an error."""
    at = 0
    field: str | None = None
    while at < len(text):
        match = _TOKEN.match(text, at)
        kind = match.lastgroup if match else "word"
        if match and kind == "field":
            name = unicodedata.normalize("NFKC", match.group()[:-1]).lower()
            if name in TYPED_FIELDS and match.end() < len(text) and not text[match.end()].isspace():
                field, at = TYPED_FIELDS[name].name, match.end()
                continue
            kind = "word"
        if match and kind in ("space", "open", "close", "or", "not", "near"):
            if kind != "space":
                yield QueryToken(kind, match.group(), None, at, match.end())  # type: ignore[arg-type]
            at, field = match.end(), None
            continue
        start = at
        at, token = _quoted(text, at) if kind == "quote" else _word(text, at)
        if token.text:
            kept: Kind = "word" if field and token.kind == "wild" else token.kind
            yield QueryToken(kept, token.text, field, start, min(at, len(text)))
        field = None


def _quoted(text: str, at: int) -> tuple[int, QueryToken]:
    end = text.find(_QUOTES[text[at]], at + 1)
    end = len(text) if end < 0 else end
    return end + 1, QueryToken("exact", text[at + 1 : end].strip())


def _word(text: str, at: int) -> tuple[int, QueryToken]:
    depth, end = 0, at
    while end < len(text) and not _WORD_END.match(text, end):
        if text[end] in "(（":
            depth += 1
        elif text[end] in ")）":
            if depth == 0 and end > at:
                break
            depth -= 1
        end += 1
    end = max(end, at + 1)
    word = text[at:end].strip()
    return end, QueryToken("wild" if is_wild(word) else "word", word)


def is_wild(word: str) -> bool:
    """True if a word has a wildcard * or ?, and a letter or digit beside."""
    inside = _QUESTION_END.sub("", word)
    return bool(_WILD.search(inside)) and any(map(str.isalnum, inside))
