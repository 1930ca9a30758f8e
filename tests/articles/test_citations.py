"""A text cites sources of the library; readers see numbers and a list, which follow the text and the library."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles import body, citations, publishing, sources
from articles.body import BodyError
from articles.models import Revision
from tests.factories import make_article, make_draft, make_source, revise

pytestmark = pytest.mark.django_db

CITING = {
    "[source:1]": [1],
    "[source:2,3]": [2, 3],
    "<sup data-source='4'>": [4],
    "<sup data-source='1 5'></sup>": [1, 5],
}
AROUND = ["a ", "b", " ", "\ufffc", "<b>", "</b>", "<sup>", "</sup>", "<li>", "<a href='/x'>", "</a>", "<br>", "<h2>"]
AROUND += ["<td>", "</p>", "<script></script>", "<figcaption>", "<caption>"]


def page(client, article) -> str:
    return client.get(article.get_absolute_url()).content.decode()


def numbers_in(html: str) -> list[str]:
    """What the superscripts of a page say, in order."""
    return [re.sub(r"<[^>]+>", "", mark) for mark in re.findall(r'<sup class="cites">(.*?)</sup>', html)]


def listed_in(html: str) -> list[str]:
    """The titles of the sources of a page, in order."""
    listed = re.search(r'<ol class="references">(.*?)</ol>', html, re.DOTALL)
    works = re.findall(r'<p class="reference-words">(.*?)</p>', listed[1]) if listed else []
    return [re.search(r' lang="[^"]*"[^>]*>(.*?)<', work)[1] for work in works]


class GateTests:
    def test_what_is_typed_and_what_the_editor_writes_is_one_thing(self):
        written = body.clean('<p>Rinsing helps.<sup data-source="12 15"></sup></p>')
        assert (
            written
            == body.clean("<p>Rinsing helps.[source:12, 15]</p>")
            == body.clean("<p>Rinsing helps.[Source: 12 15]")
        )
        assert '<sup data-source="12 15"></sup>' in written
        assert body.clean(written, previous=written) == written

    def test_citations_side_by_side_are_one_and_name_each_source_once(self):
        assert '<sup data-source="3 1 2"></sup>' in body.clean(
            "<p>x[source:3][source:1,3]<sup data-source='2'></sup></p>"
        )

    def test_a_citation_stands_outside_links_and_emphasis(self):
        stored = body.clean('<p><strong>very <a href="/x">good[source:1] text</a></strong></p>')
        assert "</a></strong><sup" in stored
        assert "</sup><strong><a" in stored

    @pytest.mark.parametrize(
        "html", ["<h2>[source:1]</h2>", "<ul><li>[source:1]</ul>", "<table><tr><td>[source:1]</table>"]
    )
    def test_a_citation_alone_is_not_lost_and_heads_nothing(self, html):
        stored = body.clean(html)
        assert body.citations(stored) == [1]
        assert body.outline(stored) == []

    @pytest.mark.parametrize(
        "html",
        [
            *("[source:]", "[source:abc]", "[source:1.5]", "[source:-1]", "[source:0000000001]"),
            *("<sup data-source=''></sup>", "<sup data-source='1x'>", f"[source:{','.join(map(str, range(1, 14)))}]"),
        ],
    )
    def test_a_citation_that_names_no_source_is_refused_by_name(self, html):
        with pytest.raises(BodyError, match="names no sources"):
            body.clean(f"<p>x{html}</p>")

    def test_other_words_in_brackets_stay_words(self):
        for words in ("[cite: 12]", "[12]", "source:12", "[a source: 12]"):
            assert body.plain_text(body.clean(f"<p>x {words}</p>")) == f"x {words}"

    def test_citations_are_no_words(self):
        assert body.word_count(body.clean("<p>Two words[source:1]</p>")) == 2
        with_one, without = body.clean("<p>Two words[source:1]</p>"), body.clean("<p>Two words</p>")
        assert re.findall("b-[0-9a-f]+", with_one) == re.findall("b-[0-9a-f]+", without)

    @given(st.lists(st.sampled_from([*CITING, *AROUND]), max_size=14))
    def test_no_citation_is_lost_or_made_up_wherever_it_stands(self, pieces):
        stored = body.clean("".join(pieces))
        assert set(body.citations(stored)) == {number for piece in pieces for number in CITING.get(piece, ())}
        assert body.clean(stored) == stored

    @given(st.lists(st.sampled_from([*CITING, *AROUND, "[source:", "5", "]"]), max_size=14))
    def test_a_citation_in_pieces_is_one_or_none_and_stays_what_it_is(self, pieces):
        html = "".join(pieces)
        try:
            stored = body.clean(html)
        except BodyError:
            return
        assert body.clean(stored) == stored
        assert stored.count("\ufffc") == html.count("\ufffc")


class RevisionTests:
    def test_a_revision_pins_what_its_text_cites_in_order(self):
        one, two = make_source("One"), make_source("Two")
        article = make_article(body=f"<p>a[source:{two.pk}] b[source:{one.pk}, {two.pk}]</p>")
        assert [citation.source for citation in article.latest.citations.all()] == [two, one]

    def test_a_text_that_cites_what_is_not_in_the_library_is_refused_and_nothing_is_saved(self):
        with pytest.raises(publishing.PublishingError, match=r"not in the library: 99, 98"):
            publishing.start(make_draft(body="<p>x[source:99, 98]</p>"), by=None)
        assert not Revision.objects.exists()

    def test_citations_are_part_of_the_content_hash(self):
        one, two = make_source("One"), make_source("Two")
        hashes = {
            publishing.content_hash(make_draft(body=body.clean(f"<p>x{cited}</p>")))
            for cited in ("", f"[source:{one.pk}]", f"[source:{two.pk}]", f"[source:{one.pk}, {two.pk}]")
        }
        further = {publishing.content_hash(make_draft(further_reading=[one]))}
        assert len(hashes | further | {publishing.content_hash(make_draft())}) == 6

    def test_a_hash_of_an_earlier_form_is_compared_in_that_form(self):
        article = make_article()
        draft = publishing.Draft.of(article.latest)
        Revision.objects.update(hash_version=1, content_hash=publishing.content_hash(draft, 1))
        article.refresh_from_db()
        assert publishing.save_draft(article, draft, by=None).number == 1
        changed = revise(article, further_reading=[make_source("One")])
        assert (changed.number, changed.hash_version) == (2, publishing.HASH_VERSION)

    def test_further_reading_is_kept_in_order_without_what_the_text_cites(self):
        one, two, three = (make_source(title) for title in ("One", "Two", "Three"))
        article = make_article(body=f"<p>x[source:{two.pk}]</p>", further_reading=[three, two, one, three])
        assert [source.title for source in publishing.Draft.of(article.latest).further_reading] == ["Three", "One"]
        assert publishing.save_draft(article, publishing.Draft.of(article.latest), by=None) == article.latest


class PageTests:
    def test_numbers_follow_the_order_of_first_citation_and_lead_to_the_list_and_back(self, client):
        one, two = make_source("One"), make_source("Two")
        html = page(
            client, make_article(body=f"<p>a[source:{two.pk}] b[source:{one.pk}, {two.pk}] c[source:{two.pk}]</p>")
        )
        assert numbers_in(html) == ["1", "1, 2", "1"]
        assert listed_in(html) == ["Two", "One"]
        for anchor in re.findall(r'href="#((?:source|cite)\.[^"]+)"', html):
            assert html.count(f'id="{anchor}"') == 1
        assert [len(re.findall(f'href="#cite.{n}.', html)) for n in (1, 2)] == [3, 1]
        assert 'aria-label="Source 1"' in html
        assert 'aria-label="Back to the text, source 1, place c"' in html

    def test_taking_a_citation_out_numbers_the_rest_anew(self, client):
        one, two = make_source("One"), make_source("Two")
        article = make_article(body=f"<p>a[source:{one.pk}] b[source:{two.pk}]</p>")
        publishing.publish(revise(article, body=f"<p>a b[source:{two.pk}]</p>"), by=None)
        assert numbers_in(page(client, article)) == ["1"]
        assert listed_in(page(client, article)) == ["Two"]

    def test_the_list_says_kind_year_names_and_when_it_was_read(self, client):
        source = make_source(
            "A title", doi="10.1000/182", pmid="123", year=2020, kind="trial", accessed_on="2026-03-04"
        )
        html = page(client, make_article(body=f"<p>x[source:{source.pk}]</p>"))
        for words in (
            "Trial",
            "2020",
            'href="https://doi.org/10.1000/182"',
            "pubmed.ncbi.nlm.nih.gov/123/",
            "Accessed 4 March 2026",
        ):
            assert words in html

    @pytest.mark.parametrize(
        ("state", "words"),
        [("retracted", "Retracted"), ("concern", "Expression of concern"), ("superseded", "Superseded")],
    )
    def test_what_is_known_against_a_source_stands_on_live_pages_at_once(self, client, state, words):
        source = make_source("A title")
        article = make_article(body=f"<p>x[source:{source.pk}]</p>")
        assert words not in page(client, article)
        source.state, source.state_note = state, "The figures were wrong."
        sources.save(source, by=None)
        html = page(client, article)
        assert numbers_in(html) == [f"1 ({words.lower()})"]
        assert "The figures were wrong." in html
        version = article.page_version
        article.refresh_from_db()
        assert article.page_version > version

    def test_a_source_that_supersedes_another_is_named_and_linked(self, client):
        newer = make_source("Newer", url="https://example.org/newer")
        source = make_source("Older", state="superseded", superseded_by=newer)
        assert 'href="https://example.org/newer"' in page(client, make_article(body=f"<p>x[source:{source.pk}]</p>"))

    def test_further_reading_has_a_list_of_its_own(self, client):
        one, two = make_source("One"), make_source("Two")
        html = page(client, make_article(body=f"<p>x[source:{one.pk}]</p>", further_reading=[two]))
        assert listed_in(html) == ["One"]
        assert html.index("Further reading") < html.index("Two")
        assert html.count('id="further.reading"') == 1

    def test_a_text_without_citations_has_no_list(self, client):
        html = page(client, make_article())
        assert 'id="sources"' not in html
        assert "Further reading" not in html

    def test_headings_of_the_text_never_have_an_anchor_of_the_list(self):
        stored = body.clean(
            "<h2>Source 1</h2><h2>source.1</h2><h2>cite.1.1</h2><h2>Sources</h2><h2>Further reading</h2>"
        )
        anchors = {heading.id for heading in body.outline(stored)}
        assert not {"sources", "further.reading"} & anchors
        assert not any(anchor.startswith(("source.", "cite.")) for anchor in anchors)

    def test_one_query_more_however_many_are_cited(self, django_assert_num_queries):
        few = make_article("Few", body=f"<p>x[source:{make_source('One').pk}]</p>")
        revision = few.latest
        with django_assert_num_queries(1):
            citations.cited_by(revision, revision.body)
        newer = make_source("Newer")
        older = [make_source(f"Older {number}", state="superseded", superseded_by=newer) for number in range(20)]
        others = make_article("Many", body="".join(f"<p>x[source:{source.pk}]</p>" for source in older))
        revision = others.latest
        with django_assert_num_queries(1):
            assert len(citations.cited_by(revision, revision.body).entries) == 20

    def test_hostile_words_of_a_source_stay_words(self, client):
        nasty = "<script>alert(1)</script>\u202e\"'><img src=x>"
        source = make_source(
            nasty, authors=nasty, container=nasty, locator="<b>1</b>", state="retracted", state_note=nasty
        )
        html = page(client, make_article(body=f"<p>x[source:{source.pk}]</p>"))
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "\u202e" not in html

    def test_a_preview_and_a_revision_at_the_desk_show_numbers_too(self, as_, ana):
        source = make_source("A title")
        article = make_article(by=ana, live=False, body=f"<p>x[source:{source.pk}]</p>")
        for address in (article.get_absolute_url(), f"/admin/articles/article/{article.pk}/revisions/1/"):
            html = as_(ana).get(address).content.decode()
            assert numbers_in(html) == ["1"]
            assert "A title" in html

    def test_places_are_lettered_as_in_a_book(self):
        assert [citations._letters(count) for count in (0, 25, 26, 27, 701, 702)] == ["a", "z", "aa", "ab", "zz", "aaa"]
