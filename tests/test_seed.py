"""The demo's content: there is one of everything, every address works, and making it again changes nothing."""

import re

import pytest
from django.core.management import call_command
from django.urls import reverse

from articles.importing.markdown import read_markdown
from articles.models import Article, Category, Edition, Policy, Revision
from comments.models import Comment, Decision
from healthsite.accounts.models import User
from healthsite.accounts.names import check_display_name
from healthsite.demo import content
from tests.conftest import restore_groups


@pytest.fixture(autouse=True)
def groups(db):
    restore_groups()


class SeedTests:
    def test_it_has_one_of_everything_and_making_it_again_changes_nothing(self, client):
        call_command("seed", verbosity=0)
        states = [article.state().value for article in Article.objects.all()]
        assert states.count("live") >= 12
        assert {states.count(state) for state in ("draft", "scheduled", "withdrawn")} == {1}
        assert Category.objects.filter(url_path="more/health/recovery", depth=3).exists()
        assert Category.objects.count() >= 15
        assert set(Comment.objects.values_list("status", flat=True)) >= {"published", "held", "rejected", "withdrawn"}
        for article in Article.objects.all():
            shown = article.comments.filter(status="published").count()
            assert article.comment_count == shown
        before = [model.objects.count() for model in (Revision, Edition, Comment, Decision, User)]
        call_command("seed", verbosity=0)
        assert [model.objects.count() for model in (Revision, Edition, Comment, Decision, User)] == before

        for page in [*Article.objects.published(), *Category.objects.all(), *Policy.objects.all()]:
            assert client.get(page.get_absolute_url()).status_code == 200, page.get_absolute_url()

    def test_every_printed_log_in_works_and_there_is_one_of_every_role(self, client):
        call_command("seed", verbosity=0)
        printed = [account for account in content.accounts() if account.printed]
        assert [account.role for account in printed] == ["author", "editor", "moderator", "reader", "administrator"]
        for account in printed:
            assert client.login(email=account.email, password=content.PASSWORD)
            assert client.get("/admin/").status_code == (302 if account.role == "reader" else 200)
            for page in ("articles_sitesettings_changelist", "accounts_invitation_add", "articles_categoryrole_add"):
                opens = client.get(reverse(f"admin:{page}"), follow=True).status_code == 200
                assert opens == (account.role == "administrator"), (account.role, page)
            check_display_name(account.display_name)
            client.logout()

    def test_every_article_names_its_sources_and_every_source_is_named(self):
        named: set[str] = set()
        for page in map(read_markdown, content.articles()):
            keys = re.findall(r"[a-z0-9-]+", " ".join(re.findall(r"\[source:([^\]]+)\]", page.body)))
            keys += page.meta.get("further_reading", [])
            assert keys, page.title
            named |= set(keys)
        assert named == {row["key"] for row in content.sources()}
