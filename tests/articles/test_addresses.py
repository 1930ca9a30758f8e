"""An address that was ever printed goes on working."""

import pytest
from django.urls import reverse

from articles import publishing
from articles.models import Article
from tests.factories import make_article

pytestmark = pytest.mark.django_db


class ArticleAddressTests:
    def test_an_old_address_redirects_for_good(self, client):
        article = make_article(slug="hay-fever")
        publishing.change_slug(article, "pollen-allergy", by=None)
        answer = client.get("/articles/hay-fever/")
        assert (answer.status_code, answer.url) == (301, "/articles/pollen-allergy/")

    def test_two_changes_make_no_chain(self, client):
        article = make_article(slug="one")
        publishing.change_slug(article, "two", by=None)
        publishing.change_slug(article, "three", by=None)
        assert client.get("/articles/one/").url == client.get("/articles/two/").url == "/articles/three/"

    def test_there_and_back_makes_no_loop(self, client):
        article = make_article(slug="one")
        publishing.change_slug(article, "two", by=None)
        publishing.change_slug(article, "one", by=None)
        assert client.get("/articles/one/").status_code == 200
        assert client.get("/articles/two/").url == "/articles/one/"

    def test_another_article_cannot_take_an_old_address(self):
        publishing.change_slug(make_article(slug="one"), "two", by=None)
        with pytest.raises(publishing.PublishingError, match="links to it still work"):
            make_article("Other", slug="one")

    def test_another_article_cannot_take_an_address(self):
        make_article(slug="one")
        with pytest.raises(publishing.PublishingError, match="Another article"):
            make_article("Other", slug="one")

    @pytest.mark.parametrize("slug", ["", "Hay Fever", "hay/fever", "../admin", "hay_fever!", "heuschnupfen-für-alle"])
    def test_a_slug_of_other_letters_is_refused(self, slug):
        with pytest.raises(publishing.PublishingError):
            publishing.change_slug(make_article(), slug, by=None)

    def test_a_draft_that_nobody_saw_leaves_no_address_behind(self, client):
        article = make_article(live=False, slug="one")
        publishing.change_slug(article, "two", by=None)
        assert client.get("/articles/one/").status_code == 404

    def test_equal_titles_get_addresses_of_their_own(self):
        slugs = [make_article("Hay fever").slug for _ in range(3)]
        assert slugs == ["hay-fever", "hay-fever-2", "hay-fever-3"]

    def test_a_title_without_latin_letters_gets_an_address_that_works(self, client):
        article = make_article("面肌痉挛")
        assert client.get(reverse("articles:detail", args=[article.slug])).status_code == 200
        assert Article.objects.get().slug == "article"
