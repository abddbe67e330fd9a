"""Ids: ASCII, short, and the same each time the same words are indexed.

    20231211-k3q5ta              a meeting: its date, and a hash of what names it
    20231211-k3q5ta-b7xw2mq      an utterance: the meeting, and a hash of its text
    20231211-k3q5ta-b7xw2mqx     an exchange: its first utterance's id, and x

An id depends on what was said, never on a file's name, a line number or a
parser's count, so it survives rebuilding, better parsing, and utterances
inserted before it. Widths and spaces are folded before hashing.

An id that several meetings claim belongs to none of them: each takes its next ids
(`next_ids`), so that it does not matter which was read first.
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

from index.minutes import Meeting, Utterance, exchange_id

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


def is_made_of_names(meeting: str) -> bool:
    """Whether a meeting's id is made of what names it, and not the publisher's."""
    return re.fullmatch(r"(?:\d{8}|undated)-[a-z2-7]{6}", meeting) is not None


def assign(meeting: str, drafts: Sequence[Utterance]) -> tuple[Utterance, ...]:
    """Give drafts, in the order of the minutes, their ids and their exchanges' ids.

    A draft is an utterance whose `id` is the publisher's own (the Diet's speechID) or empty.
    Its `exchange` is any string that is the same for the consecutive drafts of one exchange
    and for no others of the meeting. A publisher's id is used as it is where it is ASCII and
    leads to one draft only. Within the meeting no id leads to two things.
    """
    ids = _utterance_ids(meeting, drafts)
    exchanges: dict[str | None, str | None] = {None: None}
    for draft, address in zip(drafts, ids, strict=True):
        exchanges.setdefault(draft.exchange, exchange_id(address))
    return tuple(
        replace(draft, id=address, meeting=meeting, exchange=exchanges[draft.exchange])
        for draft, address in zip(drafts, ids, strict=True)
    )


def next_ids(meeting: Meeting) -> Meeting:
    """The meeting with the ids that it takes where one of its ids is claimed by another.

    First its utterances give up the publisher's ids, then its own id is extended: by a hash
    of what names it, which outlives corrections, and then by hashes of its content.
    """
    drafts = [replace(each, id="") for each in meeting.utterances]
    hashed = assign(meeting.id, drafts)
    if [each.id for each in hashed] != [each.id for each in meeting.utterances]:
        return replace(meeting, utterances=hashed)
    suffix = _digest(_name(meeting), 6)
    if meeting.id.endswith(f"-{suffix}"):
        suffix = _digest([meeting.id, content_hash(meeting)], 7)
    address = f"{meeting.id}-{suffix}"
    return replace(meeting, id=address, utterances=assign(address, drafts))


def content_hash(meeting: Meeting) -> str:
    """The same for two copies of a meeting, whatever their files, ids, widths and spaces."""
    said = "".join(_fold(f"{each.speaker or ''}{each.text}") for each in meeting.utterances)
    return _digest([*_name(meeting), said], 32)


def _name(meeting: Meeting) -> list[str]:
    number = "" if meeting.number is None else str(meeting.number)
    return [_fold(part) for part in (meeting.body, meeting.title, number, meeting.date or "")]


def _utterance_ids(meeting: str, drafts: Sequence[Utterance]) -> list[str]:
    published_ids = _published_ids(meeting, drafts)
    used = [each for each in published_ids if each]
    if len(used) == len(drafts):
        # No hash is needed, and hashing every text takes long.
        return published_ids
    taken = {meeting, *used, *map(exchange_id, used)}
    said: Counter[str] = Counter()
    ids: list[str] = []
    for published, hashed in zip(published_ids, _hashes(drafts), strict=True):
        said[hashed] += 1
        ids.append(published or _free(_numbered(f"{meeting}-{hashed}", said[hashed]), taken))
    return ids


def _published_ids(meeting: str, drafts: Sequence[Utterance]) -> list[str]:
    """The publisher's ids; "" where there is none, or where it leads to something else, too."""
    leads = Counter([meeting])
    for draft in drafts:
        leads.update((draft.id, exchange_id(draft.id)))
    return [
        draft.id
        if _ID.fullmatch(draft.id) and leads[draft.id] == leads[exchange_id(draft.id)] == 1
        else ""
        for draft in drafts
    ]


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
    """The first that, with the id of its exchange, is free; then both are taken."""
    found = next(each for each in candidates if taken.isdisjoint((each, exchange_id(each))))
    taken.update((found, exchange_id(found)))
    return found


def _digest(folded: Sequence[str], length: int) -> str:
    """A hash in `length` characters of base32."""
    data = "\x1f".join(folded).encode("utf-8", "surrogatepass")
    size = max(5, -(-length * 5 // 8))
    return b32encode(blake2b(data, digest_size=size).digest()).decode()[:length].lower()


def _fold(text: str) -> str:
    """The text in NFKC, without spaces."""
    normal = _UNSTABLE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    return "".join(normal.split())
