"""A question → its words, the time that it names, and what officials say instead of its words."""

from __future__ import annotations

import pytest

from index.analysis.analyzer import Analyzer
from index.analysis.everyday_words import EverydayWords, read_table
from index.query_parser import Question, Recency, asks, read_question

ANALYZER = Analyzer()
OLDEST, NEWEST = 20_030_401, 20_260_331


def read(question: str) -> Question:
    return read_question(question, ANALYZER, OLDEST, NEWEST)


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("渡し舟の船頭は何人か（2012年）", 20_120_101, 20_121_231),
        ("平成16年度の橋の予算はいくらか", 20_040_401, 20_050_331),
        ("２０１５年３月に水門を直したのか", 20_150_301, 20_150_331),
        ("令和五年六月一日の式典は", 20_230_601, 20_230_601),
        ("去年の祭りに何人来たか", 20_250_101, 20_251_231),
        ("10年前の渡し賃はいくらか", 20_160_101, 20_161_231),
        # Today is compared with it.
        ("渡し舟の客は10年前と比べて増えたか", 0, 0),
        ("平成20年より渡し賃は上がったか", 0, 0),
        # The last counts.
        ("平成20年の計画は平成25年にどうなったか", 20_130_101, 20_131_231),
        # Before the first meeting, and after the last: the matter itself.
        ("昭和50年に架けた橋は", 0, 0),
        ("2040年までに橋をいくつ直すか", 0, 0),
        ("橋を渡るのに何年かかるか", 0, 0),
    ],
)
def test_a_year_in_a_question_is_a_time(question: str, first: int, last: int) -> None:
    time = read(question).time
    assert (time.first, time.last) == (first, last)
    assert all("年" in question[start:end] for start, end in time.spans)


def test_a_time_is_no_word_unless_there_is_no_other() -> None:
    assert read("渡し舟の船頭（2012年）").words == ("渡し舟", "船頭")
    assert read("2040年の渡し舟").words == ("2040年", "渡し舟")
    assert "平成20年" in read("平成20年は").words


def test_without_dates_no_time_is_named() -> None:
    assert read_question("去年の渡し舟", ANALYZER, 0, 0).time.first == 0


@pytest.mark.parametrize(
    ("question", "recency"),
    [
        ("渡し舟は今何艘あるか", "today"),
        ("最近の渡し舟の客は", "today"),
        ("渡し舟はいつから出るか", "today"),
        ("渡し舟の客が減ったのはなぜか", "today"),
        ("渡し賃はいくらですか", "present"),
        ("渡し舟はどこから出ているの？", "present"),
        ("また渡し舟に乗れるか", "present"),
        ("渡し舟は何艘造られたか", "any"),
        ("渡し舟をやめたのはなぜですか", "any"),
        ("渡し舟をやめた理由", "any"),
        ("渡し舟の客は何人でしたか？", "any"),
        # Titles.
        ("今後の渡し舟について", "any"),
        ("渡し舟の今回の値上げ", "any"),
    ],
)
def test_a_question_may_ask_of_what_is_still_so(question: str, recency: Recency) -> None:
    assert read(question).time.recency == recency


@pytest.mark.parametrize(
    ("question", "words"),
    [
        # What is counted is not in the answer.
        ("船頭は何人いくつの橋を渡るか", ("船頭", "橋", "渡る")),
        ("20代の船頭は50人いるか", ("20代", "船頭", "50人")),
        ("補助26号線の橋", ("補助", "26号線", "橋")),
        ("町の「すいすいさん」とは", ("町", "すいすいさん")),
    ],
)
def test_words_of_a_question(question: str, words: tuple[str, ...]) -> None:
    read_words = read(question).words
    assert set(words) <= set(read_words)
    assert not any(word.startswith(("何", "いく")) for word in read_words)


def test_a_title_asks_nothing() -> None:
    assert read("渡し舟の運航の改善について").is_title
    assert not read("渡し舟の運航を改善するのはなぜ").is_title
    assert not read("渡し舟は改善されるか（2012年）").is_title
    assert not read("渡し舟の揺れに困っています。").is_title
    assert not read("渡し舟に乗りたい").is_title


def test_what_officials_say_is_found_for_the_words_of_an_expression() -> None:
    rows = [
        "水につかる/水があふれる,浸水/冠水",
        "水,用水",
        "建て替える,改築",
        "店のごみ,事業系ごみ",
    ]
    everyday = EverydayWords(ANALYZER.analyze, rows)

    def find(text: str) -> dict[str, tuple[str, ...]]:
        return {each.typed: each.official for each in everyday.find(ANALYZER.analyze(text).tokens)}

    # However it is inflected, and with a word between; the longest expression counts.
    assert find("家を建て替えたい") == {"建て替えたい": ("改築",)}
    assert find("道が水につかるか") == {"水につかる": ("浸水", "冠水")}
    assert find("お店から出るごみはどこへ") == {"お店から出るごみ": ("事業系ごみ",)}
    assert find("水を引く") == {"水": ("用水",)}
    assert find("道がつかる") == {}
    assert find("水の町で長く人がつかる") == {"水": ("用水",)}


def test_an_expression_is_not_found_for_what_is_meant_otherwise() -> None:
    rows = [
        "学校に行けない,不登校",
        "死にたい,自殺対策",
        "小さな店,個店",
        "使う,利用",
        "払えない人,滞納",
        "終わる,終了",
    ]
    everyday = EverydayWords(ANALYZER.analyze, rows)

    def find(text: str) -> list[str]:
        return [each.typed for each in everyday.find(ANALYZER.analyze(text).tokens)]

    # With and without a negation, a wish and an adjective.
    assert find("学校に行けなくなった子") == ["学校に行けなくなった"]
    assert find("学校に行きたくない子") == ["学校に行きたくない"]
    assert find("学校に行く子のいない町") == find("人が死んだ川") == find("店の前") == []
    assert find("死にたくなる人") == ["死にたくなる"]
    # A stem in a compound verb is not the verb, and the whole of what was typed is told.
    assert find("使い切る") == find("使い道") == find("書き終わる") == []
    assert find("式が終わる") == ["終わる"]
    assert find("橋を使われない") == ["使われない"]
    assert find("税を払えなかった人の町") == ["払えなかった人"]


def test_words_typed_as_one_are_said_by_what_officials_say_for_all() -> None:
    everyday = EverydayWords(ANALYZER.analyze, ["渡船場が閉まる,休止"])
    (found,) = everyday.find(ANALYZER.analyze("渡船場は閉まるのか").tokens)
    assert {"渡船場", "閉まる"} <= set(found.words)


def test_every_expression_of_the_table_is_found_as_it_is_written() -> None:
    everyday = EverydayWords(ANALYZER.analyze, read_table())
    for row in read_table():
        expressions, official = (side.split("/") for side in row.split(","))
        assert all(official)
        for expression in expressions:
            found = everyday.find(ANALYZER.analyze(expression).tokens)
            assert any(set(official) <= set(each.official) for each in found), expression


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("渡し舟はどこから出ますか", True),
        ("渡し賃はいくら", True),
        ("船頭は誰", True),
        ("渡し舟をいくつも造ったのは、なぜ", True),
        ("渡し舟の音で眠れません。", True),
        ("渡し舟に乗りたい", True),
        ("渡し舟が止まった理由", True),
        ("渡し舟が消えた！？", True),
        ("どんな渡し舟", True),
        ("渡し舟の予算は何億円", True),
        ("渡し舟が休むのは何曜日", True),
        ("渡し舟などの船", False),
        ("誰でも乗れる渡し舟", False),
        ("どこか静かな渡し場", False),
        ("いつまでも続く渡し舟", False),
        ("誰にでも優しい渡し舟", False),
        ("どこからも遠い渡し場", False),
        ("渡し舟の廃止について", False),
        ("渡し舟", False),
    ],
)
def test_what_asks_is_told_from_titles_and_words(text: str, expected: bool) -> None:
    assert asks(text, ANALYZER.analyze(text).tokens) is expected
