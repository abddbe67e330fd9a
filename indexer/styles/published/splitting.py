"""The blocks of a published meeting → pieces, each said by one speaker or by nobody.

A block that the system calls a speech is one piece, after the lines that stand before
its mark. A text is cut at each mark; headings and times that stand between speeches
(◎会期の決定, 〇午後３時散会) are pieces of their own, said by nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from indexer.lines import Line
from indexer.sources.published import Block
from indexer.styles.published.cutting import is_record, split_text
from indexer.styles.published.pieces import Piece, begun, has_words
from indexer.styles.speaker_marks.candidates import find_circle_mark
from indexer.styles.speaker_marks.known_speaker import bare, find_expected
from indexer.styles.speaker_marks.marks import HEADING_SIGNS, SpeakerMark, sign_of, without_sign
from indexer.styles.speaker_marks.not_speakers import is_heading
from indexer.styles.speaker_marks.roles import role_of


def split_block(block: Block) -> Iterator[Piece]:
    """The pieces of a block, in order, with every line in one of them."""
    if block.kind == "speech":
        yield from _of_speech(block)
    elif block.kind == "text" or (block.kind == "heading" and is_record(block.lines)):
        yield from split_text(block.lines)
    elif has_words(block.lines):
        yield Piece("heading" if block.kind == "heading" else "printed", block.lines)


def _of_speech(block: Block) -> Iterator[Piece]:
    """What stands before the mark, and the speech; without a mark, the system's word is taken."""
    at, head = _find(block)
    if head is None:
        if block.speaker and _is_named(block.speaker):
            speaker, circle = without_sign(block.speaker), sign_of(block.speaker)
            yield Piece("speech", block.lines, speaker, circle, "", block.role, block.speaker)
        elif has_words(block.lines):
            titled = (
                sign_of(block.speaker or "") or block.lines[_first(block.lines)].text.lstrip()[:1]
            )
            yield Piece("heading" if titled in tuple("△▽▲") else "printed", block.lines)
        return
    if has_words(block.lines[:at]):
        yield Piece("printed", block.lines[:at])
    more = [
        place for place in range(at + 1, len(block.lines)) if _begins_another(block, place, head)
    ]
    end = more[0] if more else len(block.lines)
    yield begun(block.lines[at:end], head, block.role)._replace(listed=block.speaker)
    for start, stop in zip(more, [*more[1:], len(block.lines)], strict=False):
        if another := find_circle_mark(block.lines[start].text, speech=False):
            yield begun(block.lines[start:stop], another)


def _begins_another(block: Block, at: int, first: SpeakerMark) -> bool:
    """Whether a speech that the system did not part begins: the same circle, office and name."""
    text = block.lines[at].text
    if text[:1] != first.sign or not first.sign:
        return False
    head = find_circle_mark(text, speech=False)
    return head is not None and head.sure and head.text.endswith(("）", ")"))


def _find(block: Block) -> tuple[int, SpeakerMark | None]:
    """The line with the mark that the system names, or else the first with any mark."""
    listed = block.speaker if block.speaker and not block.speaker.endswith(("…", "...")) else None
    for at, named in _expected(block.lines, listed):
        longer = find_circle_mark(block.lines[at].text, speech=False)
        if longer and longer.end > named.end and longer.text.startswith(named.text):
            return at, longer
        return at, named
    first = _first(block.lines)
    for at, line in enumerate(block.lines):
        if head := find_circle_mark(line.text, speech=at == first):
            likely = not listed or _may_be(head, listed, first=at == first)
            return at, head if likely else None
    return 0, None


def _expected(lines: Sequence[Line], listed: str | None) -> Iterator[tuple[int, SpeakerMark]]:
    """The lines that begin as the system's list names the speaker, those with a circle first."""
    names = [listed] if listed else []
    if listed and (parted := re.fullmatch(r"([^（()）]+)[（(]([^（()）]+)[)）]", listed)):
        names.append(parted[2] + parted[1])
    found = [
        (at, head)
        for at, line in enumerate(lines)
        if (head := next(filter(None, (find_expected(line.text, name) for name in names)), None))
    ]
    yield from sorted(found, key=lambda each: (not each[1].sign, each[0]))


def _may_be(head: SpeakerMark, speaker: str, *, first: bool) -> bool:
    """Whether a mark may be of the one whom the system names, in other words: 委員長(塩屋).

    One that stands further down in the words must name the same.
    """
    named, printed = bare(speaker), bare(head.text)
    if not _is_named(speaker) or (head.sure and first):
        return True
    return any(printed[at : at + 2] in named for at in range(len(printed) - 1))


def _first(lines: Sequence[Line]) -> int:
    return next((at for at, line in enumerate(lines) if line.text.strip()), 0)


def _is_named(speaker: str) -> bool:
    """Whether the system's own list names one who speaks, and no heading."""
    words, sign = without_sign(speaker), sign_of(speaker)
    if (sign and sign in HEADING_SIGNS) or re.fullmatch(r"[（(].{0,6}[)）]|[\s　]*", words):
        return False
    if re.search(r"[（(][^（()）0-9０-９]{2,}[)）]$", words):
        return True
    named = role_of(words) or sign or re.search(r"(?:君|さん|氏|番)$", words)
    return bool(named) and not is_heading(words)
