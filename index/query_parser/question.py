"""A question in a sentence, or a phrase → the words and the time that say what it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import dropwhile, pairwise
from typing import TYPE_CHECKING, NamedTuple

from index.analysis.normalization.folding import nfkc_casefold
from index.analysis.numbers import number_key
from index.query_parser.parser import MAX_QUERY_LENGTH
from index.query_parser.question_time import AskedTime, read_time

if TYPE_CHECKING:
    # Loads Sudachi, which the query language does not need.
    from index.analysis.analyzer import Analyzer
    from index.analysis.everyday_words import Replacement
    from index.analysis.tokens import Analysis, Token

# As token keys.
_INTERROGATIVES = frozenset(
    nfkc_casefold(word)
    for line in (
        "何 何れ 何処 何時 誰 幾つ 幾ら 如何 如何に 何故 どう どの どういう いつ どこ",
        "どちら どっち どなた どれ どんな いくつ",
    )
    for word in line.split()
)
# Words that make a sentence a question, or that any sentence may have; as token keys.
QUESTION_WORDS = _INTERROGATIVES | frozenset(
    nfkc_casefold(word)
    for line in (
        "為る 居る 有る 成る 其れ 此れ 其の 此の 無い",
        "事 物 為 様 よう 等 的 御 べし 化 性",
    )
    for word in line.split()
)
# Words that are used only if a question has no others; as token keys.
WEAK_WORDS = frozenset(
    nfkc_casefold(word)
    for line in (
        "訳 質問 答弁 問い 問う 言う 出来る 行く 来る 置く 下さる 頂く 教える 知る 思う 考える",
        "伺う 聞く 述べる 答える 付く 就く つく 於く おく よる 対する 関する 因る 取る 見る",
        "遣る 持つ 出る 者 方 点 場合 良い",
    )
    for word in line.split()
)
_MAX_WORDS = 32
_KANA = re.compile("[ぁ-ゖ]")
# What asks for a number or a name is not in the answer: 何人, 何割, いくつ.
_ASKS = re.compile("何|幾|いく[つら]")
# The end of a question or a request, or of what is said to somebody: titles are not polite, so
# 犬のふんで困っています asks what is done.
_ASKING = re.compile(
    r"[?？]|(?:いく[つら]|か|の|かね|かな|かしら|のは|とは|わけ|訳|理由"
    r"|(?:くだ|下)さい|(?:教|おし)えて|[欲ほ]しい|たい|(?:ま|で)す|ません|(?:まし|でし)た)"
    r"[\s。．、,.!！…]*$"
)
# An interrogative with what it counts, as a token key: 何億円, 何曜日.
_ASKED_COUNT = re.compile("何(?:[0-9]+|曜)")
# What follows an interrogative that asks nothing, as token keys: 誰も, 誰にでも, いつまでも.
_BEFORE_INDEFINITE = frozenset(("に", "へ", "と", "から", "まで"))
_INDEFINITE = (("も",), ("で", "も"), ("だ", "も"))
# A name as it is quoted.
_QUOTED = re.compile('[「『“"]([^「」『』“”"]{2,20})[」』”"]')


class Question(NamedTuple):
    """What a question asks: its words, as typed and in their order, and the time that it names.

    `nouns` are those of the words that are nouns where they stand, `replaced` the expressions that
    minutes may have other words for. `is_title` if it asks nothing: it is the title of a question
    or a debate, or a few words.
    """

    words: tuple[str, ...]
    time: AskedTime
    is_title: bool
    nouns: frozenset[str]
    replaced: tuple[Replacement, ...]

    def official(self, word: str) -> tuple[str, ...]:
        """The words that minutes may have for one of the words."""
        return tuple(
            dict.fromkeys(
                said for each in self.replaced if word in each.words for said in each.official
            )
        )


def read_question(question: str, analyzer: Analyzer, oldest: int, newest: int) -> Question:
    """Read a question about minutes between two days (YYYYMMDD).

    Of a question of nothing but a time, that is the word.
    """
    question = question[:MAX_QUERY_LENGTH]
    time = read_time(question, oldest, newest)
    untimed = time.without(question)
    analysis = analyzer.analyze(untimed)
    words = _words_of(analysis, analyzer)
    is_title = not asks(untimed, analysis.tokens)
    if is_title and time.recency == "present":
        # Without a verb, it is of any time.
        time = time._replace(recency="any")
    whole = analyzer.analyze(question) if time.spans else analysis
    replaced = analyzer.everyday_words.find(whole.tokens)
    if words:
        quoted = (found.strip() for found in _QUOTED.findall(question))
        told = dict.fromkeys((*words, *(each for each in quoted if each)))
        words = tuple(word for word in told if not _ASKS.match(word)) or words
    else:
        words = _words_of(whole, analyzer)
    endings = tuple(analyzer.nouns(question))
    nouns = frozenset(word for word in words if word.endswith(endings))
    return Question(words, time, is_title, nouns, replaced)


def asks(text: str, tokens: Sequence[Token]) -> bool:
    """True for a question, a request or a sentence said to somebody; false for a title or words."""
    if _ASKING.search(text):
        return True
    keys = [token.key for token in tokens if token.key]
    return any(
        (key in _INTERROGATIVES or _ASKED_COUNT.fullmatch(key)) and not _is_indefinite(keys[at:])
        for at, key in enumerate(keys, 1)
    )


def _is_indefinite(following: Sequence[str]) -> bool:
    """Whether what follows an interrogative, as token keys, makes it ask nothing."""
    if following[:1] == ["か"]:
        # 何か at the end is a question, which is found by that.
        return True
    rest = tuple(dropwhile(_BEFORE_INDEFINITE.__contains__, following))
    return any(rest[: len(each)] == each for each in _INDEFINITE)


def phrase_words(phrase: str, analyzer: Analyzer) -> tuple[str, ...]:
    """The words that particles join to a phrase (公園の禁煙), two or more; none of another text."""
    tokens = analyzer.analyze(phrase[:MAX_QUERY_LENGTH]).tokens
    if all(token.content for token in tokens if token.key):
        return ()
    words = widest(question_words(phrase, analyzer))
    return words if len(words) > 1 else ()


def widest(words: Sequence[str]) -> tuple[str, ...]:
    """The words that no other contains: beside 個人情報, its part 個人 says nothing more."""
    return tuple(word for word in words if not any(word in each and word != each for each in words))


def question_words(question: str, analyzer: Analyzer) -> tuple[str, ...]:
    """The words of a question that say what it is about, as typed, in their order; at most 32."""
    return _words_of(analyzer.analyze(question[:MAX_QUERY_LENGTH]), analyzer)


def _words_of(analysis: Analysis, analyzer: Analyzer) -> tuple[str, ...]:
    covered: set[int] = set()
    words: dict[str, int] = {}
    weak: dict[str, int] = {}
    spans = sorted((start - end, start, end) for start, end, _, _ in analysis.compounds)
    compounds = [span[1:] for span in spans]
    for start, end in (
        *_named(compounds, analysis.tokens),
        *compounds,
        *_counted(analysis.tokens, analyzer),
    ):
        if covered.isdisjoint(range(start, end)):
            covered.update(range(start, end))
            words["".join(token.form for token in analysis.tokens[start:end])] = start
    for position, token in enumerate(analysis.tokens):
        # A part of a longer word is searched for too, unless it says little by itself:
        # one character, half of a verb (持ち + 込む), or a number (13 + 時).
        part_says = (
            len(token.form) > 1 and not _KANA.search(token.form) and not number_key(token.form)
        )
        worth = position not in covered or part_says
        if worth and token.content and token.key and token.key not in QUESTION_WORDS:
            (weak if token.key in WEAK_WORDS else words).setdefault(token.form, position)
    listed = words or weak
    return tuple(sorted(listed, key=lambda word: listed[word]))[:_MAX_WORDS]


def _counted(tokens: Sequence[Token], analyzer: Analyzer) -> Iterator[tuple[int, int]]:
    """The numbers with what they count: 13時, 第1回."""
    for at, (number, unit) in enumerate(pairwise(tokens)):
        if number_key(number.form) and analyzer.is_counter(unit.form):
            ordinal = at > 0 and tokens[at - 1].form == "第"
            yield at - ordinal, at + 2


def _named(
    compounds: Sequence[tuple[int, int]], tokens: Sequence[Token]
) -> Iterator[tuple[int, int]]:
    """The numbers with a compound behind them, which name one thing together: 26号線."""
    for start, end in compounds:
        if start and number_key(tokens[start - 1].form):
            yield start - 1, end
