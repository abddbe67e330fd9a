"""A text → its sentences: where each begins and ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from index.results import Span

# The signs that end a sentence. A line ends one too, and what closes brackets behind the sign
# belongs to it. The addresses of passages depend on these ends (`index/passages.py`).
SENTENCE_ENDS = "。！？?"
_SENTENCE = re.compile(rf"[^{SENTENCE_ENDS}\n]*(?:[{SENTENCE_ENDS}]+[」』）)]*|\n|$)")

# Words that point to what was said just before.
_REFERS_BACK = re.compile(
    r"\s*(?:(?:また|それから|あと|そして|なお|やはり|もちろん|特に|で)[、，]?"
    "|[0-9０-９一二三四五]+(?:つ|番|点)目[はがにの、])?"
    "(?:[こそ](?:れ(?!から|まで|ぞれ)|の(?!他|ほか|後|上|たび)|こ(?!ろ)|う|ちら|んな)|今回|同(?:様|じ)"
    "|前者|後者|先ほど|上記|当該|したがい?|従い?|ただし?[、，]|ですから|ですので|なので|よって[、，]"
    "|だから|しかし|けれども|一方[、，で]|つまり|すなわち|要するに|例えば|たとえば|ちなみに|というの"
    "|といいます|もっとも)"
)


class Sentence(NamedTuple):
    """A sentence with the spaces around it, where it starts, and whether it begins a paragraph."""

    start: int
    text: str
    begins: bool

    @property
    def span(self) -> Span:
        """Its characters without the spaces around them."""
        start = self.start + len(self.text) - len(self.text.lstrip())
        return Span(start, max(start, self.start + len(self.text.rstrip())))


def split_sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a text, in order, together all of it."""
    begins = True
    for found in _SENTENCE.finditer(text):
        if sentence := found.group():
            yield Sentence(found.start(), sentence, begins)
            begins = sentence.endswith("\n") or (begins and not sentence.strip())


def refers_back(sentence: str) -> bool:
    """Whether a sentence begins with what points to the one before it (それは, ただ、)."""
    return _REFERS_BACK.match(sentence) is not None
