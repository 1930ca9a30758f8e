"""What every reader's page keeps to: no cookie, no token, a constant number of queries, whatever the method."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import HelpLine, Policy, PolicyVersion, SiteSettings
from tests.factories import make_article, make_category, make_contributor

pytestmark = pytest.mark.django_db

PAGES = [
    "/",
    "/articles/living-with-hay-fever/",
    "/categories/",
    "/categories/conditions/",
    "/categories/conditions/allergies/",
    "/authors/littlebear/",
    "/policies/terms/",
]


@pytest.fixture
def site(db):
    """One of each."""
    make_article(contributors=[make_contributor()])
    policy = Policy.objects.create(kind="terms", title="Terms of use")
    PolicyVersion.objects.create(policy=policy, body="<p>Be kind.</p>")
    SiteSettings(name="Riverside Health").save()
    HelpLine.objects.create(kind="emergency", name="Emergency services", phone="112", region="Europe")


def queries(client, address):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("address", PAGES)
class PublicPageTests:
    def test_a_visitor_gets_no_cookie_and_no_token(self, client, address):
        answer = client.get(address)
        assert answer.status_code == 200
        assert not answer.cookies
        assert "csrf" not in answer.content.decode().lower()
        assert "Cookie" not in answer.get("Vary", "")

    def test_any_cache_may_keep_a_visitors_page_for_a_second(self, client, address):
        assert client.get(address)["Cache-Control"] == "public, max-age=0, s-maxage=1, stale-while-revalidate=1"

    def test_a_readers_page_is_kept_by_no_cache(self, as_, rui, address):
        answer = as_(rui).get(address)
        assert "no-store" in answer["Cache-Control"]
        assert "public" not in answer["Cache-Control"]

    def test_an_answer_that_takes_a_stale_cookie_away_is_kept_by_no_cache(self, client, address):
        client.cookies["healthsite_session"] = "of-a-session-that-ended"
        answer = client.get(address)
        assert "no-store" in answer["Cache-Control"]
        assert "public" not in answer["Cache-Control"]

    def test_other_methods_are_refused(self, client, address):
        assert client.post(address).status_code == client.delete(address).status_code == 405

    def test_nothing_is_loaded_from_elsewhere_and_nothing_runs_inline(self, client, address):
        answer = client.get(address)
        html = answer.content.decode()
        assert "<style" not in html
        assert " style=" not in html
        assert "<script>" not in html
        policy = answer["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "script-src 'self'" in policy

    def test_a_page_says_its_language_and_has_one_main_heading(self, client, address):
        html = client.get(address).content.decode()
        assert '<html lang="en' in html
        assert html.count("<h1") == 1
        assert html.count("<main") == 1

    def test_the_number_of_queries_does_not_grow_with_the_site(self, client, address):
        before = queries(client, address)
        for number in range(5):
            make_article(f"Article {number}", contributors=[make_contributor(), make_contributor(f"Heron {number}")])
            make_category(f"conditions/number-{number}")
        assert queries(client, address) <= before + 2  # what was empty and now is not: related articles, their bylines
        grown = queries(client, address)
        for number in range(5, 25):
            make_article(f"Article {number}", contributors=[make_contributor()])
        assert queries(client, address) == grown


@pytest.mark.usefixtures("site")
class ArticlePageTests:
    def test_it_shows_where_it_stands_who_wrote_it_and_when(self, client):
        html = client.get("/articles/living-with-hay-fever/").content.decode()
        for words in ("Conditions", "Allergies", "LittleBear", "<time datetime=", "Comments (0)"):
            assert words in html

    def test_a_visitor_is_told_to_log_in_and_comes_back_to_the_form(self, client):
        html = client.get("/articles/living-with-hay-fever/").content.decode()
        assert "Login is required before commenting." in html
        assert "/accounts/login/?next=/articles/living-with-hay-fever/%23comment-form" in html
        assert "/accounts/signup/?next=/articles/living-with-hay-fever/%23comment-form" in html

    def test_an_unknown_address_is_not_found(self, client):
        assert client.get("/articles/nothing-here/").status_code == 404
        assert client.get("/categories/nothing/here/").status_code == 404
        assert client.get("/authors/nobody/").status_code == 404

    def test_text_in_fields_is_escaped(self, client):
        make_article("<script>alert(1)</script> & co", summary="<img src=x onerror=alert(1)>", slug="hostile")
        html = client.get("/articles/hostile/").content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; co" in html


class LanguageTests:
    @pytest.fixture
    def arabic(self):
        article = make_article("النوم الجيد", slug="sleep", summary="كيف ننام جيدا.", language="ar")
        return article.get_absolute_url()

    def test_an_article_says_its_language_and_the_way_it_is_written(self, client, arabic):
        html = client.get(arabic).content.decode()
        assert '<h1 lang="ar" dir="rtl">النوم الجيد</h1>' in html
        assert '<p class="lead" lang="ar" dir="rtl">' in html
        assert '<div class="article-body prose" lang="ar" dir="rtl">' in html

    def test_the_words_of_the_site_stay_in_its_own(self, client, arabic):
        html = client.get(arabic).content.decode()
        assert '<html lang="en" dir="ltr">' in html
        assert '<article class="article-grid">' in html

    def test_a_card_says_it_too(self, client, arabic):
        html = client.get("/").content.decode()
        assert '<h3 class="card-title" lang="ar" dir="rtl">' in html
        assert '<p class="card-summary" lang="ar" dir="rtl">' in html


class HelpLineTests:
    @pytest.fixture(autouse=True)
    def settings_of_the_site(self, db):
        SiteSettings(name="Riverside Health").save()

    @pytest.mark.parametrize(("kind", "words"), [("crisis", "Someone to talk to"), ("advice", "not an emergency")])
    def test_every_page_names_who_can_be_called(self, client, kind, words):
        HelpLine.objects.create(kind=kind, name="Samaritans", phone="116 123", url="https://www.samaritans.org/")
        html = client.get("/categories/").content.decode()
        assert words in html
        assert '<a href="https://www.samaritans.org/">Samaritans</a>' in html
        assert '<a class="number" href="tel:116123">116 123</a>' in html

    def test_no_line_no_words(self, client):
        html = client.get("/categories/").content.decode()
        assert "Someone to talk to" not in html
        assert "In an emergency" not in html

    def test_one_query_fetches_every_kind(self, client):
        for kind in HelpLine.Kind.values:
            HelpLine.objects.create(kind=kind, name=kind, phone="1")
        with CaptureQueriesContext(connection) as captured:
            client.get("/")
        assert sum("helpline" in query["sql"] for query in captured) == 1


@pytest.mark.usefixtures("site")
class PolicyPageTests:
    def test_an_earlier_version_can_be_read_and_a_wrong_one_is_not_found(self, client):
        PolicyVersion.objects.create(policy=Policy.objects.get(), body="<p>Be kind and clear.</p>")
        assert "kind and clear" in client.get("/policies/terms/").content.decode()
        assert "kind and clear" not in client.get("/policies/terms/?version=1").content.decode()
        assert client.get("/policies/terms/?version=9").status_code == 404

    def test_a_version_is_never_written_again(self):
        with pytest.raises(TypeError):
            PolicyVersion.objects.get().save()
