import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Pillow

from articles.models import Byline, Contributor, Image
from tests.factories import make_article, make_contributor


def picture(size=(60, 40), colour="teal") -> SimpleUploadedFile:
    out = io.BytesIO()
    Pillow.new("RGB", size, colour).save(out, "PNG")
    return SimpleUploadedFile("leaf.png", out.getvalue(), "image/png")


def image_url(name: str, *args) -> str:
    return reverse(f"admin:articles_image_{name}", args=args)


class ImageTests:
    def upload(self, browser, **changes):
        return browser.post(image_url("add"), {"title": "A leaf", "file": picture(), **changes})

    def test_author_uploads_and_finds_size_and_address(self, as_, ana):
        assert self.upload(as_(ana)).status_code == 302
        image = Image.objects.get()
        assert (image.created_by, image.current().width) == (ana, 60)
        page = as_(ana).get(image_url("change", image.pk)).content.decode()
        assert image.current().file.url in page
        assert "60 × 40" in page  # noqa: RUF001

    @pytest.mark.parametrize("content", [b"", b"no picture", b"<svg onload='x()'></svg>"])
    def test_what_is_no_picture_is_an_error_at_the_file(self, as_, ana, content):
        response = self.upload(as_(ana), file=SimpleUploadedFile("x.png", content, "image/png"))
        assert "file" in response.context["adminform"].form.errors
        assert not Image.objects.exists()

    def test_another_file_is_another_version(self, as_, ana):
        self.upload(as_(ana))
        image = Image.objects.get()
        as_(ana).post(image_url("change", image.pk), {"title": "A leaf", "file": picture(colour="red")})
        assert [version.number for version in image.versions.all()] == [2, 1]

    def test_words_change_without_another_file(self, as_, ana):
        self.upload(as_(ana))
        image = Image.objects.get()
        as_(ana).post(image_url("change", image.pk), {"title": "A green leaf"})
        image.refresh_from_db()
        assert (image.title, image.versions.count()) == ("A green leaf", 1)

    def test_says_where_it_is_shown(self, as_, ana):
        self.upload(as_(ana))
        image = Image.objects.get()
        shown = f'<p>Look:</p><img src="{image.current().file.url}" alt="A leaf">'
        make_article("About leaves", body=shown)
        assert "About leaves" in as_(ana).get(image_url("change", image.pk)).content.decode()

    def test_is_never_deleted(self, as_, root, ana):
        self.upload(as_(ana))
        assert as_(root).post(image_url("delete", Image.objects.get().pk), {"post": "yes"}).status_code == 403

    def test_choices_for_the_editor_are_narrowed_by_title(self, as_, ana):
        self.upload(as_(ana))
        self.upload(as_(ana), title="A tree", file=picture(colour="red"))
        found = as_(ana).get(image_url("choose"), {"q": "leaf"}).json()["pictures"]
        assert [one["title"] for one in found] == ["A leaf"]
        assert found[0]["address"].startswith("/media/images/")

    def test_choices_cost_the_same_with_many(self, as_, ana, django_assert_max_num_queries):
        for number in range(5):
            self.upload(as_(ana), title=f"Leaf {number}", file=picture(size=(10 + number, 10)))
        browser = as_(ana)
        with django_assert_max_num_queries(9):
            browser.get(image_url("choose"))

    @pytest.mark.parametrize("name", ["changelist", "add", "choose"])
    def test_reader_and_moderator_do_not_get_in(self, as_, rui, mo, name):
        assert as_(None).get(image_url(name)).status_code == 302
        assert as_(rui).get(image_url(name)).status_code == 302
        assert as_(mo).get(image_url(name)).status_code == 403


class ContributorTests:
    def test_editor_adds_a_person(self, as_, ed):
        data = {"display_name": "Dr Ada", "slug": "dr-ada", "credentials": "Physician", "biography": ""}
        assert as_(ed).post(reverse("admin:articles_contributor_add"), data).status_code == 302
        assert Contributor.objects.get().credentials == "Physician"

    def test_author_looks_people_up_and_changes_nobody(self, as_, ana):
        person = make_contributor("Bea")
        address = reverse("admin:articles_contributor_change", args=[person.pk])
        assert as_(ana).get(address).status_code == 200
        assert as_(ana).post(address, {"display_name": "X", "slug": "x"}).status_code == 403
        query = {"app_label": "articles", "model_name": "byline", "field_name": "contributor", "term": "be"}
        assert [one["text"] for one in as_(ana).get(reverse("admin:autocomplete"), query).json()["results"]] == ["Bea"]

    def test_author_cannot_put_themself_behind_anothers_byline(self, as_, ana):
        person = make_contributor("Bea")
        as_(ana).post(
            reverse("admin:articles_contributor_change", args=[person.pk]),
            {"display_name": "Bea", "slug": "bea", "user": ana.pk},
        )
        person.refresh_from_db()
        assert person.user is None

    def test_editor_cannot_either(self, as_, ed):
        """Whose byline an account may write under is a right, and superusers hand out rights."""
        person = make_contributor("Bea")
        as_(ed).post(
            reverse("admin:articles_contributor_change", args=[person.pk]),
            {"display_name": "Bea", "slug": "bea", "user": ed.pk},
        )
        person.refresh_from_db()
        assert person.user is None

    def test_person_in_a_byline_is_not_deleted(self, as_, root):
        make_article(contributors=(make_contributor("Bea"),))
        person = Byline.objects.get().contributor
        address = reverse("admin:articles_contributor_delete", args=[person.pk])
        assert as_(root).post(address, {"post": "yes"}).status_code == 403

    def test_list_costs_the_same_with_many(self, as_, ed, django_assert_max_num_queries):
        for name in "ABCDE":
            make_article(f"By {name}", contributors=(make_contributor(name),))
        browser = as_(ed)
        browser.get(reverse("admin:articles_contributor_changelist"))
        with django_assert_max_num_queries(12):
            browser.get(reverse("admin:articles_contributor_changelist"))

    def test_reader_and_moderator_do_not_get_in(self, as_, rui, mo):
        assert as_(rui).get(reverse("admin:articles_contributor_changelist")).status_code == 302
        assert as_(mo).get(reverse("admin:articles_contributor_changelist")).status_code == 403
