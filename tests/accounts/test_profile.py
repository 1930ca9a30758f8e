from unittest import mock

import pytest
from django.urls import reverse

from healthsite.accounts.models import User

PROFILE = "/accounts/profile/"


class ProfileTests:
    def test_visitor_is_asked_to_log_in_and_comes_back(self, client, db):
        answer = client.get(PROFILE)
        assert answer.status_code == 302
        assert answer["Location"] == f"{reverse('account_login')}?next={PROFILE}"

    def test_person_changes_name_and_time_zone(self, as_, rui):
        answer = as_(rui).post(PROFILE, {"display_name": " Rui   Costa ", "time_zone": "Europe/Lisbon"}, follow=True)
        rui.refresh_from_db()
        assert (rui.display_name, rui.time_zone) == ("Rui Costa", "Europe/Lisbon")
        assert "Your changes are saved." in answer.content.decode()

    @pytest.mark.parametrize("name", ["Dr Rui", "Аna", "a n a", "rui@example.org", "Ru\u200bi", "x"])
    def test_refused_name_stays_out_and_the_page_says_why_at_the_field(self, as_, rui, ana, name):
        answer = as_(rui).post(PROFILE, {"display_name": name, "time_zone": ""})
        rui.refresh_from_db()
        assert rui.display_name == "Rui"
        page = answer.content.decode()
        assert 'aria-invalid="true"' in page
        assert 'aria-describedby="id_display_name_helptext id_display_name_error"' in page
        assert '<a href="#id_display_name">' in page
        assert ">Rui<" in page  # the header still says who it is

    def test_own_name_in_another_spelling_is_allowed(self, as_, rui):
        as_(rui).post(PROFILE, {"display_name": "RUI", "time_zone": ""})
        rui.refresh_from_db()
        assert rui.display_name == "RUI"

    def test_name_that_someone_took_a_moment_ago_is_an_error_at_the_field(self, as_, rui, eve):
        with mock.patch.object(type(User.objects), "with_name_like", lambda self, name: User.objects.none()):
            answer = as_(rui).post(PROFILE, {"display_name": "Eve", "time_zone": ""})
        assert answer.status_code == 200
        assert "Someone has this display name already" in answer.content.decode()

    @pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "Europe/London\n"])
    def test_unknown_time_zone_is_refused(self, as_, rui, zone):
        answer = as_(rui).post(PROFILE, {"display_name": "Rui", "time_zone": zone})
        rui.refresh_from_db()
        assert rui.time_zone == ""
        assert answer.status_code == 200

    def test_model_refuses_an_unknown_time_zone_too(self, rui):
        from django.core.exceptions import ValidationError

        rui.time_zone = "Mars/Olympus"
        with pytest.raises(ValidationError):
            rui.full_clean()

    def test_page_leads_to_everything_else_about_the_account(self, as_, rui):
        page = as_(rui).get(PROFILE).content.decode()
        for name in ("account_email", "account_change_password", "mfa_index", "usersessions_list"):
            assert f'href="{reverse(name)}"' in page

    def test_form_has_no_door_to_rights(self, as_, rui):
        as_(rui).post(PROFILE, {"display_name": "Rui", "time_zone": "", "is_staff": "on", "is_superuser": "on"})
        rui.refresh_from_db()
        assert not rui.is_staff
        assert not rui.is_superuser
