"""The log-in ends while somebody types: the words come back, to that person only, whichever way they log in again."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comments.models import Comment, Draft, Thread
from comments.readers.forms import CommentForm
from healthsite.accounts.models import User
from tests.comments.conftest import remove
from tests.conftest import PASSWORD
from tests.factories import make_article

WORDS = "It began in the eyelid & “crept” <down>."
SHOWN = "It began in the eyelid &amp; “crept” &lt;down&gt;."


def form_of(user, **fields):
    """The hidden fields of the form that `user` had before the log-in ended."""
    initial = CommentForm.fresh(user, **fields).initial
    return {"text": WORDS, **{name: initial[name] for name in ("parent", "key", "writer")}}


def send(client, article, fields):
    return client.post(reverse("comments:post", args=[article.slug]), fields)


def came_back(response):
    """Whether the answer is the article's page with the words in the box."""
    box = re.search(r"<textarea[^>]*>(.*?)</textarea>", response.content.decode(), re.DOTALL)
    return response.status_code == 200 and box is not None and box[1].strip() == SHOWN


def next_of(client, response):
    """The path to which a log-in would go on, as the log-in page carries it."""
    page = client.get(response["Location"]).content.decode()
    return re.search(r'name="next" value="([^"]*)"', page)[1].replace("&amp;", "&")


def follow(client, response):
    """The page at the end of the redirects; a browser keeps the fragment to itself."""
    while response.status_code in {301, 302, 303}:
        target = urlsplit(response["Location"])
        response = client.get(target.path + (f"?{target.query}" if target.query else ""))
    return response


def code_in_mail():
    return re.search(r"\b([A-Z0-9]{4}-?[A-Z0-9]{4}|[A-Z0-9]{6,8})\b", mail.outbox[-1].body)[1]


@pytest.fixture
def expired(article, rui):
    """A browser in which Rui's log-in ended while typing, and who has just pressed Post."""
    client = Client()
    response = send(client, article, form_of(rui))
    client.answer = response
    return client


class KeepTests:
    def test_no_comment_is_made_and_log_in_is_asked_for(self, expired, article):
        assert expired.answer.status_code == 303
        assert not Comment.objects.exists()
        back = f"/articles/{article.slug}/%3Fdraft%3D1%23comment-form"
        assert expired.answer["Location"] == f"/accounts/login/?next={back}"

    def test_the_words_are_in_no_address_no_cookie_no_session(self, expired):
        kept = [expired.answer["Location"], *(str(cookie) for cookie in expired.cookies.values())]
        kept += [str(session.get_decoded()) for session in Session.objects.all()]
        assert not [place for place in kept if "eyelid" in place]
        assert Draft.objects.get().text == WORDS

    def test_the_words_are_in_no_log(self, caplog, article, rui):
        caplog.set_level(0)
        send(Client(), article, form_of(rui))
        assert "eyelid" not in caplog.text

    def test_a_second_try_takes_the_place_of_the_first(self, expired, article, rui):
        send(expired, article, form_of(rui) | {"text": "Other words"})
        assert [draft.text for draft in Draft.objects.all()] == ["Other words"]

    def test_an_old_draft_of_anybody_is_thrown_away(self, expired, article, eve):
        with time_machine.travel(timezone.now() + timedelta(hours=25)):
            send(Client(), article, form_of(eve))
        assert Draft.objects.count() == 1

    def test_words_that_cannot_be_taken_are_given_back_at_once_and_not_kept(self, article, rui):
        response = send(Client(), article, form_of(rui) | {"text": "x" * 6000})
        assert response.status_code == 422
        assert "x" * 6000 in response.content.decode()
        assert not Draft.objects.exists()

    def test_a_closed_discussion_sends_nobody_to_log_in(self, article, rui):
        Thread.objects.create(article=article, mode="closed")
        response = send(Client(), article, form_of(rui))
        assert response.status_code == 409
        assert SHOWN in response.content.decode()
        assert not Draft.objects.exists()


class ComeBackTests:
    def log_in(self, client, email, next_url, password=PASSWORD):
        return client.post(reverse("account_login"), {"login": email, "password": password, "next": next_url})

    def test_with_the_password(self, expired, rui):
        answer = self.log_in(expired, rui.email, next_of(expired, expired.answer))
        assert answer["Location"].endswith("/?draft=1#comment-form")
        assert came_back(follow(expired, answer))

    def test_through_a_wrong_password(self, expired, rui):
        address = next_of(expired, expired.answer)
        wrong = self.log_in(expired, rui.email, address, "not my password")
        assert wrong.status_code == 200
        again = re.search(r'name="next" value="([^"]*)"', wrong.content.decode())[1].replace("&amp;", "&")
        assert came_back(follow(expired, self.log_in(expired, rui.email, again)))

    def test_with_a_code_by_mail(self, expired, rui):
        address = next_of(expired, expired.answer)
        answer = expired.post(reverse("account_request_login_code"), {"email": rui.email, "next": address})
        assert answer.status_code == 302
        answer = expired.post(answer["Location"], {"code": code_in_mail(), "next": address})
        assert came_back(follow(expired, answer))

    def test_through_signing_up_with_a_code(self, article):
        client = Client()
        answer = send(client, article, {"text": WORDS, "key": "a-form"})
        address = next_of(client, answer)
        answer = client.post(
            reverse("account_signup"),
            {
                "email": "new@example.org",
                "username": "NewHere",
                "password1": PASSWORD,
                "consent": "on",
                "next": address,
            },
        )
        assert answer.status_code == 302, answer.content.decode()
        answer = client.post(answer["Location"], {"code": code_in_mail(), "next": address})
        assert came_back(follow(client, answer))
        assert User.objects.get(email="new@example.org").date_joined >= Draft.objects.get().created_at

    def test_what_was_answered_and_the_name_of_the_form_come_back_too(self, article, rui, say, eve):
        comment = say(by=eve)
        client = Client()
        fields = form_of(rui, parent=comment.public_id)
        send(client, article, fields)
        client.force_login(rui)
        page = client.get(article.get_absolute_url(), {"draft": "1"}).content.decode()
        assert f'value="{comment.public_id}"' in page
        assert f'value="{fields["key"]}"' in page

    def test_nothing_is_posted_before_the_reader_presses_post(self, expired, article, rui):
        expired.force_login(rui)
        expired.get(article.get_absolute_url(), {"draft": "1"})
        assert not Comment.objects.exists()

    def test_posting_throws_the_draft_away(self, expired, article, rui):
        expired.force_login(rui)
        assert send(expired, article, form_of(rui)).status_code == 303
        assert not Draft.objects.exists()
        assert not came_back(expired.get(article.get_absolute_url(), {"draft": "1"}))

    def test_reading_it_changes_nothing(self, expired, article, rui):
        expired.force_login(rui)
        before = list(Draft.objects.values()), sorted(Session.objects.values_list("session_data"))
        expired.get(article.get_absolute_url(), {"draft": "1"})
        assert (list(Draft.objects.values()), sorted(Session.objects.values_list("session_data"))) == before

    def test_what_was_answered_is_removed_meanwhile_and_the_words_still_come_back(self, article, rui, say, eve, mo):
        comment = say(by=eve)
        client = Client()
        send(client, article, form_of(rui, parent=comment.public_id))
        remove(comment, mo)
        client.force_login(rui)
        assert came_back(client.get(article.get_absolute_url(), {"draft": "1"}))
        answer = send(client, article, form_of(rui, parent=comment.public_id))
        assert answer.status_code == 409
        assert SHOWN in answer.content.decode()


class OnlyThatPersonTests:
    def sees(self, client, article):
        return came_back(client.get(article.get_absolute_url(), {"draft": "1"}))

    def test_somebody_elses_account_in_the_same_browser_does_not_see_them(self, eve, expired, article):
        expired.force_login(eve)
        assert not self.sees(expired, article)

    def test_another_browser_does_not_see_them(self, expired, article, rui):
        other = Client()
        other.force_login(rui)
        assert not self.sees(other, article)

    def test_nobody_sees_them_without_logging_in(self, expired, article):
        assert not self.sees(expired, article)

    def test_whoever_comes_after_a_log_out_does_not_see_them(self, expired, article, rui, eve):
        expired.force_login(rui)
        expired.post(reverse("account_logout"))
        for user in (eve, rui):
            expired.force_login(user)
            assert not self.sees(expired, article)

    def test_whoever_logs_in_over_another_does_not_see_them(self, article, eve):
        client = Client()
        send(client, article, {"text": WORDS})
        someone = User.objects.create_user("late@example.org", "Latecomer", PASSWORD)
        client.force_login(someone)
        assert self.sees(client, article)
        client.force_login(eve)
        assert not self.sees(client, article)

    def test_they_show_below_their_own_article_only(self, expired, rui):
        expired.force_login(rui)
        assert not self.sees(expired, make_article("Something else"))

    def test_after_a_day_they_are_gone(self, expired, article, rui):
        with time_machine.travel(timezone.now() + timedelta(hours=24, minutes=1)):
            expired.force_login(rui)
            assert not self.sees(expired, article)

    def test_a_writer_that_somebody_invented_counts_as_unknown(self, article, rui, eve):
        client = Client()
        send(client, article, {"text": WORDS, "writer": f"{rui.pk}:forged"})
        assert Draft.objects.get().writer is None

    def test_a_session_with_a_made_up_draft_shows_nothing(self, as_, article, rui):
        client = as_(rui)
        session = client.session
        session["comment_draft"] = "guess"
        session.save()
        assert not self.sees(client, article)


class StaleTokenTests:
    """A log-in in another tab changes the token that the open form carries."""

    def stale(self, article, user=None, **headers):
        client = Client(enforce_csrf_checks=True)
        if user:
            client.force_login(user)
        return client, client.post(reverse("comments:post", args=[article.slug]), {"text": WORDS}, headers=headers)

    @pytest.mark.parametrize("logged_in", [True, False])
    def test_the_words_come_back_in_a_form_that_works(self, article, rui, logged_in):
        client, answer = self.stale(article, rui if logged_in else None)
        page = answer.content.decode()
        assert answer.status_code == 403
        assert SHOWN in page
        fields = dict(re.findall(r'name="(csrfmiddlewaretoken|parent|key|writer)" value="([^"]*)"', page))
        again = client.post(reverse("comments:post", args=[article.slug]), {"text": WORDS, **fields})
        assert again.status_code == 303
        assert Comment.objects.count() == logged_in
        assert Draft.objects.count() == (not logged_in)

    def test_nothing_is_written(self, article, rui):
        self.stale(article, rui)
        assert not Comment.objects.exists()
        assert not Draft.objects.exists()

    @pytest.mark.parametrize("site", ["cross-site", "same-site"])
    def test_a_form_of_another_site_gets_no_form_to_press(self, article, rui, site):
        _client, answer = self.stale(article, rui, **{"Sec-Fetch-Site": site})
        assert answer.status_code == 403
        assert "eyelid" not in answer.content.decode()
        assert "<textarea" not in answer.content.decode()

    def test_a_draft_article_shows_nothing_of_itself(self, rui):
        _client, answer = self.stale(make_article("Secret", live=False), rui)
        assert answer.status_code in {403, 404}
        assert "Secret" not in answer.content.decode()

    def test_other_forms_get_the_plain_refusal(self, as_, rui):
        client = Client(enforce_csrf_checks=True)
        answer = client.post(reverse("account_login"), {"login": rui.email, "password": PASSWORD})
        assert answer.status_code == 403
        assert settings.CSRF_FAILURE_VIEW == "healthsite.views.csrf_failure"
