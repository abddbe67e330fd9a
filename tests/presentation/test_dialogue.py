"""Around a quote are the question that it answers and more of the answer, in order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.minutes import Kind, Source, Utterance
from index.results import Found, Quote, Span
from presentation.dialogue import SpeechPart, dialogue

SOURCE = Source("kura.txt", "0" * 64)
FERRY = "次に、渡し船の運賃について伺います。渡し船の運賃は上がりますか。\n"
LIGHT = "次に、灯台の改修について伺います。灯台の改修はいつ終わりますか。\n"
FARE = "渡し船の運賃についてのご質問でございます。運賃は百円でございます。"


def found(*said: tuple[Kind, str], marked: str = "運賃") -> list[Found]:
    return [
        Found(
            Utterance(f"u{n}", "m1", "e1", kind, text, SOURCE),
            (Span(text.index(marked), text.index(marked) + 2),) if marked in text else (),
            matched=marked in text,
        )
        for n, (kind, text) in enumerate(said)
    ]


def shown(hit: list[Found], *words: tuple[int, str]) -> list[tuple[str, str, int]]:
    quotes = []
    for number, quoted in words:
        text = hit[number].utterance.text
        start = text.index(quoted)
        quotes.append(Quote(f"u{number}", start, start + len(quoted), quoted))
    return [told(part) for part in dialogue(hit, quotes)]


def told(part: SpeechPart) -> tuple[str, str, int]:
    return part.utterance.id, part.utterance.text[slice(*part.window)], part.passed


def test_the_question_comes_before_the_answer_and_what_is_between_is_counted() -> None:
    hit = found(
        ("question", "前の橋です。"),
        ("answer", "直します。"),
        ("question", "運賃はいくらですか。"),
        ("comment", "静かに。"),
        ("answer", FARE),
        ("question", "後の橋です。"),
    )
    assert shown(hit, (4, "運賃は百円でございます。")) == [
        ("u2", "運賃はいくらですか。", 2),
        ("u4", FARE, 1),
    ]


def test_of_many_subjects_only_the_one_that_is_quoted_is_shown() -> None:
    # Long enough to have contents.
    question = LIGHT + "灯台は古いものです。" * 60 + "\n" + FERRY
    answer = (
        f"灯台の改修についてのご質問でございます。春に終わります。\n{FARE}" + "船は古いです。" * 160
    )
    hit = found(("question", question), ("answer", answer))
    (asks, asked, _), (answers, said, _) = shown(hit, (1, "運賃は百円でございます。"))
    assert (asks, answers) == ("u0", "u1")
    assert asked == FERRY.strip()
    assert said.startswith(FARE)
    assert "灯台" not in said
    assert said.endswith("船は古いです。")
    assert len(said) < 700


def test_of_a_long_question_the_passage_with_the_words_that_are_sought_is_shown() -> None:
    question = "挨拶を申し上げます。" * 90 + "\n" + FERRY
    hit = found(("question", question), ("speech", "静かに。"), ("answer", "百円です。"))
    (_, asked, _), _ = shown(hit, (2, "百円です。"))
    assert asked == FERRY.strip()


def test_other_speeches_that_are_quoted_are_shown_too() -> None:
    hit = found(
        ("question", "運賃はいくらですか。"), ("answer", FARE), ("answer", "運賃は安いです。")
    )
    assert [
        part[0] for part in shown(hit, (2, "運賃は安いです。"), (1, "運賃は百円でございます。"))
    ] == [*("u0", "u1", "u2")]


def test_what_nobody_asked_is_shown_alone() -> None:
    hit = found(("speech", "開会します。"), ("report", "運賃は百円です。"))
    assert shown(hit, (1, "運賃は百円です。")) == [("u1", "運賃は百円です。", 1)]


SAID = st.lists(
    st.sampled_from([LIGHT, FERRY, FARE, "船は古いです。" * 40, "\n", "　", "？", "「橋」"]),
    min_size=1,
    max_size=12,
).map("".join)


@given(
    st.lists(
        st.tuples(st.sampled_from(["question", "answer", "comment"]), SAID), min_size=1, max_size=5
    ),
    st.data(),
)
def test_a_quote_is_always_within_what_is_shown(
    said: list[tuple[Kind, str]], data: st.DataObject
) -> None:
    hit = found(*said)
    number = data.draw(st.integers(0, len(said) - 1))
    text = said[number][1]
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    parts = list(dialogue(hit, [Quote(f"u{number}", start, end, text[start:end])]))
    (quoted,) = (part for part in parts if part.utterance.id == f"u{number}")
    assert quoted.window.start <= start < end <= quoted.window.end
    assert [part.utterance.id for part in parts] == sorted(part.utterance.id for part in parts)
    assert sum(part.passed + 1 for part in parts) <= len(hit)
