"""Every address of the article desk, asked by everybody. The first test sees to it that no address is left out."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.urls import URLPattern, reverse

from articles.models import Article, CategoryRole
from tests.conftest import make_person
from tests.factories import make_article, make_category

from .desk import typed, url

# name -> the arguments after the article's own
OF_THE_LIST = {"changelist": [], "add": [], "categories": [], "choices": []}
OF_AN_ARTICLE = {
    "change": [],
    "history": [],
    "revision": [1],
    "compare": [],
    "restore": [1],
    "delete": [],
    "publish": [],
    "schedule": [],
    "withdraw": [],
    "address": [],
    "cancel": [1],
}
# What somebody typed and has not saved is theirs alone, whatever their rights: see test_working_copies.
OF_ONES_OWN = {"working_copy", "discard_working_copy"}
OF_A_FORM = {"keep", "keep_new", "label"}
PEOPLE = ["nobody", "reader", "moderator", "stranger", "outside", "own", "author_here", "editor_here", "editor", "root"]
# Who enters the desk at all, who finds Ana's article there, who publishes it.
ENTER = {"stranger", "outside", "own", "author_here", "editor_here", "editor", "root"}
EDIT = {"own", "editor_here", "editor", "root"}


def staff(email: str, name: str):
    return make_person(email, name, is_staff=True)


@pytest.fixture
def cast(db, ana, ed, mo, rui, root):
    """The people of PEOPLE, by what they are to the article: Ana's own, in More › Health."""
    here, elsewhere = make_category("more/health"), make_category("news")
    people = {"nobody": None, "reader": rui, "moderator": mo, "own": ana, "editor": ed, "root": root}
    people["stranger"] = make_person("bea@example.org", "Bea", "Authors")
    for name, category, role in [
        ("outside", elsewhere, "editor"),
        ("author_here", here, "author"),
        ("editor_here", here, "editor"),
    ]:
        people[name] = staff(f"{role}{category.pk}@example.org", name.replace("_", " "))
        CategoryRole.objects.create(user=people[name], category=category, role=role)
    return people


@pytest.fixture
def article(cast) -> Article:
    return make_article(by=cast["own"], live=False, category=make_category("more/health/recovery"))


def is_let_in(response) -> bool:
    """Whether the door opened: a page, an answer in JSON, or a deed's way back to the article."""
    if response.status_code == 302:
        return "/admin/articles/article/" in response.url and "/login" not in response.url
    return response.status_code == 200


def test_no_address_of_the_desk_is_left_out():
    names = {
        pattern.name.removeprefix("articles_article_")
        for pattern in admin.site._registry[Article].get_urls()
        if isinstance(pattern, URLPattern) and pattern.name
    }
    assert names == {*OF_THE_LIST, *OF_AN_ARTICLE, *OF_ONES_OWN, *OF_A_FORM}


def assert_shut(response) -> None:
    """No page, no deed, and no word of the article."""
    assert response.status_code in {302, 403, 404}, response
    assert not is_let_in(response) or response.url == url("changelist")
    assert "hay fever" not in response.content.decode()


def standing(article: Article) -> tuple:
    """What a deed would change."""
    now = Article.objects.get(pk=article.pk)
    return now.latest_id, now.slug, now.editions.count()


@pytest.mark.parametrize("who", PEOPLE)
class DoorTests:
    def test_list_opens_for_those_who_write(self, as_, cast, article, who):
        for name in OF_THE_LIST:
            assert is_let_in(as_(cast[who]).get(url(name))) == (who in ENTER), name
        assert Article.objects.count() == 1

    def test_only_those_who_write_start_an_article(self, as_, cast, article, who):
        assert is_let_in(as_(cast[who]).post(url("add"), typed(title="New"))) == (who in ENTER)
        assert Article.objects.count() == (2 if who in ENTER else 1)

    def test_what_is_typed_is_kept_for_those_who_may_save_it(self, as_, cast, article, who):
        browser, key = as_(cast[who]), "a-key-of-a-form-0001"
        new = browser.post(url("keep_new"), typed(title="New", working_copy=key))
        assert (new.status_code == 200) == (who in ENTER)
        kept = browser.post(url("keep", article.pk), typed(article, working_copy=f"{key}b"))
        assert (kept.status_code == 200) == (who in EDIT)

    def test_choices_take_no_post(self, as_, cast, article, who):
        for name in ["categories", "choices"]:
            assert as_(cast[who]).post(url(name)).status_code in {302, 405}

    def test_article_opens_for_those_who_may_edit_it_and_looking_changes_nothing(self, as_, cast, article, who):
        before = standing(article)
        for name, args in OF_AN_ARTICLE.items():
            response = as_(cast[who]).get(url(name, article.pk, *args))
            if who in EDIT:
                assert is_let_in(response), (name, response)
            else:
                assert_shut(response)
        assert standing(article) == before

    def test_deeds_are_done_by_those_who_may_edit_it_and_by_nobody_else(self, as_, cast, article, who):
        before = standing(article)
        data = {"reason": "r", "post": "yes", "slug": "other", "go_live_at": "2031-01-01T00:00"}
        names = ["change"] if who in EDIT else OF_AN_ARTICLE.keys() - {"compare"}  # which only shows, and takes no post
        for name in names:
            response = as_(cast[who]).post(
                url(name, article.pk, *OF_AN_ARTICLE[name]), {**typed(article, title="Changed"), **data}
            )
            if who in EDIT:
                assert is_let_in(response), (name, response)
            else:
                assert_shut(response)
        assert (standing(article) == before) == (who not in EDIT)

    def test_list_shows_what_one_may_edit(self, as_, cast, article, who):
        if who in ENTER:
            shown = [one.pk for one in as_(cast[who]).get(url("changelist")).context["cl"].result_list]
            assert shown == ([article.pk] if who in EDIT else [])

    def test_stock_autocomplete_of_articles_asks_too(self, as_, cast, article, who):
        query = {"app_label": "articles", "model_name": "article", "field_name": "translation_of"}
        response = as_(cast[who]).get(reverse("admin:autocomplete"), query)
        found = response.json()["results"] if response.status_code == 200 else []
        assert len(found) == (1 if who in EDIT else 0)

    def test_index_lists_the_desk_for_those_who_write(self, as_, cast, who):
        response = as_(cast[who]).get(reverse("admin:index"))
        assert (url("changelist") in response.content.decode()) == (who in ENTER)

    def test_category_outside_ones_bounds_is_refused(self, as_, cast, who):
        if who in ENTER - {"stranger", "own", "editor", "root"}:
            other = make_category("news" if who != "outside" else "more/health")
            response = as_(cast[who]).post(url("add"), typed(title="New", category=other.pk))
            assert response.status_code == 200
            assert "category" in response.context["adminform"].form.errors


class PublishRightTests:
    @pytest.fixture
    def half(self, db):
        """Writes everywhere and publishes nothing: the permission to add, without that to publish one's own."""
        person = staff("half@example.org", "Half")
        person.user_permissions.add(Permission.objects.get(codename="add_article"))
        return person

    def test_buttons_stand_only_for_those_who_may(self, as_, half, ana):
        mine = make_article("Mine", by=half, live=False)
        page = as_(half).get(url("change", mine.pk)).content.decode()
        assert "Save draft" in page
        assert "/publish/" not in page
        assert "Goes live at" not in page

    @pytest.mark.parametrize("deed", ["publish", "schedule", "withdraw", "address"])
    def test_deeds_are_refused_to_the_rest(self, as_, half, deed):
        mine = make_article("Mine", by=half, live=False)
        data = {"reason": "r", "slug": "x", "go_live_at": "2031-01-01T00:00"}
        assert as_(half).post(url(deed, mine.pk), {**typed(mine), **data}).status_code == 403
        assert not mine.editions.exists()

    def test_published_own_article_is_not_withdrawn_without_the_right(self, as_, half):
        mine = make_article("Mine", by=half)
        assert as_(half).post(url("withdraw", mine.pk), {"reason": "r"}).status_code == 403
        assert mine.editions.live().exists()


def test_unknown_article_is_not_there(as_, ana):
    for name, args in OF_AN_ARTICLE.items():
        assert as_(ana).get(url(name, 999, *args)).status_code in {302, 403, 404}, name
