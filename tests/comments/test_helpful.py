"""This helped me: once a person and comment, counted anew each time, and an order of the discussion."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import publishing
from comments import helpfulness, threads
from comments.helpfulness import score_of
from comments.models import Comment, Helpful
from tests.comments.conftest import remove
from tests.comments.test_threads import fill, page_of, words
from tests.conftest import make_person


def put(client, comment, **headers):
    return client.post(reverse("comments:helpful", args=[comment.public_id]), headers=headers)


def take_back(client, comment):
    return client.post(reverse("comments:helpful_take_back", args=[comment.public_id]))


def helped(comment):
    return Comment.objects.values_list("helpful_count", flat=True).get(pk=comment.pk)


@pytest.fixture
def marked(rui, eve, sam, ana):
    """`marked(comment, 3)` is the comment after so many people called it helpful."""
    people = [eve, sam, ana, *(make_person(f"p{n}@example.org", f"Person {'abcdef'[n]}") for n in range(4))]

    def mark(comment, times):
        for person in people[:times]:
            helpfulness.put(comment, by=person)
        return comment

    return mark


class HelpfulTests:
    def test_a_reader_says_so_and_comes_back_to_the_comment(self, as_, eve, article, say):
        comment = say()
        response = put(as_(eve), comment)
        place = f"{article.get_absolute_url()}#comment-{comment.public_id}"
        assert (response.status_code, response["Location"]) == (303, place)
        assert helped(comment) == 1
        assert Helpful.objects.get().person == eve

    def test_the_reader_comes_back_to_the_page_they_came_from(self, as_, eve, say):
        comment = say()
        came_from = "http://testserver/articles/talk/?sort=newest&after=9"
        response = put(as_(eve), comment, Referer=came_from)
        assert response["Location"] == f"/articles/talk/?sort=newest&after=9#comment-{comment.public_id}"

    @pytest.mark.parametrize("referer", ["https://evil.example/x", "//evil.example", "javascript:alert(1)", "\\\\evil"])
    def test_nobody_is_led_to_another_site(self, as_, eve, article, say, referer):
        response = put(as_(eve), say(), Referer=referer)
        assert response["Location"].startswith(article.get_absolute_url())

    def test_twice_or_in_two_tabs_is_once(self, as_, eve, say):
        comment, browser = say(), as_(eve)
        assert [put(browser, comment).status_code for _n in range(3)] == [303] * 3
        assert helped(comment) == 1

    def test_taking_it_back_twice_is_once(self, as_, eve, sam, say):
        comment, browser = say(), as_(eve)
        helpfulness.put(comment, by=sam)
        put(browser, comment)
        assert [take_back(browser, comment).status_code for _n in range(2)] == [303] * 2
        assert helped(comment) == 1

    def test_the_count_is_counted_and_not_carried_on(self, as_, eve, say):
        comment = say()
        Comment.objects.filter(pk=comment.pk).update(helpful_count=41)
        put(as_(eve), comment)
        comment.refresh_from_db()
        assert (comment.helpful_count, comment.helpful_score) == (1, score_of(1))

    def test_it_is_no_decision_about_the_comment(self, as_, eve, say):
        comment = say()
        put(as_(eve), comment)
        after = Comment.objects.get(pk=comment.pk)
        assert (after.lock_version, after.decisions.count()) == (comment.lock_version, comment.decisions.count())

    def test_when_an_account_goes_the_count_stays_true(self, eve, say):
        comment = say()
        helpfulness.put(comment, by=eve)
        eve.delete()
        assert helped(comment) == Helpful.objects.filter(comment=comment).count() == 1

    def test_nobody_calls_their_own_comment_helpful(self, as_, rui, article, say):
        comment = say()
        assert put(as_(rui), comment).status_code == 404
        assert helped(comment) == 0
        assert "/helpful/" not in as_(rui).get(article.get_absolute_url()).content.decode()

    @pytest.mark.parametrize("status", ["held", "rejected", "spam", "withdrawn", "erased"])
    def test_what_is_not_public_cannot_be_marked(self, as_, eve, say, status):
        comment = say(status=status)
        assert put(as_(eve), comment).status_code == take_back(as_(eve), comment).status_code == 404
        assert helped(comment) == 0

    def test_one_removed_between_the_look_and_the_mark_is_not_marked(self, eve, mo, say):
        comment = say()
        remove(Comment.objects.get(pk=comment.pk), mo)
        with pytest.raises(helpfulness.NotPossible):
            helpfulness.put(comment, by=eve)
        assert not Helpful.objects.exists()

    def test_below_a_withdrawn_article_there_is_nothing_to_mark(self, as_, eve, ed, article, say):
        comment = say()
        publishing.withdraw(article, by=ed, reason="Out of date.")
        assert put(as_(eve), comment).status_code == 404

    def test_a_visitor_is_led_through_the_log_in_and_marks_nothing(self, say):
        comment = say()
        response = put(Client(), comment)
        assert response.status_code == 303
        place = f"/comments/{comment.public_id}/%23comment-{comment.public_id}"
        assert response["Location"] == f"/accounts/login/?next={place}"
        assert helped(comment) == 0

    def test_a_suspended_account_marks_nothing(self, as_, sam, say):
        browser, comment = as_(sam), say()
        sam.is_active = False
        sam.save()
        assert put(browser, comment).status_code == 303
        assert helped(comment) == 0

    def test_a_comment_that_never_was_is_404(self, as_, eve, article):
        assert as_(eve).post("/comments/aaaaaaaaaaaa/helpful/").status_code == 404

    @pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete"])
    @pytest.mark.parametrize("name", ["helpful", "helpful_take_back"])
    def test_only_post_is_answered(self, as_, eve, say, method, name):
        comment = say()
        assert getattr(as_(eve), method)(reverse(f"comments:{name}", args=[comment.public_id])).status_code == 405
        assert helped(comment) == 0

    def test_a_form_of_another_site_does_nothing(self, eve, say):
        comment, browser = say(), Client(enforce_csrf_checks=True)
        browser.force_login(eve)
        assert put(browser, comment).status_code == 403
        assert helped(comment) == 0

    def test_the_pages_own_script_gets_the_number(self, as_, eve, say):
        response = put(as_(eve), say(), Accept="application/json")
        assert response.json() == {"count": 1}

    def test_the_button_says_what_it_does_next(self, as_, eve, article, say):
        comment, browser = say(), as_(eve)
        url = reverse("comments:helpful", args=[comment.public_id])
        page = browser.get(article.get_absolute_url()).content.decode()
        assert f'formaction="{url}" aria-pressed="false"' in page
        put(browser, comment)
        page = browser.get(article.get_absolute_url()).content.decode()
        assert f'formaction="{url}take-back/" aria-pressed="true"' in page

    def test_a_visitor_reads_the_number_and_gets_no_button_and_no_token(self, as_, eve, article, say):
        comment = say()
        helpfulness.put(comment, by=eve)
        page = as_(None).get(article.get_absolute_url()).content.decode()
        assert "Helpful 1" in page
        assert "formaction" not in page
        assert "csrfmiddlewaretoken" not in page

    def test_it_costs_the_same_however_many_marks_there_are(self, as_, sam, marked, say):
        costs = []
        for comment in (say(), marked(say(), 6)):
            browser = as_(sam)
            with CaptureQueriesContext(connection) as queries:
                put(browser, comment)
            costs.append(len(queries))
        assert costs[0] == costs[1] <= 12


class ScoreTests:
    def test_every_mark_raises_it_and_each_by_less(self):
        scores = [score_of(n) for n in range(50)]
        steps = [after - before for before, after in zip(scores, scores[1:], strict=False)]
        assert scores[0] == 0
        assert all(step > 0 for step in steps)
        assert steps == sorted(steps, reverse=True)

    def test_it_is_the_lower_end_of_the_score_interval(self):
        z = helpfulness.Z
        for n in range(1, 60):
            p = 1.0
            lower = (p + z * z / (2 * n) - z * ((p * (1 - p) + z * z / (4 * n)) / n) ** 0.5) / (1 + z * z / n)
            assert score_of(n) == pytest.approx(lower)


class SortTests:
    def test_the_most_helpful_stand_first_and_the_older_of_equals_before_the_newer(self, article, say, marked):
        for text, times in (("one", 0), ("two", 2), ("three", 5), ("four", 2), ("five", 0)):
            marked(say(text), times)
        assert words(page_of(article, sort="helpful").roots) == ["three", "two", "four", "one", "five"]

    def test_replies_stay_oldest_first(self, article, say, marked):
        top = say("top")
        say("early", parent=top)
        marked(say("late", parent=top), 3)
        assert words(page_of(article, sort="helpful").roots) == ["top", "early", "late"]

    def test_every_root_is_met_once_forwards_and_back(self, as_, article):
        made = fill(article, 53)
        for place, comment in enumerate(made):
            count = place * 7 % 5
            Comment.objects.filter(pk=comment.pk).update(helpful_count=count, helpful_score=score_of(count))
        right = sorted(made, key=lambda comment: (-(made.index(comment) * 7 % 5), comment.sequence))
        browser, url, pages = as_(None), f"{article.get_absolute_url()}?sort=helpful", []
        while url:
            page = browser.get(url).content.decode()
            pages.append(re.findall(r'class="comment" id="comment-(\w+)"', page))
            found = re.search(r'rel="next" href="([^"#]*)', page)
            url = found and found[1].replace("&amp;", "&")
        assert [one for page in pages for one in page] == [comment.public_id for comment in right]
        back = re.search(r'rel="prev" href="([^"#]*)', page)[1].replace("&amp;", "&")
        assert re.findall(r'class="comment" id="comment-(\w+)"', browser.get(back).content.decode()) == pages[-2]

    @pytest.mark.parametrize("value", ["", "-", "3", "x-1", "1-x", "1-2-3", "-1-2", "9" * 30 + "-1", None])
    def test_a_place_that_is_none_is_the_beginning(self, as_, article, say, value):
        say("one")
        assert threads.read_place(value, "helpful") is None
        page = as_(None).get(article.get_absolute_url(), {"sort": "helpful", "after": value or ""})
        assert "one" in page.content.decode()

    def test_the_order_is_one_of_those_offered(self, as_, article, say):
        say()
        say()
        page = as_(None).get(article.get_absolute_url()).content.decode()
        assert f'href="{article.get_absolute_url()}?sort=helpful#comments"' in page
        assert "Most helpful first" in page
