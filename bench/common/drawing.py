"""Words, strings, nouns and searches drawn at random from texts; the same seed draws the same."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from random import Random
from typing import NamedTuple

from common.lines import Lines
from common.scan.characters import PARAGRAPH_END
from common.scan.members import is_quotable
from common.scan.tokens import MAX_CHARACTERS, tokenizer
from index.analysis.analyzer import Analyzer
from index.query import SearchRequest
from index.search import Searcher

Parameters = dict[str, str]

# Words without analysis: runs of kanji or of katakana.
_WORD = re.compile(r"[\u4e00-\u9fff]{2,6}|[\u30a1-\u30f6\u30fc]{3,}")
_NUMBER = re.compile(r"[0-9０-９一二三四五六七八九十]+[年月日人件%％％条回号]")
_KANA = re.compile(r"[ぁ-ん]{2,5}")
_ROLES = ("chair", "member", "official")
_TYPED_ROLES = (*_ROLES, "議長", "委員", "行政")
_MAX_TEXT_LENGTH = 3000

MIN_STRING_LENGTH, MAX_STRING_LENGTH = 2, 12
_MAX_TRIES = 8
_MAX_NOUNS_IN_COMPOUND = 4


def sample_texts(
    searcher: Searcher, random: Random, *, pages: int = 150, exchanges: int = 5
) -> list[str]:
    """The texts of `pages` × `exchanges`, from all over the collection of an index."""
    total = searcher.search(SearchRequest("", limit=0)).exchanges
    texts: list[str] = []
    for _ in range(pages):
        request = SearchRequest("", limit=exchanges, offset=random.randrange(total))
        for hit in searcher.search(request).hits:
            texts += [each.utterance.text[:_MAX_TEXT_LENGTH] for each in hit.utterances]
    return [text for text in texts if text.strip()]


def content_words(texts: Sequence[str]) -> list[str]:
    """The words of texts that are not particles, as often as they occur."""
    analyzer = Analyzer()
    return [
        token.form
        for text in texts
        for token in analyzer.analyze(text).tokens
        if token.content and token.key and len(token.form) > 1 and not token.form.isnumeric()
    ]


class Search(NamedTuple):
    """Parameters of /api/search or /api/ask, and the kind they were drawn as."""

    kind: str
    parameters: Parameters


class _TextSampler:
    """Draws words and strings of any of the texts."""

    def __init__(self, texts: Sequence[str], random: Random) -> None:
        self._texts = [text for text in texts if len(text) >= MAX_STRING_LENGTH]
        self.random = random

    def matches(self, pattern: re.Pattern[str], count: int = 1) -> list[str]:
        """Different matches of a pattern in one text."""
        while True:
            found = list(dict.fromkeys(pattern.findall(self.random.choice(self._texts))))
            if len(found) >= count:
                return self.random.sample(found, count)

    def words(self, count: int) -> list[str]:
        return self.matches(_WORD, count)

    def fields(self) -> dict[str, str | list[str]]:
        """The fields of the templates of searches."""
        return {
            "words": self.words(3),
            "string": self.string(),
            "kana": self.matches(_KANA)[0],
            "number": self.matches(_NUMBER)[0],
            "role": self.random.choice(_ROLES),
            "typed_role": self.random.choice(_TYPED_ROLES),
        }

    def string(self) -> str:
        """A string of one text that can be quoted."""
        while True:
            text = self.random.choice(self._texts)
            start = self.random.randrange(len(text) + 1)
            string = text[start : start + self.random.randint(2, 9)].strip()
            if len(string) > 1 and is_quotable(string):
                return string


_SEARCH_KINDS: dict[str, Parameters] = {
    "word": {"q": "{words[0]}"},
    "two words": {"q": "{words[0]} {words[1]}"},
    "three words": {"q": "{words[0]}　{words[1]}　{words[2]}"},
    "either": {"q": "{words[0]} OR {words[1]}"},
    "without": {"q": "{words[0]} -{words[1]}"},
    "string": {"q": '"{string}"'},
    "string and word": {"q": '"{string}" {words[0]}'},
    "character": {"q": "{words[0][0]}"},
    "kana": {"q": "{kana}"},
    "number": {"q": "{number}"},
    "beginning": {"q": "{words[0]:.2}*"},
    "inside": {"q": "*{words[0]}?"},
    "near": {"q": "{words[0]} 近傍/20 {words[1]}"},
    "role": {"q": "役割:{typed_role} {words[0]}"},
    "brackets": {"q": "({words[0]} OR {words[1]}) {words[2]}"},
    "filtered": {"q": "{words[0]}", "role": "{role}"},
    "newest": {"q": "{words[0]}", "sort": "newest"},
    "second page": {"q": "{words[0]}", "offset": "10"},
    "no synonyms": {"q": "{words[0]}", "synonyms": "0"},
    "sentence": {"q": "{words[0]}はどうなっていますか"},
}


def draw_searches(texts: Sequence[str], count: int, random: Random) -> list[Search]:
    """`count` searches, equally many of every kind."""
    sampler = _TextSampler(texts, random)
    kinds = list(_SEARCH_KINDS.items())
    return [
        Search(kind, {name: value.format_map(drawn) for name, value in parameters.items()})
        for number in range(count)
        for kind, parameters in [kinds[number % len(kinds)]]
        for drawn in [sampler.fields()]
    ]


def draw_words(texts: Sequence[str], count: int, random: Random) -> list[str]:
    """Different words; fewer where the texts have no more."""
    sampler = _TextSampler(texts, random)
    words = dict.fromkeys(sampler.words(1)[0] for _ in range(20 * count))
    return list(words)[:count]


def draw_word_queries(texts: Sequence[str], count: int, random: Random) -> list[str]:
    """Different queries of one word, or of two words of one text."""
    sampler = _TextSampler(texts, random)
    queries: dict[str, None] = {}
    while len(queries) < count:
        queries[" ".join(sampler.words(random.choice((1, 1, 2))))] = None
    return list(queries)


class String(NamedTuple):
    """A string of the texts; `aligned` if it begins and ends where words do."""

    text: str
    aligned: bool


def draw_strings(lines: Lines, count: int, seed: str) -> list[String]:
    """Different strings, in turn aligned to words of SudachiPy (mode A) and not.

    Every place of the collection is equally likely, and so is every length.
    """
    random = Random(seed)
    drawn: dict[str, String] = {}
    while len(drawn) < count:
        aligned = len(drawn) % 2 == 0
        paragraph = _random_paragraph(lines, random)
        begins = (word.begin() for word in tokenizer().tokenize(paragraph))
        boundaries = frozenset({len(paragraph), *begins})
        text = _draw_string(paragraph, boundaries, random, aligned=aligned)
        if text and text not in drawn:
            drawn[text] = String(text, aligned)
    return list(drawn.values())


def _draw_string(
    text: str, boundaries: frozenset[int], random: Random, *, aligned: bool
) -> str | None:
    """A string that can be quoted; None if a few tries draw none."""
    for _ in range(_MAX_TRIES if len(text) >= MIN_STRING_LENGTH else 0):
        start = random.randrange(len(text))
        end = start + random.randint(MIN_STRING_LENGTH, MAX_STRING_LENGTH)
        string = text[start:end]
        if end <= len(text) and is_quotable(string) and ({start, end} <= boundaries) == aligned:
            return string
    return None


def draw_nouns(lines: Lines, count: int | None, seed: str) -> list[str]:
    """Different nouns of two characters and more, and compounds of up to four of them.

    All of the texts if `count` is None; else of places drawn at random.
    """
    random = Random(seed)
    found: dict[str, None] = {}
    if count is None:
        for number in range(len(lines.ids)):
            for paragraph in lines.text(number).split(PARAGRAPH_END):
                found |= dict.fromkeys(_nouns(paragraph))
        return list(found)
    while len(found) < count:
        nouns = list(_nouns(_random_paragraph(lines, random)))
        found |= dict.fromkeys(random.sample(nouns, min(len(nouns), 2)))
    return list(found)[:count]


def _nouns(text: str) -> Iterator[str]:
    for sentence in re.findall("[^。]+。?", text):
        row: list[str] = []
        for word in tokenizer().tokenize(sentence[:MAX_CHARACTERS]):
            classes = word.part_of_speech()
            is_noun = classes[0] == "名詞" and classes[1] != "数詞"
            row = [*row, word.surface()][-_MAX_NOUNS_IN_COMPOUND:] if is_noun else []
            for first in range(len(row)):
                noun = "".join(row[first:])
                if len(noun) >= MIN_STRING_LENGTH and noun.isalnum():
                    yield noun


def _random_paragraph(lines: Lines, random: Random) -> str:
    """A paragraph of the texts, each as likely as it is long."""
    text = lines.text(bisect_right(lines.ends, random.randrange(lines.ends[-1])))
    at = random.randrange(len(text) + 1)
    start, end = text.rfind(PARAGRAPH_END, 0, at) + 1, text.find(PARAGRAPH_END, at)
    paragraph = text[start : end if end >= 0 else len(text)]
    return paragraph[:MAX_CHARACTERS]
