"""Notes on how a query was answered, in Japanese."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from index.fields import FIELDS
from index.results import Note, NoteCode

# By code, from the parameters that index.results lists beside it.
_NOTE_TEXTS: Mapping[NoteCode, Callable[..., str]] = {
    "query_truncated": "検索語が長いため、はじめの{}文字で検索しました。".format,
    "words_truncated": "語が多いため、はじめの{}語で検索しました。".format,
    "unclosed_quotation": lambda: (
        "引用符が閉じていないため、終わりまでを一つの文字列として検索しました。"
    ),
    "unreadable_period": "期間「{}」は読み取れないため、期間を限らずに検索しました。".format,
    "near_without_words": lambda: (
        "NEAR（近傍）の両側には、言葉か、かっこの中で OR でつないだ言葉を置いてください。"
        "ここでは両方を含むものを検索しました。"
    ),
    "read_as_question": (
        "文として読み、答えているやりとりを示します。"
        '文字の並びそのものを検索するには、引用符で囲んでください： "{}"'
    ).format,
    "query_without_words": lambda: "探す言葉がないため、すべての発言を示します。",
    "word_split": lambda word, *parts: (
        f"「{word}」は見つからないため、{_quoted(parts)}に分けました。"
    ),
    "forms_within_result": lambda *words: (
        f"{_quoted(words)}の表記ごとの件数は、全体ではなく、結果を求めるのに調べた範囲のものです。"
    ),
    "compounds_included": (
        "「{}」はよくある言葉のため、どの語の一部であるかによって分けずに数えています。"
    ).format,
    "parts_unlisted": (
        "「{0}」はよくある言葉のため、長い語や数の一部であるものは示していません。"
        'それも探すには、引用符で囲んでください： "{0}"'
    ).format,
    "pattern_forms_limited": (
        "「{}」に当てはまる表記が多いため、件数の多い{}の表記だけを一覧に示します。"
        "検索は、当てはまるすべての表記でしました。"
    ).format,
    "headings_only": lambda: "議題などの見出しにだけある言葉です。その下の発言を示します。",
    "time_preferred": (
        "{}の会議を先に示しています。時期を問わないときは「{}」と尋ねてください。"
    ).format,
    "word_without_match": "「{}」は会議録にありません。".format,
    "said_otherwise": lambda typed, *others: (
        f"「{typed}」は、ほかの言い方（{'、'.join(others)}）でも探しました。"
    ),
    "not_answered": lambda: (
        "この質問に答えている発言は見つかりませんでした。示しているのは、内容の近い発言です。"
    ),
    "ordered_by_meaning": lambda: (
        "言葉が違っていても、質問と意味の近い文がある発言を先に示しています。"
    ),
    "field_absent": lambda field: f"この会議録には{FIELDS[field].label}の記載がありません。",
    "field_without_match": lambda field, value: (
        f"{FIELDS[field].label}「{value}」に当てはまる発言はありません。"
    ),
    "filter_ignored": lambda field, value: (
        f"{FIELDS[field].label}「{value}」は使えないため、絞り込みから外しました。"
    ),
    "values_limited": (
        "「{}」に指定できるのは{}個まで、それぞれ{}文字までです。ほかは使っていません。"
    ).format,
    "parameter_unknown": "「{}」という指定はないため、使っていません。".format,
    "parameter_repeated": "「{}」が二つ以上あるため、はじめのものだけを使いました。".format,
    "parameter_replaced": "「{}」の値「{}」は使えないため、{}としました。".format,
    "sort_ignored": "並べ方「{}」は使えないため、関連度の高い順に並べました。".format,
}


def note_text(note: Note) -> str:
    return _NOTE_TEXTS[note.code](*note.params)


def _quoted(words: tuple[str, ...]) -> str:
    return "".join(f"「{word}」" for word in words)
