"""Checked professions: asked for, checked by two, worn on a comment, and gone from it the moment they end."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from comments import hats
from comments.leaving import export, leave
from comments.models import Comment, Hat
from comments.posting import PostRefused, post
from comments.readers.forms import CommentForm
from healthsite.accounts.models import OutgoingMail
from healthsite.hat_news import tell_bearers
from tests.conftest import make_person

ENTRY = {"role": "Registered nurse", "register": "Nursing register", "number": "N-1"}
TEXT = "As a nurse I see this every week, and it passes."


@pytest.fixture
def mia(db):
    return make_person("mia@example.org", "Mia", "Moderators")


@pytest.fixture
def hat(rui, mo, mia):
    """Rui’s hat, checked by Mo and Mia."""
    asked = hats.ask(rui, **ENTRY)
    hats.check(asked, by=mo)
    return hats.check(asked, by=mia)


def page(client, article) -> str:
    return client.get(article.get_absolute_url()).content.decode()


class AskTests:
    def test_a_reader_asks_and_sees_that_it_waits(self, as_, rui):
        browser = as_(rui)
        assert browser.post(reverse("my:ask_for_hat"), {**ENTRY, "evidence": "See the register."}).status_code == 302
        html = browser.get(reverse("my:hats")).content.decode()
        assert "Registered nurse" in html
        assert "waiting" in html

    def test_asked_twice_is_asked_once(self, rui):
        assert hats.ask(rui, **ENTRY) == hats.ask(rui, **ENTRY)

    def test_nobody_asks_for_more_than_a_few(self, rui):
        for number in range(hats.MOST_ASKED):
            hats.ask(rui, **{**ENTRY, "number": str(number)})
        with pytest.raises(hats.HatRefused):
            hats.ask(rui, **{**ENTRY, "number": "one more"})

    def test_a_form_with_gaps_comes_back_with_what_was_typed(self, as_, rui):
        response = as_(rui).post(reverse("my:ask_for_hat"), {"role": "Registered nurse"})
        assert response.status_code == 422
        assert 'value="Registered nurse"' in response.content.decode()
        assert not Hat.objects.exists()

    def test_a_visitor_is_asked_to_log_in(self, client, db):
        assert client.post(reverse("my:ask_for_hat"), ENTRY).status_code == 302
        assert not Hat.objects.exists()

    def test_nobody_drops_the_hat_of_another(self, as_, eve, hat):
        assert as_(eve).post(reverse("my:drop_hat", args=[hat.pk])).status_code == 404
        assert Hat.objects.filter(pk=hat.pk).exists()


class CheckTests:
    def test_one_person_is_not_enough(self, rui, mo):
        asked = hats.ask(rui, **ENTRY)
        assert hats.check(asked, by=mo).state() == "seen_once"
        assert hats.check(asked, by=mo).state() == "seen_once"

    def test_two_people_make_it_valid_for_a_year(self, hat):
        assert hat.state() == "valid"
        assert hat.expires_on == timezone.localdate() + timedelta(days=365)

    def test_a_third_look_changes_nothing(self, hat, mo):
        assert hats.check(hat, by=mo).confirmed_by == hat.confirmed_by

    def test_nobody_checks_their_own(self, mo):
        asked = hats.ask(mo, **ENTRY)
        with pytest.raises(hats.HatRefused):
            hats.check(asked, by=mo)

    def test_a_refused_one_is_not_checked_any_more(self, rui, mo, mia):
        asked = hats.ask(rui, **ENTRY)
        hats.end(asked, by=mo, reason="No such entry.")
        with pytest.raises(hats.HatRefused):
            hats.check(asked, by=mia)

    def test_an_end_needs_a_reason_and_another_person(self, hat, mo, rui):
        for by, reason in ((mo, " "), (rui, "Enough")):
            with pytest.raises(hats.HatRefused):
                hats.end(hat, by=by, reason=reason)

    def test_the_desk_checks_and_refuses(self, as_, rui, mo, mia):
        asked = hats.ask(rui, **ENTRY)
        for by in (mo, mia):
            as_(by).post(reverse("moderation:check_hat", args=[asked.pk]))
        asked.refresh_from_db()
        assert asked.state() == "valid"
        as_(mo).post(reverse("moderation:end_hat", args=[asked.pk]), {"reason": "Taken off the register.\x00"})
        asked.refresh_from_db()
        assert (asked.state(), asked.end_reason) == ("revoked", "Taken off the register.")

    @pytest.mark.parametrize("name", ["rui", "eve", "ana", "ed"])
    def test_those_who_do_not_moderate_find_nothing(self, as_, hat, name, request):
        browser = as_(request.getfixturevalue(name))
        assert browser.get(reverse("moderation:hats")).status_code == 404
        assert browser.post(reverse("moderation:check_hat", args=[hat.pk])).status_code == 404
        assert browser.post(reverse("moderation:end_hat", args=[hat.pk]), {"reason": "x"}).status_code == 404

    def test_a_moderator_finds_them_in_every_state(self, as_, mo, rui, hat):
        hats.ask(rui, **{**ENTRY, "number": "2"})
        lapsed = hats.ask(rui, **{**ENTRY, "number": "3"})
        Hat.objects.filter(pk=lapsed.pk).update(confirmed_at=timezone.now(), expires_on="2020-01-01")
        html = as_(mo).get(reverse("moderation:hats")).content.decode()
        assert html.count("Registered nurse") >= 3


class WearTests:
    def test_it_is_offered_to_those_who_have_one_and_to_nobody_else(self, as_, rui, eve, article, hat):
        assert "checked by this site" in page(as_(rui), article)
        assert 'name="hat"' in page(as_(rui), article)
        assert "checked by this site" not in page(as_(eve), article)

    def test_worn_it_stands_beside_the_name(self, client, publish_first, article, rui, hat):
        post(author=rui, article=article, text=TEXT, hat=str(hat.pk))
        html = page(client, article)
        assert "Registered nurse – checked by this site, " in html
        assert "not verified by us" not in html

    def test_not_worn_it_does_not(self, client, publish_first, article, rui, hat):
        post(author=rui, article=article, text=TEXT)
        html = page(client, article)
        assert "checked by this site," not in html
        assert "not verified by us" in html

    @pytest.mark.parametrize("end", ["revoked", "lapsed", "dropped"])
    def test_ended_it_vanishes_from_old_comments_and_the_claim_is_unchecked_again(
        self, client, publish_first, article, rui, mo, hat, end
    ):
        post(author=rui, article=article, text=TEXT, hat=str(hat.pk))
        article.refresh_from_db()
        before = article.page_version
        if end == "revoked":
            hats.end(hat, by=mo, reason="Taken off the register.")
        elif end == "dropped":
            hats.drop(hat)
        else:
            Hat.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
        html = page(client, article)
        assert "checked by this site," not in html
        assert "not verified by us" in html
        article.refresh_from_db()
        assert end == "lapsed" or article.page_version > before

    @pytest.mark.parametrize("number", ["999999", "x", "-1", "٣", "\x00"])
    def test_what_is_no_hat_of_ones_own_is_refused_and_the_words_kept(self, as_, rui, article, number):
        form = CommentForm.fresh(rui)
        data = {"text": TEXT, "key": "k", "writer": form.initial["writer"], "hat": number}
        response = as_(rui).post(reverse("comments:post", args=[article.slug]), data)
        if number == "\x00":
            assert response.status_code == 303
            return
        assert response.status_code == 422
        assert TEXT in response.content.decode()
        assert not Comment.objects.exists()

    def test_nobody_wears_the_hat_of_another(self, article, eve, hat):
        with pytest.raises(PostRefused) as refusal:
            post(author=eve, article=article, text=TEXT, hat=str(hat.pk))
        assert refusal.value.refused.reason == "hat_gone"

    def test_it_survives_the_question_before_posting(self, as_, rui, article, hat):
        form = CommentForm.fresh(rui)
        data = {"text": "Write to rui@example.org", "key": "k", "writer": form.initial["writer"], "hat": str(hat.pk)}
        url, browser = reverse("comments:post", args=[article.slug]), as_(rui)
        asked = browser.post(url, data).context["as_it_is"]
        browser.post(url, {name: asked.initial.get(name, "") for name in asked.fields})
        assert Comment.objects.get().hat == hat

    def test_many_hats_cost_the_page_what_one_costs(self, client, publish_first, article, rui, mo, mia, hat):
        post(author=rui, article=article, text=TEXT, hat=str(hat.pk))
        page(client, article)
        one = cost(client, article)
        for number in range(4):
            nurse = make_person(f"nurse{number}@example.org", f"Nurse{number}x")
            asked = hats.ask(nurse, **ENTRY)
            for by in (mo, mia):
                hats.check(asked, by=by)
            post(author=nurse, article=article, text=f"The same here, {number}.", hat=str(asked.pk))
        assert cost(client, article) == one
        assert page(client, article).count("checked by this site,") == 5


def cost(client, article) -> int:
    with CaptureQueriesContext(connection) as queries:
        page(client, article)
    return len(queries)


class NewsTests:
    def test_its_bearer_hears_once_of_each_change(self, hat, mo):
        tell_bearers()
        tell_bearers()
        assert OutgoingMail.objects.count() == 1
        hats.end(hat, by=mo, reason="Taken off the register.")
        tell_bearers()
        assert OutgoingMail.objects.count() == 2

    def test_a_month_before_it_lapses_its_bearer_is_reminded_once(self, hat):
        tell_bearers()
        Hat.objects.update(expires_on=timezone.localdate() + timedelta(days=29))
        tell_bearers()
        tell_bearers()
        assert OutgoingMail.objects.count() == 2


class LeavingTests:
    def test_hats_are_exported_and_go_with_the_account(self, rui, hat):
        assert export(rui)["checked professions"][0]["profession"] == "Registered nurse"
        leave(rui, keep_words=True)
        assert not Hat.objects.exists()
