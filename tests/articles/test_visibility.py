"""Who sees what: one word decides, and every public surface asks it."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from articles import publishing
from articles.models import Article, Category
from tests.factories import make_article, make_category, make_contributor, make_draft

pytestmark = pytest.mark.django_db

# Every page on which an article may turn up. A new one is added here in the commit that makes it.
SURFACES = {
    "home": lambda article: reverse("home"),
    "detail": lambda article: article.get_absolute_url(),
    "category": lambda article: article.latest.category.get_absolute_url(),
    "parent category": lambda article: Category.objects.get_parent(article.latest.category).get_absolute_url(),
    "contributor": lambda article: article.latest.byline()[0].get_absolute_url(),
    "related on another article": lambda article: Article.objects.exclude(pk=article.pk).get().get_absolute_url(),
}
TITLE = "A title of its own"
TEXT = "<p>Words of its own.</p>"


def a_draft(by):
    return make_article(TITLE, by=by, live=False, body=TEXT, contributors=[make_contributor()])


def a_scheduled(by):
    return make_article(TITLE, by=by, at=timezone.now() + timedelta(days=1), contributors=[make_contributor()])


def a_withdrawn(by):
    article = make_article(TITLE, by=by, body=TEXT, contributors=[make_contributor()])
    publishing.withdraw(article, by=by, reason="Being checked.")
    return article


@pytest.mark.parametrize("surface", SURFACES)
class PublicSurfaceTests:
    @pytest.mark.parametrize("make", [a_draft, a_scheduled])
    def test_a_draft_and_a_future_article_are_absent(self, client, ana, surface, make):
        make_article("Asthma")
        answer = client.get(SURFACES[surface](make(ana)))
        assert answer.status_code == (404 if surface == "detail" else 200)
        assert TITLE not in answer.content.decode()

    def test_a_withdrawn_article_is_absent_but_for_its_own_page(self, client, ana, surface):
        make_article("Asthma")
        answer = client.get(SURFACES[surface](a_withdrawn(ana)))
        assert answer.status_code == (410 if surface == "detail" else 200)
        assert "Words of its own." not in answer.content.decode()
        assert (TITLE in answer.content.decode()) == (surface == "detail")

    def test_a_live_article_is_there(self, client, ana, surface):
        make_article("Asthma")
        article = make_article(TITLE, by=ana, contributors=[make_contributor()])
        assert TITLE in client.get(SURFACES[surface](article)).content.decode()

    def test_it_appears_at_its_second(self, client, ana, surface):
        make_article("Asthma")
        with time_machine.travel("2026-12-01 08:00Z", tick=False):
            article = make_article(
                TITLE, by=ana, at=timezone.now() + timedelta(hours=1), contributors=[make_contributor()]
            )
        with time_machine.travel("2026-12-01 08:59:59Z", tick=False):
            assert TITLE not in client.get(SURFACES[surface](article)).content.decode()
        with time_machine.travel("2026-12-01 09:00:00Z", tick=False):
            assert TITLE in client.get(SURFACES[surface](article)).content.decode()


class WithdrawnPageTests:
    def test_it_gives_the_reason_and_the_live_alternatives(self, client):
        article, other, hidden = make_article(TITLE), make_article("Asthma"), make_article("Secret", live=False)
        publishing.withdraw(article, by=None, reason="The advice changed.", alternatives=[other, hidden])
        answer = client.get(article.get_absolute_url())
        page = answer.content.decode()
        assert answer.status_code == 410
        assert "The advice changed." in page
        assert other.get_absolute_url() in page
        assert "Secret" not in page


class PreviewTests:
    """A page that is not live is shown to those who may edit it, and nobody else learns that it exists."""

    @pytest.mark.parametrize("who", ["ana", "ed"])
    def test_who_may_edit_sees_the_newest_text(self, request, as_, ana, who):
        answer = as_(request.getfixturevalue(who)).get(a_draft(ana).get_absolute_url())
        assert answer.status_code == 200
        assert TITLE in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]

    @pytest.mark.parametrize("who", ["rui", "eve", "mo"])
    def test_a_stranger_gets_404(self, request, as_, ana, who):
        assert as_(request.getfixturevalue(who)).get(a_draft(ana).get_absolute_url()).status_code == 404

    def test_an_author_does_not_see_anothers_draft(self, as_, ana, ed):
        assert as_(ana).get(a_draft(ed).get_absolute_url()).status_code == 404

    def test_the_person_behind_a_byline_sees_the_draft(self, as_, ana, ed):
        article = make_article(TITLE, by=ed, live=False, contributors=[make_contributor("Ana", user=ana)])
        assert as_(ana).get(article.get_absolute_url()).status_code == 200

    def test_an_incomplete_draft_can_be_looked_at(self, as_, ana):
        article = publishing.start(publishing.Draft(title=TITLE), by=ana)
        assert as_(ana).get(article.get_absolute_url()).status_code == 200

    def test_a_draft_of_a_live_article_stays_out_of_its_page(self, as_, ana):
        article = make_article(by=ana)
        publishing.save_draft(article, make_draft(TITLE), by=ana)
        assert TITLE not in as_(ana).get(article.get_absolute_url()).content.decode()


class QuerySetTests:
    def test_visible_to_and_published_agree_for_a_visitor(self):
        make_article("Live")
        make_article("Draft", live=False)
        visible = Article.objects.visible_to(AnonymousUser())
        assert list(visible) == list(Article.objects.published())

    def test_every_article_has_exactly_one_state(self):
        make_article("Live")
        make_article("Draft", live=False)
        make_article("Scheduled", at=timezone.now() + timedelta(days=1))
        publishing.withdraw(make_article("Withdrawn"), by=None, reason="Being checked.")
        again = make_article("Taken down and to come back")
        publishing.withdraw(again, by=None, reason="Being checked.")
        publishing.publish(again.latest, by=None, at=timezone.now() + timedelta(days=1))
        sets = {
            "live": Article.objects.published(),
            "draft": Article.objects.never_published(),
            "scheduled": Article.objects.scheduled(),
            "withdrawn": Article.objects.withdrawn(),
        }
        for article in Article.objects.all():
            assert [name for name, articles in sets.items() if article in articles] == [article.state().value]

    def test_a_branch_holds_its_own_articles_and_no_others(self, client):
        make_article("Allergy", category=make_category("conditions/allergies"))
        make_article("Sleep", category=make_category("living-well/sleep"))
        page = client.get("/categories/conditions/").content.decode()
        assert "Allergy" in page
        assert ">Sleep<" not in page
