"""The forms searched for: some of every word are shown, the others folded."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.minutes import Meeting, Source, Utterance
from index.results import Form
from index.writer import open_writer
from webapp import create_app
from webapp.search import MIN_SHOWN_FORMS, group_forms

SOURCE = Source("kura.txt", "0" * 64)
TEXT = (
    "アンケート、アクセス、アイデア、アドバイス、アプリ、アピール、アパート、アジア、アート、"
    "アルバム、アニメ、アンテナと灯台。"
)
ENDS = "橋口道川池森町村島浜沢原"


def forms_of(word: str, count: int) -> list[Form]:
    return [Form(f"{word}{number}", 9 - number, word) for number in range(count)]


def test_few_forms_are_all_shown():
    forms = forms_of("鍵", MIN_SHOWN_FORMS)
    assert group_forms(forms, ()) == (tuple(forms), (), (), 0)


def test_a_word_of_many_forms_does_not_hide_another():
    many, few = forms_of("鍵", 30), forms_of("橋", 2)
    groups = group_forms([*many, *few], ())
    assert groups.shown == (*many[: MIN_SHOWN_FORMS - 2], *few)
    assert groups.folded == (("鍵", tuple(many[MIN_SHOWN_FORMS - 2 :])),)


def test_excluded_forms_and_opposites_are_not_folded():
    forms = [*forms_of("鍵", 30), Form("被鍵", 1, "鍵", "opposite", included=False)]
    groups = group_forms(forms, ("鍵20",))
    assert [form.form for form in groups.shown[MIN_SHOWN_FORMS:]] == ["鍵20", "被鍵"]


def test_parts_of_longer_words_are_folded_apart_unless_they_are_included():
    parts = [Form(f"心{number}鍵", 1, "鍵", "part", included=False) for number in range(3)]
    included = Form("手鍵", 1, "鍵", "part")
    forms = forms_of("鍵", 2)
    assert group_forms([*forms, included, *parts], ()) == ((*forms, included), (), tuple(parts), 3)


@given(st.lists(st.tuples(st.sampled_from("鍵橋道"), st.integers(1, 9)), unique=True))
def test_every_form_is_listed_once_and_in_order(drawn):
    forms = [Form(f"{word}{number}", number, word) for word, number in drawn]
    groups = group_forms(forms, ())
    folded = [form for _, group in groups.folded for form in group]
    assert sorted([*groups.shown, *folded], key=forms.index) == forms
    assert list(groups.shown) == [form for form in forms if form in groups.shown]
    assert len(groups.shown) == min(len(forms), MIN_SHOWN_FORMS)


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    home = tmp_path_factory.mktemp("forms")
    with open_writer(home) as writer:
        spoken = Utterance("m-u", "m", None, "speech", TEXT, SOURCE)
        writer.add(Meeting("m", "倉野町議会", "第1回", SOURCE, (spoken,)))
        writer.commit({})
    return create_app(home).test_client()


def test_many_forms_are_folded_and_each_can_be_left_out(client):
    page = client.get("/?q=ア*+灯台").text
    section = page[page.index('class="forms"') : page.index('class="list"')]
    shown, folded = section.split("<details>")
    listed = re.findall(r'class="form">(.*?)<', section)
    assert len(listed) == len(set(listed)) > MIN_SHOWN_FORMS
    assert "灯台" in re.findall(r'class="form">(.*?)<', shown)
    assert f"ほかに{len(listed) - MIN_SHOWN_FORMS}の表記" in folded
    assert section.count("除く<") == len(listed)
    assert "</h3>" not in folded


def test_a_word_that_is_only_part_of_others_can_be_taken_in(client):
    page = client.get("/?q=ート").text
    assert "別の語や数の一部としてだけあります" not in page
    page = client.get("/?q=イス").text
    assert "「イス」は、別の語や数の一部としてだけあります" in page
    assert "除いた表記をすべて戻す" not in page
    address = next(each for each in re.findall('href="([^"]*with=[^"]*)"', page))
    assert "見つかりませんでした" not in client.get(address.replace("&amp;", "&")).text
