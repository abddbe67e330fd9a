"""The table of fields: one row makes a field everywhere; a contradiction fails at import."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from index.fields import FIELDS, Choice, Field, _table
from index.minutes import Utterance
from tests.index.patched_fields import ROOT

FIRST_ROW = '    Field("body",'
SECTION = (
    '    Field("section", "節", Utterance, lambda utterance: utterance.section,'
    ' typed=("節", "section")),\n'
)


def patched(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Import the modules that use the fields, with a changed source of the table."""
    program = [sys.executable, "-m", "tests.index.patched_fields", *map(str, arguments)]
    return subprocess.run(program, check=False, capture_output=True, text=True, cwd=ROOT)


def test_one_row_makes_a_field_everywhere(tmp_path: Any) -> None:
    done = patched(FIRST_ROW, SECTION + FIRST_ROW, tmp_path / "store")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("head.committee", "head.comittee", "committee: value cannot be read of an empty"),
        ('"会派", "party"', '"会議", "party"', "party: typed name 会議 is of another field"),
        ('"witness": Choice', '"guest": Choice', "role: lacks a role of the model"),
        ('"year", "date"]', '"year", "date", "colour"]', "no type for fields of the kind colour"),
    ],
)
def test_a_table_that_contradicts_itself_cannot_be_imported(old: str, new: str, said: str) -> None:
    done = patched(old, new)
    assert done.returncode == 1
    assert said in done.stderr.splitlines()[-1]


def read(utterance: Utterance) -> str | None:
    return utterance.topic


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (Field("Topic", "主題", Utterance, read), "a to z"),
        (Field("page", "主題", Utterance, read), "another parameter"),
        (Field("topic", "", Utterance, read), "no label"),
        (Field("topic", "主題", Utterance, read, filters=False, facets=False), "neither"),
        (Field("topic", "主題", Utterance, read, typed=("主題",), filters=False), "counted"),
        (Field("topic", "主題", Utterance, read, "date"), "is counted as a year"),
        (Field("topic", "主題", Utterance, read, "choice"), "lacks choices"),
        (Field("topic", "主題", Utterance, read, choices={"a": Choice("あ", ())}), "its kind"),
        (Field("topic", "主題", Utterance, read, typed=("Topic",)), "not folded"),
        (Field("topic", "主題", Utterance, read, typed=("主" * 13,)), "too long"),
    ],
)
def test_a_row_that_contradicts_itself_is_refused(row: Field[Any], said: str) -> None:
    with pytest.raises(ValueError, match=f"index.fields: {row.name}: .*{said}"):
        _table(row)


def test_a_name_occurs_once_in_the_table() -> None:
    with pytest.raises(ValueError, match=r"topic: name is of another field"):
        _table(*[Field("topic", "主題", Utterance, read)] * 2)


@pytest.mark.parametrize(
    ("name", "given", "value"),
    [
        ("year", "２０２３", "2023"),
        ("year", "令和5年", None),
        ("role", "chair", "chair"),
        ("role", "議長", None),
        ("party", "みさき会", "みさき会"),
    ],
)
def test_a_given_value_is_read(name: str, given: str, value: str | None) -> None:
    assert FIELDS[name].parse_value(given) == value
