"""Turns of summary minutes → who asks and who is answered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from indexer.identifiers import Draft

_ASKS = re.compile(r"か[。？?]?\s*$|[？?]\s*$")
_CONDUCTS = re.compile(r"ほか|他に|異議|異存|よろしい|質問|質疑|意見|発言")


def chair_asks(text: str) -> bool:
    """Whether the chair asks something, and does not ask for other people's words."""
    return bool(_ASKS.search(text)) and not _CONDUCTS.search(text)


def with_questions(drafts: Sequence[Draft]) -> list[Draft]:
    """A member's turn that is answered is a question; the chair's last words are outside."""
    answered = {draft.exchange for draft in drafts if draft.kind == "answer"} - {None}
    ends = {draft.exchange: n for n, draft in enumerate(drafts) if draft.kind in ("answer", "note")}
    return [
        replace(draft, kind="question")
        if draft.kind == "comment" and draft.exchange in answered
        else replace(draft, exchange=None)
        if draft.kind == "speech" and ends.get(draft.exchange, -1) < n
        else draft
        for n, draft in enumerate(drafts)
    ]
