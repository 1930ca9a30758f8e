"""Revisions at the desk: compared block by block, named, restored without a loss; nothing moves what readers see."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles import body, publishing
from articles.block_differences import block_differences
from articles.models import Article
from tests.factories import make_article, make_contributor, make_source, revise

from .desk import url

FIRST = '<h2>What helps</h2><p>Salt water helps some people.</p><p>See <a href="https://a.example/">a page</a>.</p>'


def kinds(before: str, after: str) -> list[str]:
    old = body.clean(before)
    return [block.kind for block in block_differences(old, body.clean(after, previous=old))]


class BlockTests:
    def test_what_stays_is_the_same(self):
        assert kinds(FIRST, FIRST) == ["same"] * 3

    def test_a_changed_word_is_marked_inside_its_block(self):
        old = body.clean(FIRST)
        new = body.clean(FIRST.replace("some people", "many people"), previous=old)
        changed = block_differences(old, new)[1]
        assert changed.kind == "changed"
        assert [(piece.kind, piece.text) for piece in changed.pieces if piece.kind != "same"] == [
            ("removed", "some"),
            ("added", "many"),
        ]

    def test_another_source_is_a_change(self):
        old = body.clean("<p>Salt water helps.[source:1]</p>")
        (changed,) = block_differences(old, body.clean("<p>Salt water helps.[source:2]</p>", previous=old))
        assert [(piece.kind, piece.text) for piece in changed.pieces if piece.kind != "same"] == [
            ("removed", "1"),
            ("added", "2"),
        ]

    def test_what_is_added_and_removed_is_named(self):
        assert kinds(FIRST, f"<p>Quite new and different words stand here.</p>{FIRST}")[0] == "added"
        assert kinds(FIRST, FIRST.replace("<p>Salt water helps some people.</p>", "")) == ["same", "removed", "same"]

    def test_a_block_that_moved_is_no_new_one(self):
        one, two, three = "<p>First of all words.</p>", "<p>Second come these.</p>", "<p>Third and last ones.</p>"
        assert set(kinds(one + two + three, three + one + two)) == {"same", "moved"}

    def test_a_changed_target_of_a_link_is_seen(self):
        assert "changed" in kinds(FIRST, FIRST.replace("a.example", "b.example"))

    def test_a_changed_description_of_a_picture_is_seen(self):
        old = '<figure data-block="f1"><img src="/media/images/a.png" alt="A hand"></figure>'
        assert [one.kind for one in block_differences(old, old.replace("A hand", "A foot"))] == ["changed"]

    @given(st.lists(st.text(alphabet="ab <>&\n", min_size=1, max_size=12), max_size=6), st.randoms())
    def test_both_texts_can_be_read_from_it(self, words, random):
        paragraphs = [f"<p>{word.replace('<', '').replace('&', '')}</p>" for word in words]
        old = body.clean("".join(paragraphs))
        random.shuffle(paragraphs)
        new = body.clean("".join(paragraphs[:4]), previous=old)
        found = block_differences(old, new)
        after = [piece.text for block in found for piece in block.pieces if piece.kind != "removed"]
        assert "".join("".join(after).split()) == "".join(body.plain_text(new).split())


@pytest.fixture
def article(ana):
    """Live with its first revision; the second changes the text and the authors."""
    article = make_article(by=ana, body=FIRST)
    revise(article, body=FIRST.replace("some people", "many people"), contributors=(make_contributor("Bea"),), by=ana)
    return Article.objects.get(pk=article.pk)


class CompareTests:
    def test_it_stands_against_the_live_text_unless_another_is_named(self, as_, ana, article):
        html = as_(ana).get(url("compare", article.pk)).content.decode()
        assert "From revision 1" in html
        assert "some</del>" in html
        assert "many</ins>" in html
        assert "Bea" in html

    def test_the_order_does_not_matter(self, as_, ana, article):
        html = as_(ana).get(url("compare", article.pk), {"before": "2", "after": "1"}).content.decode()
        assert "From revision 1" in html

    @pytest.mark.parametrize("number", ["99", "x", "-1", "9" * 30, "\x00"])
    def test_what_is_no_revision_is_not_there(self, as_, ana, article, number):
        assert as_(ana).get(url("compare", article.pk), {"before": number}).status_code == 404

    def test_hostile_words_stay_words(self, as_, ana, article):
        revise(article, title="<script>alert(1)</script>", summary="</ins><script>alert(1)</script>", by=ana)
        html = as_(ana).get(url("compare", article.pk)).content.decode()
        assert "<script>alert" not in html

    def test_the_history_offers_it(self, as_, ana, article):
        html = as_(ana).get(url("history", article.pk)).content.decode()
        assert url("compare", article.pk) in html
        assert url("restore", article.pk, 1) in html


class RestoreTests:
    def test_looking_shows_what_would_change_and_changes_nothing(self, as_, ana, article):
        html = as_(ana).get(url("restore", article.pk, 1)).content.decode()
        assert "many</del>" in html
        assert article.revisions.count() == 2

    def test_its_words_become_the_newest_draft_and_nothing_moves_for_readers(self, as_, ana, article):
        live = article.editions.live().get()
        as_(ana).post(url("restore", article.pk, 1))
        article.refresh_from_db()
        assert (article.latest.number, article.latest.reason) == (3, "Revision 1 restored")
        assert "some people" in article.latest.body
        assert article.latest.byline() == []
        assert article.editions.live().get() == live

    def test_it_can_be_taken_back_by_restoring_the_other(self, as_, ana, article):
        for number in (1, 2):
            as_(ana).post(url("restore", article.pk, number))
        article.refresh_from_db()
        assert article.latest.content_hash == article.revisions.get(number=2).content_hash

    def test_restored_twice_is_once(self, as_, ana, article):
        for _time in range(2):
            as_(ana).post(url("restore", article.pk, 1))
        assert article.revisions.count() == 3

    @pytest.mark.parametrize("name", ["eve", "rui", "mo"])
    def test_strangers_restore_nothing(self, as_, article, name, request):
        as_(request.getfixturevalue(name)).post(url("restore", article.pk, 1))
        assert article.revisions.count() == 2


class LabelTests:
    def test_a_name_is_given_and_taken_away(self, as_, ana, article):
        browser = as_(ana)
        browser.post(url("label", article.pk, 1), {"label": "Before the review"})
        assert "Before the review" in browser.get(url("history", article.pk)).content.decode()
        browser.post(url("label", article.pk, 1), {"label": ""})
        assert article.revisions.get(number=1).label == ""

    def test_a_name_that_is_too_long_is_refused(self, as_, ana, article):
        as_(ana).post(url("label", article.pk, 1), {"label": "x" * 61})
        assert article.revisions.get(number=1).label == ""

    def test_strangers_name_nothing(self, as_, eve, article):
        as_(eve).post(url("label", article.pk, 1), {"label": "Mine"})
        assert article.revisions.get(number=1).label == ""


class NeverPurgedTests:
    def test_a_published_revision_is_deleted_by_nobody(self, article):
        published = article.revisions.get(number=1)
        with pytest.raises(Exception, match="published"):
            published.delete()
        with pytest.raises(Exception, match="protected"):
            article.revisions.filter(number=1).delete()
        with pytest.raises(publishing.PublishingError):
            publishing.discard(article, by=None)
        assert article.revisions.filter(number=1).exists()


def test_further_reading_is_compared_and_restored(as_, ana):
    one, two = make_source("One"), make_source("Two")
    article = make_article(by=ana, live=False, further_reading=[one])
    revise(article, further_reading=[two])
    page = as_(ana).get(url("compare", article.pk), {"before": 1, "after": 2}).content.decode()
    assert "Further reading" in page
    as_(ana).post(url("restore", article.pk, 1))
    article.refresh_from_db()
    assert list(publishing.Draft.of(article.latest).further_reading) == [one]
