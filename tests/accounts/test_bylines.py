"""Nobody comments under the name of an author."""

import pytest
from django.urls import reverse

from healthsite.accounts.models import User
from tests.factories import make_contributor

NEWCOMER = {"email": "nora@example.org", "password1": "seven quiet herons", "consent": "on"}
LIKE_TOMASZ = ["Tomasz Brandt", "tomasz_brandt", "TomaszBrandt.", "Тоmаsz Вrаndt", "Tornasz Brandt"]


@pytest.fixture
def tomasz(db):
    """A byline without a log-in."""
    return make_contributor("Tomasz Brandt")


class BylineTests:
    @pytest.mark.parametrize("name", LIKE_TOMASZ)
    def test_reader_cannot_sign_up_under_it(self, client, tomasz, name):
        answer = client.post(reverse("account_signup"), {**NEWCOMER, "username": name})
        assert answer.status_code == 200
        assert "One of our authors has this name" in answer.content.decode()
        assert not User.objects.exists()

    @pytest.mark.parametrize("name", LIKE_TOMASZ)
    def test_nor_take_it_later(self, as_, rui, tomasz, name):
        answer = as_(rui).post("/accounts/profile/", {"display_name": name, "time_zone": ""})
        assert answer.status_code == 200
        rui.refresh_from_db()
        assert rui.display_name == "Rui"

    def test_title_in_the_byline_makes_no_room_for_the_bare_name(self, client, db):
        make_contributor("Prof. Dr. Lena Moor")
        client.post(reverse("account_signup"), {**NEWCOMER, "username": "Lena Moor"})
        assert not User.objects.exists()

    def test_whose_byline_it_is_may(self, as_, rui, tomasz):
        tomasz.user = rui
        tomasz.save()
        as_(rui).post("/accounts/profile/", {"display_name": "Tomasz Brandt", "time_zone": ""})
        rui.refresh_from_db()
        assert rui.display_name == "Tomasz Brandt"

    def test_somebody_elses_log_in_does_not_open_it(self, as_, rui, eve, tomasz):
        tomasz.user = rui
        tomasz.save()
        as_(eve).post("/accounts/profile/", {"display_name": "Tomasz Brandt", "time_zone": ""})
        eve.refresh_from_db()
        assert eve.display_name == "Eve"

    def test_name_one_had_before_there_was_the_byline_stays(self, as_, rui):
        make_contributor("Rui")
        answer = as_(rui).post("/accounts/profile/", {"display_name": "Rui", "time_zone": "Europe/Lisbon"})
        assert answer.status_code == 302

    def test_superuser_links_first_and_names_then(self, as_, root, rui, tomasz):
        page = reverse("admin:accounts_user_change", args=[rui.pk])
        words = {"display_name": "Tomasz Brandt", "email": rui.email, "is_active": "on",
                 "consents-TOTAL_FORMS": "0", "consents-INITIAL_FORMS": "0"}  # fmt: skip
        assert as_(root).post(page, words).status_code == 200
        tomasz.user = rui
        tomasz.save()
        assert as_(root).post(page, words).status_code == 302

    def test_other_names_are_as_free_as_before(self, client, tomasz):
        client.post(reverse("account_signup"), {**NEWCOMER, "username": "Thomas Brandt"})
        assert User.objects.get().display_name == "Thomas Brandt"

    def test_many_authors_cost_one_question(self, rui, django_assert_num_queries):
        from healthsite.bylines import check_no_byline

        for number in range(30):
            make_contributor(f"Writer {number}x")
        with django_assert_num_queries(1):
            check_no_byline("Quiet Heron", None)
