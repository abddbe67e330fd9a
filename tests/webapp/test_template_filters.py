"""A text as HTML: escaped, marked, and nothing added."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st
from jinja2.nodes import EvalContextModifier

from presentation import snippets
from webapp.template_filters import paragraphs_html, text_html

spans = st.lists(st.tuples(st.integers(-5, 400), st.integers(-5, 400)), max_size=8)


class Reader(HTMLParser):
    """Reads HTML back: its paragraphs' text, and every tag it met."""

    def __init__(self):
        super().__init__()
        self.paragraphs, self.tags = [], set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag == "p":
            self.paragraphs.append("")

    def handle_data(self, data):
        if self.paragraphs and data != "\n":
            self.paragraphs[-1] += data


@given(st.text(alphabet="<>&\"'/=abc鍵庫;#"), spans)
def test_html_holds_exactly_the_text(text, found):
    reader = Reader()
    reader.feed(str(text_html(text, found)))
    reader.close()
    assert reader.paragraphs == text.split("\n")
    assert reader.tags <= {"p", "mark"}


@given(st.text(alphabet="<>&\"'/abc鍵庫\n"))
def test_a_text_without_marks_is_the_same_either_way(text):
    assert text_html(text) == paragraphs_html(snippets.whole(text))


def test_no_template_changes_how_text_is_escaped(app):
    """Threads share the context of imported macros, so such a change reaches other pages."""
    environment = app.jinja_env
    assert environment.parse("{% autoescape false %}{% endautoescape %}").find(EvalContextModifier)
    names = [name for name in environment.list_templates() if name.endswith(".html")]
    assert "results.html" in names
    for name in names:
        source, _, _ = environment.loader.get_source(environment, name)
        assert environment.parse(source).find(EvalContextModifier) is None, name
