"""A paragraph that nobody says → a draft of an utterance."""

from __future__ import annotations

from index.minutes import Utterance
from indexer.layout import Paragraph
from indexer.lines import TextFile


def narrative(file: TextFile, paragraph: Paragraph) -> Utterance:
    """A paragraph that is nobody's words, before it has its id."""
    source = file.source(paragraph.trace[0])
    return Utterance("", "", None, "narrative", paragraph.text, source, trace=paragraph.trace)
