"""Writing a comment: what goes in, where it lands, what it costs, and what is refused with the words kept."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import publishing
from comments.models import Comment, Decision, Mode, ReviewItem, Thread
from comments.posting import PostRefused, post
from comments.rendering import MAX_TEXT_LENGTH
from tests.comments.conftest import remove

WORDS = "Salt water helped me most, twice a day."
MOST_QUERIES = 14


def send(client, article, text=WORDS, **fields):
    return client.post(reverse("comments:post", args=[article.slug]), {"text": text, **fields})


class PostCommentTests:
    def test_a_reader_writes_and_lands_at_the_comment(self, as_, rui, article):
        response = send(as_(rui), article)
        comment = Comment.objects.get()
        place = f"{article.get_absolute_url()}#comment-{comment.public_id}"
        assert (response.status_code, response["Location"]) == (303, place)
        assert (comment.author, comment.author_name, comment.article) == (rui, "Rui", article)

    def test_in_a_long_discussion_the_writer_still_lands_at_the_comment(self, as_, rui, article, publish_first):
        Thread.objects.create(article=article, mode="publish", last_sequence=70)
        for n in range(25):
            post(author=rui, article=article, text=f"Comment {n}")
        client = as_(rui)
        root = send(client, article, text="The newest of all")
        assert "The newest of all" in client.get(root["Location"]).content.decode()
        first = Comment.objects.get(sequence=71)
        reply = send(client, article, text="A late answer", parent=first.public_id)
        assert "A late answer" in client.get(reply["Location"]).content.decode()

    def test_a_comment_waits_with_one_open_item_and_one_decision_of_the_rule(self, as_, rui, article):
        send(as_(rui), article)
        comment = Comment.objects.get()
        assert (comment.status, comment.html, comment.published_version) == ("held", "", None)
        assert ReviewItem.objects.open().get().reason_codes == ["held_by_site"]
        decision = Decision.objects.get()
        assert (decision.actor, decision.actor_role, decision.rule) == (None, "rule", "hold_by_site")
        assert (decision.from_status, decision.to_status) == ("", "held")

    def test_where_the_site_publishes_first_it_stands_at_once(self, as_, rui, article, publish_first):
        send(as_(rui), article)
        comment = Comment.objects.get()
        article.refresh_from_db()
        assert (comment.status, comment.html) == ("published", f"<p>{WORDS}</p>")
        assert article.comment_count == 1
        assert not ReviewItem.objects.exists()

    def test_staff_are_not_held(self, as_, ana, article):
        send(as_(ana), article)
        assert Comment.objects.get().status == "published"
        assert Decision.objects.get().rule == "staff"

    def test_it_remembers_the_edition_that_the_writer_read(self, as_, rui, article):
        edition = article.editions.get()
        send(as_(rui), article)
        assert Comment.objects.get().edition == edition

    def test_what_was_typed_is_kept_beside_what_is_printed(self, as_, rui, article):
        send(as_(rui), article, text="  It is **not**\r\n<b>hay fever</b>  ")
        version = Comment.objects.get().current_version
        assert version.source == "It is **not**\n<b>hay fever</b>"
        assert version.html == "<p>It is <strong>not</strong><br>\n&lt;b&gt;hay fever&lt;/b&gt;</p>"

    def test_comments_are_numbered_below_their_article(self, say):
        assert [say().sequence, say().sequence, say(status="held").sequence] == [1, 2, 3]

    def test_its_address_tells_nothing_and_is_nobodys_else(self, say):
        ids = {say().public_id for _n in range(20)}
        assert len(ids) == 20
        assert all(len(public_id) == 12 and not public_id.isdigit() for public_id in ids)

    def test_only_post_is_answered(self, as_, rui, article):
        url = reverse("comments:post", args=[article.slug])
        for method in ("get", "put", "patch", "delete", "head"):
            assert getattr(as_(rui), method)(url).status_code == 405
        assert not Comment.objects.exists()

    def test_an_old_address_of_the_article_takes_the_comment(self, as_, rui, article, ed):
        old = article.slug
        publishing.change_slug(article, "hay-fever-and-you", by=ed)
        response = as_(rui).post(reverse("comments:post", args=[old]), {"text": WORDS})
        assert response.status_code == 303
        assert Comment.objects.get().article == article

    def test_an_address_that_never_was_is_404(self, as_, rui, article):
        assert as_(rui).post(reverse("comments:post", args=["nothing-here"]), {"text": WORDS}).status_code == 404


class ReplyTests:
    def test_a_reply_stands_below_what_it_answers(self, say):
        top = say("one")
        first = say("two", parent=top)
        second = say("three", parent=first)
        third = say("four", parent=second)
        assert [comment.order_key for comment in (top, first, second, third)] == [
            "00000001",
            "0000000100000002",
            "000000010000000200000003",
            "000000010000000200000004",
        ]
        assert [comment.depth for comment in (top, first, second, third)] == [0, 1, 2, 3]
        assert {first.root, second.root, third.root} == {top}

    def test_every_comment_above_counts_it(self, say):
        top = say()
        first = say(parent=top)
        say(parent=first)
        assert list(Comment.objects.order_by("sequence").values_list("reply_count", flat=True)) == [2, 1, 0]

    @pytest.mark.parametrize("status", ["held", "rejected", "spam", "withdrawn", "erased"])
    def test_what_is_not_public_cannot_be_answered(self, as_, eve, article, say, status):
        gone = say(status=status)
        response = send(as_(eve), article, parent=gone.public_id)
        assert response.status_code == 409
        assert WORDS in response.content.decode()
        assert Comment.objects.count() == 1

    def test_nothing_below_a_removed_comment_can_be_answered_and_the_words_come_back(self, as_, eve, mo, article, say):
        top = say()
        reply = say(parent=say(parent=top))
        remove(top, mo)
        response = send(as_(eve), article, parent=reply.public_id)
        assert response.status_code == 409
        assert WORDS in response.content.decode()
        assert Comment.objects.count() == 3

    def test_a_comment_below_another_article_cannot_be_answered_here(self, as_, eve, article, say):
        from tests.factories import make_article

        elsewhere = say(below=make_article("Migraine"))
        assert send(as_(eve), article, parent=elsewhere.public_id).status_code == 409

    @pytest.mark.parametrize("parent", ["nothing", "' OR 1=1 --", "x" * 500, "%00", "a\x00b"])
    def test_a_parent_that_is_none_is_refused(self, as_, eve, article, parent):
        assert send(as_(eve), article, parent=parent).status_code == 409
        assert not Comment.objects.exists()

    def test_a_chain_of_two_hundred_replies_stands(self, say, publish_first):
        comment = say()
        top = comment
        for _n in range(200):
            comment = say(parent=comment)
        assert (comment.depth, len(comment.order_key), comment.root) == (200, 24, top)
        assert Comment.objects.get(pk=top.pk).reply_count == 200


class RefusedWordsTests:
    @pytest.mark.parametrize("who", ["rui", None])
    def test_signs_that_no_database_keeps_are_left_out(self, request, as_, article, who):
        client = as_(request.getfixturevalue(who) if who else None)
        response = send(client, article, text="a\x00b", key="\x00", writer="\x00", parent="\x00")
        assert response.status_code == 303
        assert Comment.objects.filter(current_version__source="ab").count() == bool(who)

    def test_an_address_of_an_answer_that_is_none_shows_the_plain_form(self, as_, rui, article):
        for reply in ("\x00", "a b", "é" * 400, "'--"):
            assert as_(rui).get(article.get_absolute_url(), {"reply": reply}).status_code == 200

    @pytest.mark.parametrize("text", ["", "   \n\n ", "\u200b\u200b", "\u2063 \u00ad", "\x00\x07"])
    def test_nothing_to_read_is_no_comment(self, as_, rui, article, text):
        response = send(as_(rui), article, text=text)
        assert response.status_code == 422
        assert "Write your comment first." in response.content.decode()
        assert not Comment.objects.exists()

    def test_the_longest_comment_is_taken(self, as_, rui, article):
        assert send(as_(rui), article, text="ä" * MAX_TEXT_LENGTH).status_code == 303

    def test_one_character_more_is_refused_with_a_clear_message_and_the_words(self, as_, rui, article):
        text = "x" * MAX_TEXT_LENGTH + "y"
        page = send(as_(rui), article, text=text)
        assert page.status_code == 422
        assert "1 character too long" in page.content.decode()
        assert text in page.content.decode()

    def test_line_ends_of_a_form_count_once(self, as_, rui, article):
        assert send(as_(rui), article, text="a\r\n" * (MAX_TEXT_LENGTH // 2)).status_code == 303

    def test_a_closed_discussion_gives_the_words_back_and_says_why(self, as_, rui, article):
        Thread.objects.create(article=article, closed_at=timezone.now(), close_reason="The article is being checked.")
        response = send(as_(rui), article)
        assert response.status_code == 409
        assert "The article is being checked." in response.content.decode()
        assert WORDS in response.content.decode()
        assert not Comment.objects.exists()

    def test_an_article_withdrawn_while_typing_gives_the_words_back(self, as_, rui, ed, article):
        publishing.withdraw(article, by=ed, reason="Out of date.")
        response = send(as_(rui), article)
        assert response.status_code == 409
        assert WORDS in response.content.decode()
        assert not Comment.objects.exists()

    @pytest.mark.parametrize("who", ["rui", "ana", None])
    def test_an_article_that_was_never_public_takes_nothing_and_is_not_there(self, request, as_, article, who):
        from tests.factories import make_article

        draft = make_article("A secret draft", live=False)
        response = send(as_(request.getfixturevalue(who) if who else None), draft)
        assert response.status_code == 404
        assert not Comment.objects.exists()

    def test_a_form_of_somebody_else_is_not_posted_under_this_name(self, as_, rui, eve, article):
        from comments.readers.forms import CommentForm

        of_rui = CommentForm.fresh(rui).initial["writer"]
        response = send(as_(eve), article, writer=of_rui)
        assert response.status_code == 409
        assert WORDS in response.content.decode()
        assert not Comment.objects.exists()

    def test_a_suspended_account_posts_nothing(self, article, sam):
        sam.is_active = False
        sam.save()
        with pytest.raises(PostRefused) as refusal:
            post(author=sam, article=article, text=WORDS)
        assert refusal.value.refused.reason == "suspended"

    def test_a_suspended_reader_who_is_logged_in_is_asked_to_log_in(self, as_, sam, article):
        browser = as_(sam)
        sam.is_active = False
        sam.save()
        assert send(browser, article).status_code == 303
        assert not Comment.objects.exists()

    def test_a_refused_page_is_kept_by_no_cache(self, as_, rui, article):
        assert "no-store" in send(as_(rui), article, text="")["Cache-Control"]


class CostTests:
    def cost(self, client, article, **fields):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert send(client, article, **fields).status_code == 303
        return len(queries)

    @pytest.mark.parametrize("mode", [Mode.HOLD, Mode.PUBLISH])
    def test_a_comment_and_a_reply_cost_the_same_below_many(self, as_, rui, article, say, mode):
        top = say()
        Thread.objects.update(mode=mode)
        browser = as_(rui)
        before = self.cost(browser, article), self.cost(browser, article, parent=top.public_id)
        Comment.objects.bulk_create(
            Comment(article=article, author_name="N", sequence=1000 + n, order_key=f"{1000 + n:08d}")
            for n in range(500)
        )
        after = self.cost(browser, article), self.cost(browser, article, parent=top.public_id)
        assert before == after
        assert max(after) <= MOST_QUERIES

    def test_everything_is_written_or_nothing(self, monkeypatch, rui, article):
        def fail(*_args, **_kwargs):
            raise RuntimeError

        monkeypatch.setattr(Decision.objects, "create", fail)
        with pytest.raises(RuntimeError):
            post(author=rui, article=article, text=WORDS)
        assert not Comment.objects.exists()
        assert not ReviewItem.objects.exists()
        article.refresh_from_db()
        assert article.comment_count == 0
