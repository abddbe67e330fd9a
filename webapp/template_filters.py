"""What the templates may call: labels, texts as HTML, and addresses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from flask import Flask, g
from markupsafe import Markup, escape
from werkzeug.local import LocalProxy

from index.minutes import Kind, MeetingHead, Utterance
from index.passages import paragraph_digest
from index.query import SearchRequest
from index.results import Span
from presentation import labels, quotations, snippets
from presentation.dialogue import SpeechPart
from presentation.labels import SpeakerLabel
from presentation.notes import note_text
from presentation.snippets import SnippetParagraph
from presentation.subjects import NO_SUBJECT
from presentation.years import narrow_bars
from webapp import urls
from webapp.collection import collection
from webapp.searcher import searcher

GAP = '<span class="gap">…</span>'


def register(app: Flask) -> None:
    # The same few people speak on page after page.
    @lru_cache(maxsize=1024)
    def who_html(kind: Kind, speaker: SpeakerLabel | None, person: str | None) -> Markup:
        template = app.jinja_env.get_template("_utterance.html")
        html: Markup = vars(template.module)["who_html"](kind, speaker, person)
        return html

    app.jinja_env.filters.update(
        agenda_label=labels.agenda_label,
        attendee_label=labels.attendee_label,
        day=labels.day_label,
        era_date=labels.era_date,
        line=_line_html,
        meeting_label=labels.meeting_label,
        meeting_name=labels.meeting_name,
        note_text=note_text,
        number=lambda value: f"{value:,}",
        official_url=labels.official_url,
        one_line=_one_line_html,
        paragraphs=paragraphs_html,
        source_label=labels.source_label,
        speaker_name=labels.speaker_name,
        text=text_html,
        utterance_label=labels.utterance_label,
        who=lambda utterance: who_html(
            utterance.kind,
            labels.speaker_label(utterance),
            utterance.person and urls.person_url(utterance.person),
        ),
        year_and_day=labels.year_and_day,
    )
    app.jinja_env.globals.update(
        BASIS_LABELS=labels.BASIS_LABELS,
        FIELD_LABELS=labels.FIELD_LABELS,
        KIND_LABELS=labels.KIND_LABELS,
        NO_SUBJECT=NO_SUBJECT,
        SORT_LABELS=labels.SORT_LABELS,
        SUGGESTION_LABELS=labels.SUGGESTION_LABELS,
        collection=LocalProxy(collection),
        exchange_url=urls.exchange_url,
        filter_label=_filter_label,
        first_line=snippets.first_line,
        hours_label=labels.hours_label,
        advanced_url=urls.advanced_url,
        meeting_url=urls.meeting_url,
        narrow_bars=narrow_bars,
        meetings_url=urls.meetings_url,
        people_url=urls.people_url,
        person_url=urls.person_url,
        attribution=_attribution,
        page_anchors=PageAnchors,
        permanent_url=urls.permanent_url,
        public_url=urls.public_url,
        quotation=_quotation,
        both_quotations=_both_quotations,
        said=said_html,
        search_name=search_name,
        results_url=urls.results_url,
        search_url=urls.search_url,
        speeches_urls=urls.speeches_urls,
        static_url=urls.static_url,
        table_url=urls.table_url,
    )


def text_html(text: str, spans: Sequence[Span] = (), window: Span | None = None) -> Markup:
    """A text as HTML, or the passage of it in `window`, with the spans marked."""
    if window:
        return paragraphs_html(snippets.passage(text, spans, window))
    if spans:
        return paragraphs_html(snippets.whole(text, spans))
    # Most texts of a meeting have no marks: the same HTML, made faster.
    lines = str(escape(text)).replace("\n", "</p>\n<p>")
    return Markup(f"<p>{lines}</p>")


class PageAnchors:
    """Gives each paragraph and each mark of a page an id of its own."""

    def __init__(self) -> None:
        self.marks: list[str] = []
        self._marks_of: Counter[str] = Counter()
        self._paragraphs: Counter[str] = Counter()

    def mark(self, utterance: str) -> str:
        """The number of the mark in its speech, so that a list of results can lead to the first."""
        self._marks_of[utterance] += 1
        self.marks.append(f"match-{utterance}-{self._marks_of[utterance]}")
        return self.marks[-1]

    def paragraph(self, utterance: str, words: str) -> str:
        """By its words, so that it stays when other paragraphs are corrected."""
        anchor = f"{utterance}-p{paragraph_digest(words)}"
        self._paragraphs[anchor] += 1
        times = self._paragraphs[anchor]
        return f"{anchor}-{times}" if times > 1 else anchor


def said_html(
    utterance: Utterance, spans: Sequence[Span], anchors: PageAnchors, window: Span | None = None
) -> Markup:
    """A speech, or a passage of it, with an address for each paragraph and each mark."""
    text = utterance.text
    shown = snippets.passage(text, spans, window) if window else snippets.whole(text, spans)
    return Markup("\n".join(_addressed_html(utterance.id, each, anchors) for each in shown))


def _addressed_html(identifier: str, paragraph: SnippetParagraph, anchors: PageAnchors) -> str:
    inner = "".join(
        f'<mark id="{escape(anchors.mark(identifier))}">{escape(text)}</mark>'
        if marked
        else escape(text)
        for text, marked in paragraph.runs
    )
    words = "".join(run.text for run in paragraph.runs).strip()
    if not words:
        return f"<p>{inner}</p>"
    anchor = escape(anchors.paragraph(identifier, words))
    link = f'<a class="pilcrow" href="#{anchor}" tabindex="-1" aria-hidden="true"></a>'
    return f'<p id="{anchor}">{inner}{link}</p>'


def paragraphs_html(paragraphs: Iterable[SnippetParagraph]) -> Markup:
    return Markup("\n".join(map(_paragraph_html, paragraphs)))


def _line_html(paragraph: SnippetParagraph) -> Markup:
    """A paragraph as a line of a list."""
    return Markup(_inner_html(paragraph))


def _one_line_html(paragraphs: Iterable[SnippetParagraph]) -> Markup:
    """Paragraphs as one line: a quote may go on in the next paragraph."""
    return Markup(" ".join(map(_inner_html, paragraphs)))


def _paragraph_html(paragraph: SnippetParagraph) -> str:
    return f"<p>{_inner_html(paragraph)}</p>"


def _inner_html(paragraph: SnippetParagraph) -> str:
    """The runs of a paragraph, each escaped by itself."""
    runs, cut_before, cut_after = paragraph
    inner = "".join(
        [f"<mark>{escape(text)}</mark>" if marked else escape(text) for text, marked in runs]
    )
    return f"{GAP if cut_before else ''}{inner}{GAP if cut_after else ''}"


def search_name(search: SearchRequest) -> str:
    """What a search looks for: its words, or else its filters."""
    chosen = (_filter_label(*each) for each in search.filters)
    return search.query or "・".join(chosen)


def _filter_label(name: str, value: str) -> str:
    """The value of a filter in Japanese; a meeting and a person by name."""
    if name == "meeting":
        meeting = searcher().meeting(value)
        return _dated_name(meeting.head) if meeting else value
    if name != "person":
        return labels.filter_label(name, value)
    return next((each.name for each in searcher().people() if each.has_id(value)), value)


def _dated_name(meeting: MeetingHead) -> str:
    day = labels.day_label(meeting.date or "")
    return " ".join(filter(None, (day, labels.meeting_name(meeting))))


def _person_names() -> dict[str, str]:
    """The full names by id, read once for all the quotations of a page."""
    names: dict[str, str] = g.setdefault("person_names", {})
    if not names:
        names |= {each.id: each.name for each in searcher().people()}
    return names


def _quotation(
    utterance: Utterance, meeting: MeetingHead, spans: Sequence[Span] = (), words: str = ""
) -> str:
    """Some words of a speech, or else as much of it as is quoted."""
    words = words or quotations.quoted_text(utterance, spans)
    return quotations.quotation(words, _attribution(utterance, meeting))


def _both_quotations(quoted: Sequence[SpeechPart], meeting: MeetingHead) -> str:
    """A question and its answers, one quotation below the other."""
    each = (
        quotations.quotation(who.text[slice(*window)].strip(), _attribution(who, meeting))
        for who, window, _ in quoted
    )
    return "\n\n".join(each)


def _attribution(utterance: Utterance, meeting: MeetingHead) -> str:
    person = _person_names().get(utterance.person) if utterance.person else None
    return quotations.attribution(utterance, meeting, urls.utterance_url(utterance), person)
