"""Staff without their second factor are readers, whatever the door."""

import pytest

from articles.models import CategoryRole
from tests.factories import make_article, make_category

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def required(settings):
    settings.REQUIRE_STAFF_MFA = True


class SecondFactorTests:
    @pytest.mark.parametrize("address", ["/admin/", "/moderation/", "/admin/articles/article/"])
    def test_the_staffs_pages_send_them_to_set_it_up(self, as_, ed, address):
        answer = as_(ed).get(address)
        assert answer.status_code == 302
        assert "second" in answer["Location"]

    @pytest.mark.parametrize("address", ["/admin/", "/moderation/"])
    def test_a_prefix_put_before_the_address_opens_no_door(self, as_, ed, address):
        assert as_(ed).get(address, SCRIPT_NAME="/x").status_code == 302

    def test_a_draft_stays_closed_on_its_own_page(self, as_, ana):
        article = make_article(by=ana, live=False)
        assert as_(ana).get(article.get_absolute_url()).status_code == 404

    def test_a_role_in_a_branch_waits_as_well(self, as_, eve):
        eve.is_staff = True
        eve.save()
        CategoryRole.objects.create(user=eve, role="editor", category=make_category("conditions"))
        article = make_article(live=False, category=make_category("conditions"))
        assert as_(eve).get(article.get_absolute_url()).status_code == 404

    def test_a_superuser_is_no_exception(self, as_, root):
        article = make_article(live=False)
        assert as_(root).get(article.get_absolute_url()).status_code == 404

    def test_it_is_not_asked_of_readers(self, as_, rui):
        assert as_(rui).get(make_article().get_absolute_url()).status_code == 200
