"""Ids: ASCII, short, and the same each time the same words are indexed.

    20231211-k3q5ta              a meeting: its date, and a hash of what names it
    20231211-k3q5ta-b7xw2mq      an utterance: the meeting, and a hash of its text
    20231211-k3q5ta-b7xw2mqx     an exchange: its first utterance's id, and x

An id depends on what was said, never on a file's name, a line number or a
parser's count, so it survives rebuilding, better parsing, and utterances
inserted before it. Widths and spaces are folded before hashing.
"""

from __future__ import annotations

import re
import unicodedata
from base64 import b32encode
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from hashlib import blake2b
from itertools import count

from index.minutes import Utterance, exchange_ids

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")
_MIN_LENGTH_TO_HASH_ALONE = 20
# A run that NFKC may change: characters outside of the stable ones, and the character
# before them, with which they may combine. Normalizing all of a text takes long.
_STABLE = "\x00-\x7f一-\u9fffぁ-ゔァ-ヺー、。「」・─"
_UNSTABLE = re.compile(f"[{_STABLE}]?[^{_STABLE}]+")


def meeting_id(
    body: str,
    title: str,
    number: int | None = None,
    date: str | None = None,
    published: str | None = None,
) -> str:
    """The id of a meeting: the publisher's, or its date and a hash of what names it.

    `date` is ISO 8601. The title counts only where there is no number, because
    titles are reworded.
    """
    if published and _ID.fullmatch(published):
        return published
    name = str(number) if number is not None else title
    day = date.replace("-", "") if date else "undated"
    return f"{day}-{_digest([_fold(part) for part in (body, name, date or '')], 6)}"


def assign(meeting: str, drafts: Sequence[Utterance]) -> tuple[Utterance, ...]:
    """Give drafts, in the order of the minutes, their ids and their exchanges' ids.

    A draft is an utterance whose `id` is the publisher's own (the Diet's speechID) or empty.
    Its `exchange` is any string that is the same for the consecutive drafts of one exchange
    and for no others of the meeting. A publisher's id is used as it is where it is ASCII and
    names one draft only. Within the meeting no two ids are the same.
    """
    ids = _utterance_ids(meeting, drafts)
    taken = set(ids)
    exchanges: dict[str | None, str | None] = {None: None}
    for draft, address in zip(drafts, ids, strict=True):
        if draft.exchange not in exchanges:
            exchanges[draft.exchange] = _free(exchange_ids(address), taken)
    return tuple(
        replace(draft, id=address, meeting=meeting, exchange=exchanges[draft.exchange])
        for draft, address in zip(drafts, ids, strict=True)
    )


def _utterance_ids(meeting: str, drafts: Sequence[Utterance]) -> list[str]:
    times = Counter(draft.id for draft in drafts)
    published_ids = [
        draft.id if _ID.fullmatch(draft.id) and times[draft.id] == 1 else "" for draft in drafts
    ]
    taken = set(published_ids) - {""}
    if len(taken) == len(drafts):
        # No hash is needed, and hashing every text takes long.
        return published_ids
    said: Counter[str] = Counter()
    ids: list[str] = []
    for published, hashed in zip(published_ids, _hashes(drafts), strict=True):
        said[hashed] += 1
        ids.append(published or _free(_numbered(f"{meeting}-{hashed}", said[hashed]), taken))
    return ids


def _hashes(drafts: Iterable[Utterance]) -> Iterator[str]:
    """Hashes of the texts; a short text is common, so it is hashed with the text before it."""
    before = ""
    for draft in drafts:
        folded = _fold(draft.text)
        # Without the space between them, か and a voicing mark combine in a second folding.
        text = _fold(folded) if _UNSTABLE.search(folded) else folded
        yield _digest((before, text) if len(folded) < _MIN_LENGTH_TO_HASH_ALONE else (text,), 7)
        before = text


def _numbered(address: str, occurrence: int) -> Iterator[str]:
    """Addresses to try: the address itself for a text's first occurrence, then numbered ones."""
    if occurrence == 1:
        yield address
    for number in count(max(2, occurrence)):
        yield f"{address}-{number}"


def _free(candidates: Iterator[str], taken: set[str]) -> str:
    found = next(address for address in candidates if address not in taken)
    taken.add(found)
    return found


def _digest(folded: Sequence[str], length: int) -> str:
    data = "\x1f".join(folded).encode("utf-8", "surrogatepass")
    return b32encode(blake2b(data, digest_size=5).digest()).decode()[:length].lower()


def _fold(text: str) -> str:
    """The text in NFKC, without spaces."""
    normal = _UNSTABLE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    return "".join(normal.split())
