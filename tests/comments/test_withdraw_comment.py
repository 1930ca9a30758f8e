"""Taking one's own comment away: asked once more, done once, and nothing of the words is left anywhere."""

import pytest
from django.test import Client
from django.urls import reverse

from comments import threads
from comments.models import Comment, ReviewItem
from comments.transitions import transition
from tests.comments.conftest import remove


def address(comment):
    return reverse("comments:withdraw", args=[comment.public_id])


def places(comment):
    """Every public address that could show the words."""
    article = comment.article
    return [
        article.get_absolute_url(),
        article.get_absolute_url() + "?sort=newest",
        comment.get_absolute_url(),
        threads.thread_url(comment.root or comment),
        reverse("comments:feed", args=[article.slug]),
        reverse("comments:edit", args=[comment.public_id]),
        address(comment),
    ]


class WithdrawTests:
    def test_reading_the_page_asks_and_does_nothing(self, as_, rui, say):
        comment = say("canary")
        response = as_(rui).get(address(comment))
        assert response.status_code == 200
        assert "canary" in response.content.decode()
        comment.refresh_from_db()
        assert comment.is_public

    def test_posting_takes_it_away_and_says_so_at_its_place(self, as_, rui, article, say):
        comment, browser = say("canary"), as_(rui)
        response = browser.post(address(comment), follow=True)
        assert response.redirect_chain == [(comment.get_absolute_url(), 303)]
        assert "removed by its author" in response.content.decode()
        comment.refresh_from_db()
        article.refresh_from_db()
        assert (comment.status, comment.html, article.comment_count) == ("withdrawn", "", 0)
        assert comment.decisions.last().actor_role == "author"

    @pytest.mark.parametrize("answered", [True, False])
    def test_no_word_of_it_is_left_for_anybody(self, as_, rui, eve, say, answered):
        comment = say("canary")
        if answered:
            say("An answer", parent=comment, by=eve)
        as_(rui).post(address(comment))
        for viewer in (None, eve, rui):
            browser = as_(viewer)
            for place in places(comment):
                assert "canary" not in browser.get(place).content.decode(), place

    def test_a_line_keeps_its_place_above_an_answer(self, as_, rui, eve, article, say):
        comment = say("canary")
        say("An answer", parent=comment, by=eve)
        as_(rui).post(address(comment))
        page = as_(None).get(article.get_absolute_url()).content.decode()
        assert "Removed by its author" in page
        assert "An answer" in page

    def test_one_that_waits_leaves_the_queue(self, as_, rui, say):
        comment = say(status="held")
        as_(rui).post(address(comment))
        assert not ReviewItem.objects.open().exists()

    def test_a_changed_one_goes_with_the_change_that_waits(self, as_, rui, say):
        from comments.editing import edit, seen_state

        comment = say("canary one")
        edit(comment, "canary two", by=rui, seen=seen_state(comment))
        as_(rui).post(address(comment))
        comment.refresh_from_db()
        assert (comment.status, comment.html, comment.published_version) == ("withdrawn", "", None)
        assert not ReviewItem.objects.open().exists()
        for place in places(comment):
            assert "canary" not in as_(rui).get(place).content.decode()

    def test_twice_or_in_two_tabs_is_once(self, as_, rui, say):
        comment, browser = say(), as_(rui)
        assert browser.post(address(comment)).status_code == 303
        assert browser.post(address(comment)).status_code == 303
        assert comment.decisions.filter(to_status="withdrawn").count() == 1

    def test_it_works_however_old_it_is_and_when_the_discussion_is_closed(self, as_, rui, say):
        from comments.models import Thread

        comment = say()
        Thread.objects.update(mode="closed")
        assert as_(rui).post(address(comment)).status_code == 303

    @pytest.mark.parametrize("status", ["rejected", "spam", "erased"])
    def test_what_is_gone_already_has_nothing_to_withdraw(self, as_, rui, say, status):
        comment = say("canary", status=status)
        for response in (as_(rui).get(address(comment)), as_(rui).post(address(comment))):
            assert "nothing to withdraw" in response.content.decode()
            assert "canary" not in response.content.decode()
        assert Comment.objects.get().status == status

    def test_removed_by_a_moderator_while_the_page_was_open(self, as_, rui, mo, say):
        comment = say()
        remove(comment, mo)
        assert as_(rui).post(address(comment)).status_code == 409
        assert Comment.objects.get().status == "rejected"

    def test_a_moderator_who_decides_afterwards_learns_of_it(self, as_, rui, mo, say):
        from comments.transitions import Conflict

        comment = say(status="held")
        seen = comment.lock_version
        as_(rui).post(address(comment))
        with pytest.raises(Conflict):
            transition(comment, "published", actor=mo, role="moderator", seen_lock=seen)

    @pytest.mark.parametrize("who", ["eve", "mo", "ana"])
    def test_nobody_else_finds_it(self, request, as_, say, who):
        comment, browser = say(), as_(request.getfixturevalue(who))
        assert browser.get(address(comment)).status_code == 404
        assert browser.post(address(comment)).status_code == 404
        comment.refresh_from_db()
        assert comment.is_public

    def test_a_visitor_is_asked_to_log_in(self, say):
        comment = say()
        for response in (Client().get(address(comment)), Client().post(address(comment))):
            assert response["Location"] == f"/accounts/login/?next={address(comment)}"
        comment.refresh_from_db()
        assert comment.is_public

    def test_a_comment_that_never_was_is_404(self, as_, rui):
        assert as_(rui).post("/comments/aaaaaaaaaaaa/withdraw/").status_code == 404

    def test_a_form_of_another_site_does_nothing(self, rui, say):
        comment, browser = say(), Client(enforce_csrf_checks=True)
        browser.force_login(rui)
        assert browser.post(address(comment)).status_code == 403
        comment.refresh_from_db()
        assert comment.is_public
