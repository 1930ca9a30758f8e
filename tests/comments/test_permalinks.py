"""The address of a comment: it leads to the comment in its thread, marked, or says that it is gone."""

import pytest
from django.urls import reverse

from articles import publishing
from comments.models import Comment, Decision
from comments.threads import REPLIES_ON_A_PAGE
from tests.comments.conftest import remove
from tests.comments.test_threads import fill


def shown(client, comment):
    response = client.get(comment.get_absolute_url())
    return response.status_code, response.content.decode()


class PermalinkTests:
    def test_a_public_comment_is_marked_in_its_thread(self, as_, say):
        top = say("the question")
        reply = say("the answer", parent=top)
        status, page = shown(as_(None), reply)
        assert status == 200
        assert "the question" in page
        assert f'comment-target" id="comment-{reply.public_id}"' in page
        assert "noindex" not in page

    @pytest.mark.parametrize("place", [1, REPLIES_ON_A_PAGE, REPLIES_ON_A_PAGE + 1, 2 * REPLIES_ON_A_PAGE + 3])
    def test_it_lands_on_the_page_that_holds_the_comment(self, as_, article, place):
        made = fill(article, 1, 2 * REPLIES_ON_A_PAGE + 3)
        status, page = shown(as_(None), made[place])
        assert status == 200
        assert f'comment-target" id="comment-{made[place].public_id}"' in page

    def test_the_order_that_the_reader_came_from_makes_no_difference(self, as_, article):
        made = fill(article, 60)
        response = as_(None).get(made[40].get_absolute_url(), {"sort": "newest", "after": "3"})
        assert f'comment-target" id="comment-{made[40].public_id}"' in response.content.decode()

    @pytest.mark.parametrize("viewer", [None, "eve", "ana", "sam"])
    def test_a_held_comment_does_not_exist_for_others(self, request, as_, say, viewer):
        comment = say("canary", status="held")
        status, page = shown(as_(request.getfixturevalue(viewer) if viewer else None), comment)
        assert status == 404
        assert "canary" not in page

    @pytest.mark.parametrize("viewer", ["rui", "mo"])
    def test_a_held_comment_is_there_for_its_author_and_for_moderators(self, request, as_, say, viewer):
        comment = say("canary", status="held")
        status, page = shown(as_(request.getfixturevalue(viewer)), comment)
        assert status == 200
        assert page.count("canary") == 1
        assert "Waiting for a moderator" in page

    @pytest.mark.parametrize(
        ("status", "sentence"),
        [
            ("rejected", "removed by moderators: against the community rules"),
            ("spam", "removed by moderators"),
            ("withdrawn", "removed by its author"),
            ("erased", "was removed."),
        ],
    )
    def test_one_that_is_gone_says_so_and_no_word_more(self, as_, say, status, sentence):
        comment = say("canary", status=status)
        code, page = shown(as_(None), comment)
        assert code == 200
        assert sentence in page
        assert "canary" not in page
        assert 'name="robots" content="noindex"' in page

    def test_the_answers_to_one_that_is_gone_stand_below_the_notice(self, as_, say, mo):
        top = say("canary")
        say("still here", parent=top)
        remove(top, mo)
        _status, page = shown(as_(None), top)
        assert "still here" in page
        assert "canary" not in page

    def test_its_author_reads_what_was_rejected_and_why(self, as_, say, rui):
        _status, page = shown(as_(rui), say("my words", status="rejected"))
        assert "my words" in page
        assert "against the community rules" in page

    def test_no_address_is_404(self, as_, article):
        assert as_(None).get(reverse("comments:permalink", args=["aaaaaaaaaaaa"])).status_code == 404

    def test_below_an_article_that_was_withdrawn_the_article_says_why(self, as_, say, article, ed):
        comment = say("canary")
        publishing.withdraw(article, by=ed, reason="Out of date.")
        response = as_(None).get(comment.get_absolute_url(), follow=True)
        assert response.status_code == 410
        assert "canary" not in response.content.decode()

    def test_looking_writes_nothing(self, as_, say, rui):
        comment = say(status="held")
        before = list(Comment.objects.values()), Decision.objects.count()
        for address in (comment.get_absolute_url(), reverse("comments:thread", args=[comment.public_id])):
            as_(rui).get(address)
        assert (list(Comment.objects.values()), Decision.objects.count()) == before

    @pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
    def test_only_reading_is_answered(self, as_, say, rui, method):
        assert getattr(as_(rui), method)(say().get_absolute_url()).status_code == 405

    def test_a_visitors_page_may_be_kept_and_holds_nothing_of_them(self, as_, say):
        client = as_(None)
        response = client.get(say().get_absolute_url())
        assert "public" in response["Cache-Control"]
        assert not response.cookies
        assert "csrfmiddlewaretoken" not in response.content.decode()
