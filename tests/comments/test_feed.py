"""The feed of an article's comments: what is public and nothing else, in words that every feed reader can parse."""

from datetime import timedelta

import pytest
import time_machine
from defusedxml import ElementTree as ET
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from articles import publishing
from comments.models import Comment
from comments.readers.feeds import COMMENTS_IN_A_FEED, _for_xml
from comments.transitions import transition
from tests.comments.conftest import remove
from tests.comments.hostile import SCRIPTS, assert_nothing_runs
from tests.factories import make_article

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def address(article):
    return reverse("comments:feed", args=[article.slug])


def entries(client, article):
    response = client.get(address(article))
    assert response.status_code == 200
    return ET.fromstring(response.content).findall("a:entry", ATOM)


def words(client, article):
    return [entry.findtext("a:content", namespaces=ATOM) for entry in entries(client, article)]


class ContentTests:
    def test_the_newest_comes_first(self, as_, article, say):
        say("the first")
        say("the second")
        assert words(as_(None), article) == ["<p>the second</p>", "<p>the first</p>"]

    @pytest.mark.parametrize("status", ["held", "rejected", "spam", "withdrawn", "erased"])
    def test_nothing_of_what_is_not_public_is_in_it(self, as_, article, say, status):
        say("public")
        gone = say("canary", status=status)
        feed = as_(None).get(address(article)).content.decode()
        assert "canary" not in feed
        assert gone.public_id not in feed

    @pytest.mark.parametrize("reader", ["rui", "mo", "ana"])
    def test_it_is_the_same_for_the_writer_and_for_moderators(self, request, as_, article, say, reader):
        say("canary", status="held")
        assert words(as_(request.getfixturevalue(reader)), article) == []

    def test_an_entry_names_its_writer_and_its_place(self, as_, article, say):
        comment = say("words")
        entry = entries(as_(None), article)[0]
        assert entry.findtext("a:author/a:name", namespaces=ATOM) == "Rui"
        assert entry.find("a:link", ATOM).get("href") == f"http://testserver{comment.get_absolute_url()}"
        assert "Rui" in entry.findtext("a:title", namespaces=ATOM)

    def test_who_writes_without_a_name_has_none(self, as_, article, say):
        Comment.objects.filter(pk=say("words").pk).update(anonymous=True)
        feed = as_(None).get(address(article)).content.decode()
        assert "A reader" in feed
        assert "Rui" not in feed

    def test_an_edit_moves_the_time_and_not_the_id(self, as_, article, say):
        comment = say("words")
        before = entries(as_(None), article)[0]
        edited = timezone.now() + timedelta(minutes=3)
        Comment.objects.filter(pk=comment.pk).update(edited_at=edited)
        after = entries(as_(None), article)[0]
        assert after.findtext("a:id", namespaces=ATOM) == before.findtext("a:id", namespaces=ATOM)
        assert after.findtext("a:updated", namespaces=ATOM) > before.findtext("a:updated", namespaces=ATOM)
        assert after.findtext("a:published", namespaces=ATOM) == before.findtext("a:published", namespaces=ATOM)

    def test_a_comment_that_was_hidden_for_a_while_keeps_its_id(self, as_, article, say, mo, root):
        comment = say("words")
        first = entries(as_(None), article)[0].findtext("a:id", namespaces=ATOM)
        remove(comment, mo)
        transition(comment, "published", actor=root, role="moderator")
        assert entries(as_(None), article)[0].findtext("a:id", namespaces=ATOM) == first

    def test_no_comments_make_a_feed_without_entries(self, as_, article):
        assert entries(as_(None), article) == []

    def test_it_is_bounded_and_costs_the_same_with_many(
        self, as_, article, rui, say, publish_first, django_assert_num_queries
    ):
        say("one")
        with django_assert_num_queries(4):
            as_(None).get(address(article))
        for number in range(COMMENTS_IN_A_FEED + 2):
            say(f"more {number}")
        with django_assert_num_queries(4):
            found = words(as_(None), article)
        assert len(found) == COMMENTS_IN_A_FEED
        assert "<p>one</p>" not in found


class AddressTests:
    def test_the_article_names_its_feed(self, as_, article):
        page = as_(None).get(article.get_absolute_url()).content.decode()
        assert page.count(f'href="{address(article)}"') == 2
        assert 'type="application/atom+xml"' in page

    def test_a_draft_has_none_whoever_asks(self, as_, ana):
        draft = make_article("Hidden", live=False)
        for reader in (None, ana):
            assert as_(reader).get(address(draft)).status_code == 404

    def test_a_withdrawn_article_has_none_any_more(self, as_, article, say):
        say("canary")
        publishing.withdraw(article, by=None, reason="Out of date.")
        response = as_(None).get(address(article))
        assert response.status_code == 410
        assert b"canary" not in response.content

    def test_an_old_address_leads_to_the_new_one(self, as_, article):
        old = address(article)
        publishing.change_slug(article, "another", by=None)
        response = as_(None).get(old)
        assert response.status_code == 301
        assert response["Location"] == "/articles/another/comments/feed/"

    def test_the_feed_stays_the_same_feed_at_another_address(self, as_, article):
        def feed_id():
            return ET.fromstring(as_(None).get(address(article)).content).findtext("a:id", namespaces=ATOM)

        before = feed_id()
        publishing.change_slug(article, "another", by=None)
        article.refresh_from_db()
        assert feed_id() == before

    def test_nothing_can_be_sent_to_it(self, as_, article, rui):
        assert as_(rui).post(address(article)).status_code == 405


class CachingTests:
    def test_visitors_get_no_cookie_and_caches_may_keep_it_a_second(self, as_, article, say):
        say("words")
        response = as_(None).get(address(article))
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
        assert "public" in response["Cache-Control"]
        assert "s-maxage=1" in response["Cache-Control"]
        assert response["Content-Type"] == "application/atom+xml; charset=utf-8"

    def test_who_has_it_already_gets_304(self, as_, article, say):
        say("words")
        tag = as_(None).get(address(article))["ETag"]
        response = as_(None).get(address(article), headers={"If-None-Match": tag})
        assert response.status_code == 304
        assert not response.content

    def test_the_date_serves_too(self, as_, article, say):
        say("words")
        with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
            response = as_(None).get(address(article))
            again = as_(None).get(address(article), headers={"If-Modified-Since": response["Last-Modified"]})
            assert again.status_code == 304

    def test_a_removal_is_a_change(self, as_, article, say, mo):
        comment = say("words")
        with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
            before = as_(None).get(address(article))
        with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=False):
            remove(comment, mo)
        with time_machine.travel(timezone.now() + timedelta(minutes=3), tick=False):
            for header, name in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
                response = as_(None).get(address(article), headers={header: before[name]})
                assert response.status_code == 200
                assert b"words" not in response.content

    def test_a_change_within_the_same_second_is_told_by_the_tag_alone(self, as_, article, say, mo):
        with time_machine.travel(timezone.now(), tick=False):
            comment = say("words")
            before = as_(None).get(address(article))
            assert "Last-Modified" not in before
            remove(comment, mo)
            response = as_(None).get(address(article), headers={"If-None-Match": before["ETag"]})
            assert response.status_code == 200


class HostileTests:
    @pytest.mark.parametrize("script", SCRIPTS)
    def test_nothing_in_a_comment_runs(self, as_, article, rui, say, publish_first, script):
        say(f"x {script}")
        for html in words(as_(None), article):
            assert_nothing_runs(html)

    @pytest.mark.parametrize("script", SCRIPTS)
    def test_nothing_in_a_name_or_a_title_runs(self, as_, say, script):
        article = make_article(f"T {script}"[:150], slug="hostile")
        Comment.objects.filter(pk=say("words", below=article).pk).update(author_name=script[:150])
        feed = ET.fromstring(as_(None).get(address(article)).content)
        allowed = {
            "feed",
            "title",
            "link",
            "id",
            "updated",
            "subtitle",
            "entry",
            "published",
            "author",
            "name",
            "content",
        }
        assert {element.tag.partition("}")[2] for element in feed.iter()} <= allowed
        types = {element.get("type") for element in feed.iter() if element.tag.endswith(("title", "name"))}
        assert types == {None}, "titles and names are plain text"

    @given(st.text(alphabet=st.characters(exclude_categories=())))
    def test_whatever_a_text_holds_xml_can_hold_what_is_left(self, text):
        from xml.sax.saxutils import escape

        ET.fromstring(f"<x>{escape(_for_xml(text))}</x>")
