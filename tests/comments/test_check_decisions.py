"""The check of the whole discussion: silent when everything agrees, and blind to nothing that does not."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from comments.audit import differences
from comments.models import Comment, CommentVersion, Decision, Helpful, Report, ReviewItem
from tests.comments.conftest import remove


@pytest.fixture
def discussion(article, say, mo):
    """One comment of each kind, and a thread."""
    top = say("top")
    reply = say("reply", parent=top)
    say("below", parent=reply)
    for status in ("held", "rejected", "spam", "withdrawn", "erased"):
        say(status, parent=top, status=status)
    return top


def check(**options):
    out = io.StringIO()
    call_command("check_decisions", stdout=out, **options)
    return out.getvalue()


def found():
    return [str(each) for each in differences()]


class AgreementTests:
    def test_what_the_sites_own_deeds_made_agrees(self, discussion):
        assert check() == "8 comments agree with their decisions.\n"

    def test_an_empty_site_agrees(self, db):
        assert check().startswith("0 comments")

    def test_it_costs_the_same_for_few_and_for_many(self, discussion, say):
        def queries():
            with CaptureQueriesContext(
                connection,
            ) as seen:
                assert not found()
            return len(seen)

        few = queries()
        for number in range(30):
            say(str(number))
        assert queries() == few


class DifferenceTests:
    def test_a_status_that_no_decision_gave(self, discussion):
        Comment.objects.filter(status="held").update(status="rejected")
        with pytest.raises(CommandError, match="2 differences") as refused:
            check()
        assert refused.value.returncode == 1

    def test_a_comment_without_decisions(self, discussion):
        Decision._base_manager.filter(comment=discussion).delete()
        assert found() == [
            f"comment {discussion.public_id}: the status is published, and should be nothing by its decisions"
        ]

    def test_a_decision_that_begins_where_none_ended(self, discussion):
        last = Decision.objects.filter(comment=discussion).last()
        Decision._base_manager.filter(pk=last.pk).update(from_status="spam")
        assert found() == [f"comment {discussion.public_id}: what a decision began with is spam, and should be held"]

    @pytest.mark.parametrize(("field", "expected"), [("reply_count", 2), ("helpful_count", 0)])
    def test_a_count_of_a_comment(self, discussion, field, expected):
        Comment.objects.filter(pk=discussion.pk).update(**{field: 7})
        assert found() == [f"comment {discussion.public_id}: {field} is 7, and should be {expected}"]

    def test_a_helpful_mark_that_nobody_counted(self, discussion, eve):
        Helpful.objects.create(person=eve, comment=discussion)
        assert found() == [f"comment {discussion.public_id}: helpful_count is 0, and should be 1"]

    def test_the_count_of_an_article(self, discussion, article):
        Article.objects.filter(pk=article.pk).update(comment_count=4)
        assert found() == [f"article {article.slug}: comment_count is 4, and should be 3"]

    def test_the_count_of_an_article_that_nobody_has_written_below(self, article):
        Article.objects.filter(pk=article.pk).update(comment_count=1)
        assert len(found()) == 1

    def test_a_held_comment_that_nobody_will_look_at(self, discussion):
        ReviewItem.objects.all().delete()
        assert len(found()) == 1
        assert "review item is not open" in found()[0]

    def test_a_report_that_nobody_will_look_at(self, discussion, eve):
        version = discussion.current_version
        Report.objects.create(comment=discussion, version=version, reporter=eve, reason="abuse")
        assert "review item is not open" in found()[0]

    def test_an_item_about_what_is_gone(self, say, mo):
        gone = remove(say("words"), mo)
        ReviewItem.objects.create(comment=gone)
        assert "review item is open" in found()[0]

    def test_words_that_nobody_approved(self, discussion):
        Comment.objects.filter(pk=discussion.pk).update(html="<p>something else</p>")
        assert "what is printed" in found()[0]

    def test_words_that_outlived_erasing(self, say):
        erased = say("words", status="erased")
        CommentVersion._base_manager.filter(comment=erased).update(source="words")
        assert "the text of a version is kept" in found()[0]


class RepairTests:
    def test_counts_are_put_right(self, discussion, article, eve):
        Helpful.objects.create(person=eve, comment=discussion)
        Comment.objects.filter(article=article).update(reply_count=9)
        Article.objects.filter(pk=article.pk).update(comment_count=9)
        check(repair=True)
        assert not found()
        article.refresh_from_db()
        discussion.refresh_from_db()
        assert (article.comment_count, discussion.reply_count, discussion.helpful_count) == (3, 2, 1)

    def test_statuses_are_not(self, discussion):
        before = list(Comment.objects.order_by("pk").values_list("pk", "status"))
        Decision._base_manager.filter(comment=discussion).delete()
        with pytest.raises(CommandError, match="1 differences"):
            check(repair=True)
        assert list(Comment.objects.order_by("pk").values_list("pk", "status")) == before

    def test_without_being_asked_nothing_is_changed(self, discussion, article):
        Article.objects.filter(pk=article.pk).update(comment_count=9)
        with pytest.raises(CommandError):
            check()
        article.refresh_from_db()
        assert article.comment_count == 9


@pytest.mark.django_db(transaction=True)
class OneMomentTests:
    def test_it_looks_without_a_lock_and_leaves_no_transaction_open(self, article, say):
        comment = say("words")
        looking = differences()
        Comment.objects.filter(pk=comment.pk).update(reply_count=1)
        assert next(looking).what == "reply_count"
        looking.close()
        with pytest.raises(CommandError):
            check()
        assert check(repair=True).startswith("comment")
        assert check().startswith("1 comments")
