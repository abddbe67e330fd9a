"""Search for conjunctions drawn at random, and scan the exported text for them: are they equal?

    python bench/conjunctions.py [--index DIR] [--queries 3000] [--seed 1] [--write] [FILE…]

Two to four words, polite phrases, exact strings, single characters, numbers, fields, and
negations of them. The scan reads what `kaigiroku export` gives by rules written again in
`common/scan`. It cannot know which spellings a dictionary joins: a word is asked for alone
first, and left out if the search lists other spellings, synonyms or opposites; places in longer
words that have a word in kana or a number by chance (心がけ, 逐一点検) are read as it reads them.
How many words are left out is said.
Exit status 1 if utterances or exchanges differ, or a note says that a condition was not
searched as asked.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from time import perf_counter
from typing import NamedTuple

import numpy as np
from common.commands import (
    add_write_option,
    given_or_built_index,
    index_parser,
    read_index_options,
)
from common.found import FoundUtterances
from common.machine import cores, description, load, loads
from common.report import publish, table
from common.scan.conjunction import Conjunction
from common.scan.drawing import COMMON, ConjunctionDrawing, MemberDrawing
from common.scan.members import Hits, Kana, Member, Term
from common.scan.minutes import Lines, Minutes, read_minutes

from index.results import SearchPage
from index.search import Searcher

MEMBERS_PER_QUERY = 0.8
OTHERS = ("spelling", "synonym")
# Notes that take nothing from a condition.
HARMLESS_NOTES = {"headings_only", "compounds_included", "forms_within_result"}
_MAX_SHOWN = 40


class Comparison(NamedTuple):
    """A conjunction, how many utterances the scan finds, what differs, and notes that limit."""

    conjunction: Conjunction
    expected: int
    missing: Sequence[str]
    wrong: Sequence[str]
    said: str

    @property
    def equal(self) -> bool:
        return not (self.missing or self.wrong or self.said)


def main(arguments: Sequence[str]) -> int:
    parser = index_parser(__doc__)
    parser.add_argument("--queries", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    add_write_option(parser)
    options = read_index_options(parser, arguments)
    before = load()
    with given_or_built_index(options) as home:
        minutes = read_minutes(Searcher(home))
        _log(f"{len(minutes.ids):,}発言を読みました。")
        text, equal = _measure(home, minutes, options.queries, Random(options.seed))
    publish("conjunctions", f"{description()} {loads(before)}\n\n{text}", write=options.write)
    return 0 if equal else 1


def _measure(home: Path, minutes: Minutes, count: int, random: Random) -> tuple[str, bool]:
    found = FoundUtterances(home, minutes.ids)
    drawn = list(MemberDrawing(minutes, random).members(max(8, int(count * MEMBERS_PER_QUERY))))
    members, left_out = _explained(found, minutes, drawn)
    _log(f"{len(members)}語を選びました。")
    hits = dict(zip(members, _scan(minutes, members), strict=True))
    _log("数え終わりました。")
    drawing = ConjunctionDrawing(minutes, hits, random)
    comparisons = []
    for conjunction in drawing.conjunctions(count):
        comparisons.append(_compare(conjunction, minutes, hits, found))
        if len(comparisons) % 100 == 0:
            different = sum(not each.equal for each in comparisons)
            _log(f"{len(comparisons)}/{count}: {different}件が違います。")
    for line in _differences(comparisons):
        print(line)
    common = sum(map(drawing.is_common, (each.conjunction for each in comparisons)))
    return _report(comparisons, common, left_out, hits), all(each.equal for each in comparisons)


def _explained(
    found: FoundUtterances, minutes: Minutes, members: Iterable[Member]
) -> tuple[list[Member], Counter[str]]:
    """The members whose forms the rules explain, and how many of each kind are left out."""
    kept: list[Member] = []
    left_out = Counter[str]()
    for member in members:
        explained = _explain(found, minutes, member) if isinstance(member, Term) else member
        if explained is None:
            left_out[member.kind] += 1
        else:
            kept.append(explained)
    return kept, left_out


def _explain(found: FoundUtterances, minutes: Minutes, term: Term) -> Term | None:
    """A term with what only a dictionary knows of it; None if it has other spellings."""
    lines, page = found.lines(term.query)
    for form in page.forms:
        if form.basis == "opposite" or (form.basis in OTHERS and not term.is_in(form.form)):
            return None
    parts = (form.form for form in page.forms if form.basis == "part")
    explained = replace(term, parts=tuple(filter(term.is_by_chance, parts)))
    if not explained.parts:
        return term
    # A part may be printed as the word and a particle are: がけが崩れ, 本人がけがをした.
    surely = explained.hits(minutes).lines
    others = np.setdiff1d(lines, surely)
    if len(np.setdiff1d(others, term.hits(minutes).lines)) or len(np.setdiff1d(surely, lines)):
        return None if isinstance(term, Kana) else explained
    return replace(explained, read=tuple(others.tolist()))


def _scan(minutes: Minutes, members: Sequence[Member]) -> Iterator[Hits]:
    """The hits of each member; the processes of the pool are forked, and share the minutes."""
    context = multiprocessing.get_context("fork")
    with context.Pool(cores(), _Scanned.set, (minutes,)) as pool:
        yield from pool.imap(_hits, members, chunksize=8)


class _Scanned:
    """What a process of the pool scans."""

    minutes: Minutes

    @classmethod
    def set(cls, minutes: Minutes) -> None:
        cls.minutes = minutes


def _hits(member: Member) -> Hits:
    return member.hits(_Scanned.minutes)


def _compare(
    conjunction: Conjunction,
    minutes: Minutes,
    hits: Mapping[Member, Hits],
    found: FoundUtterances,
) -> Comparison:
    expected = conjunction.lines(minutes, hits.__getitem__)
    lines, page = found.lines(conjunction.query)
    return Comparison(
        conjunction,
        len(expected),
        [minutes.ids[line] for line in np.setdiff1d(expected, lines)],
        [minutes.ids[line] for line in np.setdiff1d(lines, expected)],
        _said(page, lines, minutes),
    )


def _said(page: SearchPage, lines: Lines, minutes: Minutes) -> str:
    """What the page says that is not so: counts, or a condition that was not searched."""
    exchanges = len(np.unique(minutes.exchange_of[lines]))
    notes: list[str] = sorted({note.code for note in page.notes} - HARMLESS_NOTES)
    if (page.total, page.exchanges) != (len(lines), exchanges):
        notes.append(f"{page.total} of {len(lines)}, {page.exchanges} of {exchanges}")
    return ", ".join(notes)


def _differences(comparisons: Sequence[Comparison]) -> Iterator[str]:
    different = [each for each in comparisons if not each.equal]
    for each in different[:_MAX_SHOWN]:
        kinds = " ".join(member.kind for member in each.conjunction.members)
        yield f"{each.conjunction.query}  ({kinds}; {each.expected:,})"
        if each.said:
            yield f"    {each.said}"
        for name, ids in (("missing", each.missing), ("wrong", each.wrong)):
            if ids:
                yield f"    {name} {len(ids):,}: {', '.join(ids[:3])}"
    if len(different) > _MAX_SHOWN:
        yield f"… {len(different) - _MAX_SHOWN:,} more"


def _report(
    comparisons: Sequence[Comparison],
    common: int,
    left_out: Counter[str],
    hits: Mapping[Member, Hits],
) -> str:
    kinds = Counter(member.kind for member in hits)
    rows = [
        (
            kind,
            f"{number:,}",
            f"{left_out[kind]:,}",
            f"{sum(kind in _kinds(each) for each in comparisons):,}",
            f"{sum(kind in _kinds(each) for each in comparisons if not each.equal):,}",
        )
        for kind, number in kinds.items()
    ]
    heads = ("Members", "different", "left out for other spellings", "queries", "not equal")
    equal = sum(each.equal for each in comparisons)
    empty = sum(not each.expected for each in comparisons)
    return (
        f"{equal:,} of {len(comparisons):,} conjunctions equal. {common:,} have a member of over "
        f"{COMMON:,} utterances in a city of 26 years, {empty:,} find nothing.\n\n"
        f"{table(heads, rows)}"
    )


def _kinds(comparison: Comparison) -> set[str]:
    return {member.kind for member in comparison.conjunction.members}


def _log(message: str) -> None:
    print(f"{perf_counter():.0f} {message}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
