"""One's own pages: what one wrote and what became of it, what one watches, what mail one gets; leaving by a link."""

import pytest
import time_machine
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comments.mail.unsubscribing import SALT, stop_url
from comments.models import MailPreference, Subscription
from comments.transitions import transition
from tests.comments.conftest import remove
from tests.comments.letterbox import mail_that_leaves
from tests.factories import make_article, make_contributor

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def link(person, kind, **more):
    return stop_url(person, kind, **more).partition("//")[2].partition("/")[2].join(["/", ""])


class MyCommentsTests:
    def page(self, as_, person, **query):
        response = as_(person).get(reverse("my:comments"), query)
        assert response.status_code == 200
        return response.content.decode()

    def test_each_comment_stands_there_with_its_state_and_the_reason_in_words(self, as_, say, rui, mo):
        say("Words that stand")
        remove(say("Words that went"), mo)
        page = self.page(as_, rui)
        assert "Words that stand" in page
        assert "Words that went" in page
        assert "Rejected" in page
        assert "Hurtful to others" in page
        assert "A person read it and decided." in page

    def test_the_letter_stands_there_and_the_note_and_the_name_of_the_moderator_do_not(self, as_, say, rui, mo):
        transition(
            say(), "rejected", actor=mo, role="moderator", reason="other", public_text="Dear writer,",
            private_note="secret-note",
        )  # fmt: skip
        page = self.page(as_, rui)
        assert "Dear writer," in page
        assert "secret-note" not in page
        assert ">Mo<" not in page

    def test_nobody_sees_anothers(self, as_, say, eve):
        say("Words of Rui")
        assert "Words of Rui" not in self.page(as_, eve)

    def test_a_visitor_is_asked_to_log_in(self, say):
        for name in ("my:comments", "my:watched"):
            assert Client().get(reverse(name))["Location"].startswith(reverse("account_login"))

    def test_it_is_kept_by_no_cache(self, as_, rui):
        assert "no-store" in as_(rui).get(reverse("my:comments"))["Cache-Control"]

    def test_pages_cost_the_same_however_many(self, as_, say, rui, mo):
        def cost():
            browser = as_(rui)
            with CaptureQueriesContext(connection) as queries:
                browser.get(reverse("my:comments"))
            return len(queries)

        remove(say(), mo)
        one = cost()
        for n in range(25):
            remove(say(f"words {n}"), mo)
        assert cost() == one
        assert "words 24" not in self.page(as_, rui, page=2)
        assert "It helped me." in self.page(as_, rui, page=2)


class WatchTests:
    def post(self, client, name, *args, **fields):
        return client.post(reverse(f"my:{name}", args=args), fields)

    def test_one_button_watches_and_the_same_place_ends_it(self, as_, rui, article):
        browser = as_(rui)
        assert "Watch this discussion" in browser.get(article.get_absolute_url()).content.decode()
        response = self.post(browser, "watch_article", article.slug)
        assert (response.status_code, response["Location"]) == (303, f"{article.get_absolute_url()}#comments")
        assert "Stop watching this discussion" in browser.get(article.get_absolute_url()).content.decode()
        self.post(browser, "watch_article", article.slug)
        assert Subscription.objects.count() == 1
        self.post(browser, "unwatch_article", article.slug)
        self.post(browser, "unwatch_article", article.slug)
        assert not Subscription.objects.exists()

    def test_a_thread_is_watched_from_its_own_page(self, as_, eve, say):
        root = say()
        browser = as_(eve)
        assert "Watch this thread" in browser.get(reverse("comments:thread", args=[root.public_id])).content.decode()
        self.post(browser, "watch_thread", root.public_id)
        assert Subscription.objects.get().comment == root
        self.post(browser, "unwatch_thread", root.public_id)
        assert not Subscription.objects.exists()

    @pytest.mark.parametrize("status", ["held", "rejected", "spam", "withdrawn", "erased"])
    def test_a_thread_that_is_not_public_is_not_there(self, as_, eve, say, status):
        comment = say(status=status)
        assert self.post(as_(eve), "watch_thread", comment.public_id).status_code == 404

    def test_an_article_that_is_not_public_is_not_there(self, as_, eve):
        draft = make_article("A draft", live=False)
        assert self.post(as_(eve), "watch_article", draft.slug).status_code == 404

    def test_an_author_watches_by_default_and_can_end_it(self, as_, ana):
        article = make_article("Migraine", contributors=[make_contributor("Ana B", user=ana)])
        browser = as_(ana)
        assert "Stop watching" in browser.get(article.get_absolute_url()).content.decode()
        self.post(browser, "unwatch_article", article.slug)
        assert Subscription.objects.get().muted
        assert "Watch this discussion" in browser.get(article.get_absolute_url()).content.decode()

    def test_a_visitor_sees_no_button_and_watches_nothing(self, article):
        assert "Watch this" not in Client().get(article.get_absolute_url()).content.decode()
        response = self.post(Client(), "watch_article", article.slug)
        assert response["Location"].startswith(reverse("account_login"))
        assert not Subscription.objects.exists()

    def test_what_one_watches_is_listed_and_ended_there(self, as_, rui, eve, article, say):
        root = say()
        browser = as_(rui)
        self.post(browser, "watch_article", article.slug)
        self.post(browser, "watch_thread", root.public_id)
        page = browser.get(reverse("my:watched")).content.decode()
        assert "The thread that Rui began below “Living with hay fever”" in page
        response = self.post(browser, "unwatch_thread", root.public_id, back="watched")
        assert response["Location"] == reverse("my:watched")
        assert "Living with hay fever" not in as_(eve).get(reverse("my:watched")).content.decode()

    def test_the_list_costs_the_same_however_long(self, as_, rui):
        def cost():
            browser = as_(rui)
            with CaptureQueriesContext(connection) as queries:
                browser.get(reverse("my:watched"))
            return len(queries)

        self.post(as_(rui), "watch_article", make_article("Number one").slug)
        one = cost()
        for n in range(5):
            self.post(as_(rui), "watch_article", make_article(f"Another {n}").slug)
        assert cost() == one


class PreferenceTests:
    def test_what_one_wants_is_saved_for_oneself_alone(self, as_, rui, eve):
        answer = as_(rui).post(reverse("my:choose_mail"), {"frequency": "daily", "replies": "on", "person": eve.pk})
        assert answer.status_code == 303
        wants = MailPreference.objects.get()
        assert (wants.person, wants.frequency, wants.replies, wants.decided) == (rui, "daily", True, False)

    def test_what_is_no_choice_is_refused(self, as_, rui):
        answer = as_(rui).post(reverse("my:choose_mail"), {"frequency": "hourly"})
        assert answer.status_code == 422
        assert not MailPreference.objects.exists()

    def test_looking_writes_nothing(self, as_, rui):
        as_(rui).get(reverse("my:watched"))
        assert not MailPreference.objects.exists()


class LeavingByALinkTests:
    def test_the_mail_programs_button_ends_exactly_that_kind_without_log_in_or_token(self, rui):
        browser = Client(enforce_csrf_checks=True)
        response = browser.post(
            link(rui, "replies"), "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
        )
        assert response.status_code == 200
        assert not browser.cookies
        wants = MailPreference.objects.get(person=rui)
        assert (wants.replies, wants.watched, wants.authored, wants.decided) == (False, True, True, True)
        assert wants.frequency == "instant"

    def test_the_link_of_a_real_mail_works(self, say, eve, rui, publish_first):
        say(by=eve, parent=say())
        (message,) = mail_that_leaves()
        address = message.extra_headers["List-Unsubscribe"].strip("<>")
        path = "/" + address.split("/", 3)[3]
        assert Client().post(path, ONE_CLICK).status_code == 200
        say(by=eve, parent=say())
        assert mail_that_leaves() == []

    @pytest.mark.parametrize("everything", [False, True])
    @pytest.mark.parametrize("method", ["get", "head"])
    def test_looking_changes_nothing(self, rui, method, everything):
        with CaptureQueriesContext(connection) as queries:
            response = getattr(Client(), method)(link(rui, "replies", everything=everything))
        assert response.status_code == 200
        assert not [q for q in queries if q["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]
        assert not MailPreference.objects.exists()

    @time_machine.travel("2026-11-26 12:00:00Z", tick=False)  # a signed link holds the second in which it was made
    def test_the_page_has_a_button_and_the_way_to_end_all(self, rui):
        page = Client().get(link(rui, "watched")).content.decode()
        assert 'name="List-Unsubscribe" value="One-Click"' in page
        assert "New comments in what I watch" in page
        assert link(rui, "watched", everything=True) in page

    def test_a_post_without_the_button_changes_nothing(self, rui):
        assert Client().post(link(rui, "replies"), {"x": "y"}).status_code == 400
        assert not MailPreference.objects.exists()

    def test_everything_is_ended_by_the_second_page(self, rui):
        assert Client().post(link(rui, "replies", everything=True), ONE_CLICK).status_code == 200
        assert MailPreference.objects.get(person=rui).frequency == "never"

    def test_ending_twice_is_ending_once(self, rui):
        for _time in range(2):
            assert Client().post(link(rui, "decided"), ONE_CLICK).status_code == 200
        assert MailPreference.objects.get().decided is False

    @pytest.mark.parametrize(
        "token",
        [
            "nonsense",
            "a:b:c",
            signing.dumps([1, "replies"], salt="another"),
            signing.dumps([1, "everything"], salt=SALT),
            signing.dumps([999999, "replies"], salt=SALT),
            signing.dumps("x", salt=SALT),
            signing.dumps([1], salt=SALT),
        ],
        ids=["no token", "no signature", "for something else", "no such kind", "nobody", "no list", "too short"],
    )
    def test_a_link_that_nobody_signed_is_not_there(self, rui, token):
        for name in ("my:stop", "my:stop_everything"):
            assert Client().post(reverse(name, args=[token]), ONE_CLICK).status_code == 404
        assert not MailPreference.objects.exists()

    def test_the_link_of_one_person_says_nothing_about_another(self, as_, rui, eve):
        as_(eve).post(link(rui, "replies"), ONE_CLICK)
        assert MailPreference.objects.get().person == rui
