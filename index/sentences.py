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
        if found.group():
            yield Sentence(found.start(), found.group(), begins)
            begins = found.group().endswith("\n") or (begins and not found.group().strip())
