"""A label that a text is seen to mark its speakers with → the speaker, whatever its words."""

from __future__ import annotations

import re

from indexer.styles.speaker_marks.marks import IS_SEAT, name_key, squash, usual_shapes
from indexer.styles.speaker_marks.roles import department_of, role_in_mark, role_of_title
from indexer.styles.speaker_marks.speaker import (
    PrintedRoster,
    Speaker,
    read_mark,
    read_spaced,
    split_speaker,
)

_SLASHED = re.compile(r"[^\s／/]+[／/][^\s／/]+")
_HOLDER = re.compile(r"(?P<name>[^（()）]+)[（(](?P<office>[^（()）]+)[)）]")


def read_labelled(printed: str, roster: PrintedRoster) -> Speaker:
    """The parts of a label that is known to be a speaker's.

    An office is split from a name where the roster of the same text prints the two apart. Words
    of which nothing is known are the office of somebody, or the name of whom the roster lists.
    """
    if _SLASHED.fullmatch(printed):
        printed = printed.replace("／", "　").replace("/", "　")
    words = usual_shapes(squash(printed))
    if swapped := _holder(words):
        return swapped
    marked = read_mark(words)
    if marked is None or marked.speaker.is_unit:
        office = roster.office_of(words) if roster.names(words) else None
        if office:
            return Speaker(words, office, role_of_title(office), department_of(office))
    speaker = read_spaced(printed) or (marked.speaker if marked else None)
    if speaker is None or speaker.name is None:
        split = split_speaker(printed, roster)
        speaker = split if split.name or speaker is None else speaker
    if speaker.name is None and speaker.office is None:
        if speaker.role is None and roster.names(words):
            return Speaker(name=words)
        return speaker._replace(
            office=words,
            role=speaker.role or role_of_title(words),
            affiliation=speaker.affiliation or department_of(words),
        )
    return speaker


def _holder(words: str) -> Speaker | None:
    """潮見（事務局）: the office is in the parentheses."""
    found = _HOLDER.fullmatch(words)
    if not found or role_in_mark(found["name"]) or IS_SEAT.fullmatch(found["name"]):
        return None
    role = role_of_title(found["office"]) or role_in_mark(found["office"])
    if role is None:
        return None
    name = name_key(re.sub(r"(?:君|さん|氏|様)$", "", found["name"]))
    return Speaker(name, found["office"], role, department_of(found["office"]))
