from datetime import timedelta

import pytest
from django.contrib import admin
from django.utils import timezone

from articles import publishing
from articles.models import Article, CategoryRole
from tests.factories import make_article, make_category, make_contributor, revise

from .desk import url


def titles(response) -> list[str]:
    return sorted(str(article) for article in response.context["cl"].result_list)


@pytest.fixture
def five(ana):
    """An article in each state, and one live with changes that wait."""
    people = (make_contributor("Bea"), make_contributor("Abe"))
    make_article("Draft one", by=ana, live=False, contributors=people)
    make_article("Live one", by=ana, contributors=people, category=make_category("more/health/recovery"))
    make_article("Scheduled one", by=ana, at=timezone.now() + timedelta(days=3))
    publishing.withdraw(make_article("Withdrawn one", by=ana), by=ana, reason="Old.")
    revise(make_article("Changed one", by=ana), by=ana, title="Changed one again")


class ListTests:
    @pytest.mark.parametrize(
        ("state", "found"),
        [
            ("draft", ["Draft one"]),
            ("scheduled", ["Scheduled one"]),
            ("live", ["Changed one again", "Live one"]),
            ("withdrawn", ["Withdrawn one"]),
            ("changed", ["Changed one again"]),
        ],
    )
    def test_narrows_by_state(self, as_, ana, five, state, found):
        assert titles(as_(ana).get(url("changelist"), {"state": state})) == found

    def test_says_each_state_as_the_article_itself_does(self, as_, ana, five):
        from articles.admin.article_list import state_of

        for article in as_(ana).get(url("changelist")).context["cl"].result_list:
            assert state_of(article) == Article.objects.get(pk=article.pk).state()

    def test_narrows_by_main_category_author_and_language(self, as_, ana, five):
        more = make_category("more")
        assert titles(as_(ana).get(url("changelist"), {"topic": more.path})) == ["Live one"]
        bea = make_contributor("Bea")
        assert titles(as_(ana).get(url("changelist"), {"author": bea.pk})) == ["Draft one", "Live one"]
        assert titles(as_(ana).get(url("changelist"), {"language__exact": "fr"})) == []

    def test_nonsense_in_a_filter_is_no_error(self, as_, ana, five):
        assert as_(ana).get(url("changelist"), {"author": "x", "topic": "'", "state": "y"}).status_code in {200, 302}

    def test_finds_words_of_the_newest_title_summary_and_address(self, as_, ana, five):
        assert titles(as_(ana).get(url("changelist"), {"q": "again"})) == ["Changed one again"]
        assert titles(as_(ana).get(url("changelist"), {"q": "withdrawn-one"})) == ["Withdrawn one"]

    def test_counts_stand_beside_the_filters(self, as_, ana, five):
        page = as_(ana).get(url("changelist")).content.decode()
        assert "Live (2)" in page
        assert "Bea (2)" in page

    def test_marks_changes_that_wait(self, as_, ana, five):
        assert as_(ana).get(url("changelist")).content.decode().count("desk-changed") == 1

    def test_empty_list_says_what_to_do(self, as_, ana):
        assert "No articles yet." in as_(ana).get(url("changelist")).content.decode()

    def test_author_sees_their_own_only(self, as_, ana, ed):
        make_article("Mine", by=ana)
        make_article("Not mine", by=ed)
        page = as_(ana).get(url("changelist"))
        assert titles(page) == ["Mine"]
        assert "Not mine" not in page.content.decode()

    def test_costs_the_same_with_many_articles(self, as_, ana, five, django_assert_num_queries):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        browser = as_(ana)
        browser.get(url("changelist"))
        with CaptureQueriesContext(connection) as few:
            browser.get(url("changelist"))
        for number in range(12):
            people = (make_contributor(f"P{number}"), make_contributor(f"Q{number}"))
            revise(make_article(f"More {number}", by=ana, contributors=people), by=ana, title=f"Again {number}")
        with django_assert_num_queries(len(few)):
            browser.get(url("changelist"))
        assert len(few) <= 24


class WithdrawSelectedTests:
    def send(self, browser, articles, **data):
        picked = {"action": "withdraw_selected", "_selected_action": [article.pk for article in articles]}
        return browser.post(url("changelist"), {**picked, **data}, follow=True)

    def test_asks_first_and_says_what_becomes_of_each(self, as_, ana):
        live, draft = make_article("Live one", by=ana), make_article("Draft one", by=ana, live=False)
        response = self.send(as_(ana), [live, draft])
        assert [str(article) for article in response.context["allowed"]] == ["Live one"]
        assert [str(article) for article in response.context["refused"]] == ["Draft one"]
        assert live.editions.live().exists()

    def test_withdraws_each_live_one_with_the_reason(self, as_, ana):
        live, draft = make_article("Live one", by=ana), make_article("Draft one", by=ana, live=False)
        page = self.send(as_(ana), [live, draft], reason="Wrong.").content.decode()
        assert live.withdrawals.get().reason == "Wrong."
        assert "Live one” is withdrawn" in page
        assert "Draft one: it is not live" in page

    def test_reason_is_needed(self, as_, ana):
        live = make_article(by=ana)
        self.send(as_(ana), [live], reason=" ")
        assert live.editions.live().exists()

    def test_rights_are_asked_for_each_article(self, as_, eve):
        """An author of one branch and editor of another sees both, and may withdraw the edited one and their own."""
        eve.is_staff = True
        eve.save()
        CategoryRole.objects.create(user=eve, category=make_category("news"), role="editor")
        theirs, other = make_article("In news", category=make_category("news")), make_article("Elsewhere")
        self.send(as_(eve), [theirs, other], reason="Wrong.")
        assert theirs.withdrawals.exists()
        assert not other.withdrawals.exists()

    def test_nothing_is_deleted_in_bulk(self, as_, root):
        article = make_article(live=False)
        picked = {"action": "delete_selected", "_selected_action": [article.pk], "post": "yes"}
        as_(root).post(url("changelist"), picked)
        assert Article.objects.exists()
        assert "delete_selected" not in admin.site._registry[Article].get_actions(
            type("Request", (), {"user": root, "GET": {}, "method": "GET"})()
        )
