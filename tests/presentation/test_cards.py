"""A card shows the matches in their exchange, which it shortens where it is long."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.minutes import MeetingHead, Source, Utterance
from index.results import Found, Hit, Quote, Span
from presentation.cards import (
    MAX_EXCERPT,
    MAX_LINE,
    UtteranceExcerpt,
    make_card,
    newer_than_first,
    newest_of,
)

HEAD = MeetingHead("m1", "倉野市議会", "令和6年第1回定例会", 1, "2024-03-01")
SOURCE = Source("kura.txt", "0" * 64)


def hit(texts, matching, **more):
    found = tuple(
        Found(
            Utterance(f"u{n}", "m1", "e1", "question", text, SOURCE),
            (Span(0, 1),) if n in matching else (),
            matched=n in matching,
        )
        for n, text in enumerate(texts)
    )
    return Hit("e1", 1.0, HEAD, found, **more)


def dated(answers):
    """A hit for each date and score."""
    return [
        replace(hit("鍵", {0}), score=score, meeting=replace(HEAD, date=date))
        for date, score in answers
    ]


def outline(shown):
    return [
        each.utterance.id if isinstance(each, UtteranceExcerpt) else each for each in shown.excerpts
    ]


def length(excerpt):
    return sum(len(run.text) for each in excerpt.paragraphs for run in each.runs)


def test_a_short_exchange_is_shown_with_every_utterance():
    assert outline(make_card(hit("鍵庫蔵", {1}))) == ["u0", "u1", "u2"]


@pytest.mark.parametrize(
    ("turns", "matching", "shown"),
    [
        (9, {4}, ["u0", 2, "u3", "u4", "u5", 3]),
        (9, {0}, ["u0", "u1", 7]),
        (9, {8}, ["u0", 6, "u7", "u8"]),
        (6, {0, 3}, ["u0", "u1", "u2", "u3", "u4", "u5"]),
        (6, set(), ["u0", 5]),
    ],
)
def test_a_long_exchange_leaves_out_utterances_far_from_a_match(turns, matching, shown):
    made = make_card(hit(["鍵"] * turns, matching))
    assert outline(made) == shown
    assert sum(1 if isinstance(each, str) else each for each in shown) == turns


def test_an_utterance_without_a_match_is_one_line_in_a_long_exchange():
    texts = ["鍵" * 500 for _ in range(5)]
    shown = make_card(hit(texts, {1})).excerpts
    assert length(shown[0]) == MAX_LINE
    assert shown[0].is_cut
    assert MAX_LINE < length(shown[1]) <= MAX_EXCERPT


def bare(hit):
    """A hit of fields alone: what matches has no highlights."""
    return replace(hit, utterances=tuple(replace(f, highlights=()) for f in hit.utterances))


def test_a_match_of_fields_alone_is_shown_beside_the_question():
    shown = make_card(bare(hit(["鍵" * 500 for _ in range(9)], {4}))).excerpts
    assert [each if isinstance(each, int) else each.utterance.id for each in shown] == [
        *("u0", 2, "u3", "u4", "u5"),
        3,
    ]
    assert length(shown[3]) == MAX_EXCERPT


def test_a_long_exchange_matched_whole_by_a_filter_is_shortened():
    assert outline(make_card(bare(hit(["鍵"] * 9, set(range(9)))))) == ["u0", 8]


def test_the_first_match_leads():
    assert hit("鍵庫蔵", {1, 2}).lead.id == "u1"
    assert hit("鍵庫蔵", set()).lead.id == "u0"


def test_a_quote_without_its_utterance_is_left_out():
    made = make_card(hit("鍵庫", {0}, quotes=(Quote("u1", 0, 1, "庫"), Quote("gone", 0, 1, "無"))))
    assert [(quoted.quote.text, quoted.utterance.id) for quoted in made.quotes] == [("庫", "u1")]


def test_the_words_of_the_question_are_marked_in_a_quote_but_no_part_of_another_word():
    text = "区民は区の鍵と\n鍵庫を使う。"
    spans = tuple(Span(n, n + 1) for n, sign in enumerate(text) if sign in "区鍵")
    found = Found(Utterance("u0", "m1", "e1", "answer", text, SOURCE), spans, matched=True)
    quote = Quote("u0", 3, len(text), text[3:])
    (quoted,) = make_card(Hit("e1", 1.0, HEAD, (found,), (quote,))).quotes
    runs = [run for paragraph in quoted.paragraphs for run in paragraph.runs]
    assert "".join(run.text for run in runs) == text[3:].replace("\n", "")
    assert [run.text for run in runs if run.marked] == ["区", "鍵"]


@pytest.mark.parametrize(
    ("answers", "newest"),
    [
        ([("2019-03-01", 4.0), ("2024-03-01", 3.8), ("2024-03-01", 3.7)], 2),
        ([("2024-03-01", 4.0), ("2019-03-01", 3.8)], 1),
        ([("2024-03-01", 4.0), ("2019-03-01", 2.0)], 1),
        # What fits less is not called the newest answer, nor is what is older.
        ([("2019-03-01", 4.0), ("2021-03-01", 3.8), ("2024-03-01", 2.0)], None),
        ([("2019-03-01", 4.0), (None, 3.9), ("2018-03-01", 3.8)], 1),
        ([("2019-03-01", 4.0), ("2024-03-01", 2.0)], None),
        # In the order of their days, the first may be the worst.
        ([("2024-03-01", 2.0), ("2019-03-01", 4.0)], None),
        ([("2019-03-01", 2.0), ("2023-03-01", 4.0), ("2024-03-01", 2.0)], None),
        ([("2019-03-01", 4.0), ("2019-03-01", 3.9)], None),
        ([(None, 4.0), (None, 3.9)], None),
        ([], None),
    ],
)
def test_the_newest_is_of_those_that_answer_about_as_well(answers, newest):
    assert newest_of(dated(answers)) == newest


@pytest.mark.parametrize(
    ("answers", "newer"),
    [
        ([("2019-03-01", 4.0), ("2024-03-01", 3.2), ("2024-03-01", 3.1)], 2),
        ([("2019-03-01", 4.0), ("2021-03-01", 3.8), ("2024-03-01", 2.0)], 2),
        ([("2024-03-01", 4.0), ("2019-03-01", 3.8)], None),
        ([("2024-03-01", 4.0), ("2024-06-01", 3.8)], None),
        ([(None, 4.0), ("2024-06-01", 3.8)], None),
        ([], None),
    ],
)
def test_a_page_leads_to_the_latest_answer_that_is_of_a_later_year_than_the_first(answers, newer):
    assert newer_than_first(dated(answers)) == newer
