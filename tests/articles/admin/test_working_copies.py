"""What an author types is kept in the background, never as a revision, and offered when they are back."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import working_copies
from articles.models import Article, Revision, WorkingCopy
from tests.factories import make_article, make_source

from .desk import typed, url

KEY = "a-key-of-a-form-0001"
OTHER = "a-key-of-a-form-0002"


@pytest.fixture
def article(ana):
    return make_article(by=ana, live=False)


def keep(browser, article=None, key=KEY, **changes):
    address = url("keep", article.pk) if article else url("keep_new")
    return browser.post(address, typed(article, working_copy=key, **changes))


def form_of(response):
    return response.context["adminform"].form


class KeepTests:
    def test_it_is_kept_and_is_no_revision(self, as_, ana, article):
        answer = keep(as_(ana), article, body="<p>New words.</p>")
        assert answer.status_code == 200
        assert answer.json()["others"] == []
        assert WorkingCopy.objects.get().fields["body"] == "<p>New words.</p>"
        assert Revision.objects.count() == 1

    def test_each_form_has_one_of_its_own_and_keeps_the_newest_words(self, as_, ana, article):
        browser = as_(ana)
        keep(browser, article, title="First tab")
        keep(browser, article, key=OTHER, title="Second tab")
        keep(browser, article, title="First tab again")
        titles = {copy.fields["title"] for copy in WorkingCopy.objects.all()}
        assert titles == {"First tab again", "Second tab"}

    def test_an_article_that_is_not_saved_yet_is_kept_too(self, as_, ana):
        assert keep(as_(ana), title="An idea").status_code == 200
        assert not Article.objects.exists()

    def test_looking_keeps_nothing(self, as_, ana, article):
        assert as_(ana).get(url("keep", article.pk)).status_code == 405
        assert not WorkingCopy.objects.exists()

    @pytest.mark.parametrize("key", ["", "short", "x" * 41, "../../../../etc/passwd", "a key with spaces in it"])
    def test_a_form_without_a_proper_key_is_told_so(self, as_, ana, article, key):
        assert keep(as_(ana), article, key=key).status_code == 409

    def test_nobody_writes_into_the_copy_of_another(self, as_, ana, ed, article):
        keep(as_(ana), article, title="Mine")
        assert keep(as_(ed), article, title="Not mine").status_code == 409
        assert WorkingCopy.objects.get().fields["title"] == "Mine"

    @pytest.mark.parametrize("name", ["eve", "rui", "mo"])
    def test_who_may_not_write_keeps_nothing(self, as_, article, name, request):
        answer = keep(as_(request.getfixturevalue(name)), article, title="x")
        assert answer.status_code in {302, 403, 404}
        assert not WorkingCopy.objects.exists()

    def test_a_visitor_is_sent_to_log_in(self, client, article):
        assert keep(client, article).status_code == 302
        assert not WorkingCopy.objects.exists()

    def test_odd_values_are_kept_as_they_can_be(self, as_, ana, article):
        keep(as_(ana), article, title="a\x00b", authors=["1", "x", "-1"], base_revision="99999999999999")
        copy = WorkingCopy.objects.get()
        assert (copy.fields["title"], copy.fields["authors"], copy.base_revision) == ("ab", ["1"], None)

    def test_forms_that_were_left_make_room(self, as_, ana, article):
        browser = as_(ana)
        for number in range(working_copies.MOST + 3):
            keep(browser, article, key=f"a-key-of-a-form-{number:04d}", title=f"Tab {number}")
        assert WorkingCopy.objects.count() == working_copies.MOST

    def test_keeping_costs_the_same_for_one_form_and_for_many(self, as_, ana, article):
        browser = as_(ana)
        keep(browser, article)
        with CaptureQueriesContext(connection) as first:
            keep(browser, article, title="Once more")
            few = len(first)
        for number in range(8):
            keep(browser, article, key=f"a-key-of-a-form-1{number:03d}")
        with CaptureQueriesContext(connection) as second:
            keep(browser, article, title="And again")
            assert len(second) == few


class BackAgainTests:
    def test_what_was_not_saved_is_offered_with_three_ways(self, as_, ana, article):
        browser = as_(ana)
        keep(browser, article, body="<p>New words.</p>")
        html = browser.get(url("change", article.pk)).content.decode()
        assert "you typed something here that is not saved" in html
        for name in ("working_copy", "discard_working_copy"):
            assert url(name, KEY) in html
        assert f"?working_copy={KEY}" in html

    def test_going_on_brings_every_word_back_on_the_base_that_it_had(self, as_, ana, article):
        browser = as_(ana)
        keep(browser, article, title="Other title", body="<p>New words.</p>", base_revision="1")
        response = browser.get(url("change", article.pk), {"working_copy": KEY})
        form = form_of(response)
        assert form["title"].value() == "Other title"
        assert form["body"].value() == "<p>New words.</p>"
        assert form["base_revision"].value() == 1
        assert f'name="working_copy" value="{KEY}"' in response.content.decode()

    def test_the_difference_is_shown_and_hostile_words_stay_words(self, as_, ana, article):
        browser = as_(ana)
        keep(browser, article, title="<script>alert(1)</script>", body="<p>New <b>words</b>.</p>")
        html = browser.get(url("working_copy", KEY)).content.decode()
        assert "<script>alert" not in html
        assert "&lt;" in html
        added = re.findall(r"<ins>.*?</span>(.*?)</ins>", html)
        assert {"New", "words"} <= set(added)

    def test_saving_ends_it(self, as_, ana, article):
        browser = as_(ana)
        keep(browser, article, body="<p>New words.</p>")
        browser.post(url("change", article.pk), typed(article, body="<p>New words.</p>", working_copy=KEY))
        assert not WorkingCopy.objects.exists()

    def test_a_save_that_is_refused_does_not(self, as_, ana, article):
        browser = as_(ana)
        keep(browser, article, title="Title")
        response = browser.post(url("change", article.pk), typed(article, title="", working_copy=KEY))
        assert response.status_code == 200
        assert WorkingCopy.objects.exists()
        assert f'name="working_copy" value="{KEY}"' in response.content.decode()

    def test_what_says_the_same_as_the_saved_text_is_not_offered(self, as_, ana, article):
        browser = as_(ana)
        keep(browser, article)
        assert "is not saved." not in browser.get(url("change", article.pk)).content.decode()

    def test_a_citation_is_something_new_and_is_shown_as_it_is_typed(self, as_, ana, article):
        browser, source = as_(ana), make_source("A careful study")
        cited = article.latest.body.replace("</p>", f'<sup data-source="{source.pk}"></sup></p>')
        keep(browser, article, body=cited)
        assert "is not saved." in browser.get(url("change", article.pk)).content.decode()
        assert f"[source:{source.pk}]" in re.sub("<[^>]+>", "", browser.get(url("working_copy", KEY)).content.decode())

    def test_it_can_be_discarded_twice(self, as_, ana, article):
        browser = as_(ana)
        keep(browser, article, title="x")
        assert browser.post(url("discard_working_copy", KEY)).status_code == 302
        assert browser.post(url("discard_working_copy", KEY)).status_code == 302
        assert not WorkingCopy.objects.exists()

    def test_it_is_its_writers_alone(self, as_, ana, ed, article):
        keep(as_(ana), article, title="Mine")
        browser = as_(ed)
        assert browser.get(url("working_copy", KEY)).status_code == 404
        browser.post(url("discard_working_copy", KEY))
        assert WorkingCopy.objects.exists()
        response = browser.get(url("change", article.pk), {"working_copy": KEY})
        assert form_of(response)["title"].value() != "Mine"
        assert "is not saved." not in response.content.decode()

    def test_a_new_article_is_gone_on_with_too(self, as_, ana):
        browser = as_(ana)
        keep(browser, title="An idea")
        assert "is not saved." in browser.get(url("add")).content.decode()
        assert form_of(browser.get(url("add"), {"working_copy": KEY}))["title"].value() == "An idea"
        browser.post(url("add"), typed(title="An idea", working_copy=KEY))
        assert not WorkingCopy.objects.exists()


class PresenceTests:
    def test_two_people_on_one_article_see_each_other(self, as_, ana, ed, article):
        keep(as_(ana), article, title="x")
        assert keep(as_(ed), article, key=OTHER).json()["others"] == [str(ana)]
        assert f"{ana} is writing here too." in as_(ed).get(url("change", article.pk)).content.decode()

    def test_who_has_left_is_not_there(self, as_, ana, ed, article):
        keep(as_(ana), article, title="x")
        WorkingCopy.objects.update(saved_at=timezone.now() - timedelta(minutes=3))
        assert f"{ana} is writing here too." not in as_(ed).get(url("change", article.pk)).content.decode()
