"""The desk: filters, the card, deciding about many, leases, taking back, history, and closing a discussion."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.differences import marked, word_difference
from comments.deadlines import TABLE, due, priority_of
from comments.models import Comment, CommentVersion, Decision, ReasonTemplate, Report, ReviewItem
from comments.moderators.queue import due_label
from comments.moderators.replies import reply_for
from comments.posting import post
from comments.transitions import transition
from tests.conftest import make_person
from tests.factories import make_article, make_category

QUEUE = reverse("moderation:queue")
ON_A_COMMENT = ["decide", "undo", "claim", "close", "sanction"]


def address(name, comment):
    return reverse(f"moderation:{name}", args=[comment.public_id])


def decide(client, comment, to="published", *, lock=None, **fields):
    lock = comment.lock_version if lock is None else lock
    return client.post(address("decide", comment), {"to": to, "seen_lock": lock, **fields})


def bulk(client, comments, to="published", **fields):
    chosen = [f"{comment.public_id}.{comment.lock_version}" for comment in comments]
    return client.post(reverse("moderation:bulk"), {"chosen": chosen, "bulk-to": to, **fields})


def shown(response):
    return [item.comment for item in response.context["items"]]


@pytest.fixture
def max_(db):
    return make_person("max@example.org", "Max", "Moderators")


class DeadlineTests:
    def test_the_most_pressing_reason_decides_about_place_and_deadline(self):
        now = timezone.now()
        assert priority_of(["held_by_site", "at_risk"]) == TABLE["at_risk"].priority
        assert due(["held_by_site", "at_risk"], now) == now + timedelta(hours=TABLE["at_risk"].hours)

    @pytest.mark.parametrize("code", Decision.Reason.values)
    def test_every_reason_that_readers_can_give_has_a_deadline(self, code):
        assert TABLE[code].hours <= 24

    def test_whatever_is_more_pressing_has_the_shorter_deadline(self):
        rows = sorted(TABLE.values(), key=lambda row: -row.priority)
        assert [row.hours for row in rows] == sorted(row.hours for row in rows)

    def test_a_risk_comes_before_what_has_waited_longer(self, as_, mo, say):
        old, risk = say("old", status="held"), say("risk", status="held")
        ReviewItem.ask(risk, ["at_risk"])
        assert shown(as_(mo).get(QUEUE)) == [risk, old]

    def test_a_later_reason_makes_it_only_more_pressing(self, say):
        comment = say(status="held")
        item = ReviewItem.ask(comment, ["at_risk"])
        place, deadline = item.priority, item.due_at
        item = ReviewItem.ask(comment, ["spam"])
        assert (item.priority, item.due_at) == (place, deadline)
        assert item.reason_codes == ["held_by_site", "at_risk", "spam"]

    def test_the_deadline_is_said_in_words(self, say):
        item = say(status="held").review_items.get()
        assert due_label(item, item.due_at - timedelta(hours=2, minutes=5)) == "due in 2 h"
        assert due_label(item, item.due_at - timedelta(minutes=5)) == "due in 5 min"
        assert due_label(item, item.due_at + timedelta(days=3)) == "overdue by 3 days"


class FilterTests:
    @pytest.fixture
    def many(self, say, eve, rui, mo):
        held = say("needle in hay", status="held")
        reported = say("all is well", by=eve)
        ReviewItem.ask(reported, ["abuse"])
        below = say("below", below=make_article("Below", category=make_category("more/health")), status="held")
        newcomer = say("first", by=eve, status="held")
        ReviewItem.ask(newcomer, ["new_reader"])
        return {"held": held, "reported": reported, "below": below, "newcomer": newcomer}

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ({"kind": "held"}, {"held", "below", "newcomer"}),
            ({"kind": "reported"}, {"reported"}),
            ({"kind": "new"}, {"newcomer"}),
            ({"reason": "abuse"}, {"reported"}),
            ({"reason": "held_by_site"}, {"held", "below", "newcomer"}),
            ({"category": "more"}, {"below"}),
            ({"category": "mor"}, set()),
            ({"q": "NEEDLE"}, {"held"}),
            ({"q": "eve"}, {"reported", "newcomer"}),
            ({"kind": "held", "q": "eve"}, {"newcomer"}),
            ({"kind": "held", "category": "more", "q": "needle"}, set()),
            ({"kind": "x", "reason": "x"}, {"held", "reported", "below", "newcomer"}),
        ],
    )
    def test_the_address_says_what_is_shown(self, as_, mo, many, query, names):
        assert set(shown(as_(mo).get(QUEUE, query))) == {many[name] for name in names}

    def test_one_writers_comments_can_be_shown(self, as_, mo, many, eve):
        assert set(shown(as_(mo).get(QUEUE, {"author": eve.pk}))) == {many["reported"], many["newcomer"]}

    @pytest.mark.parametrize("query", [{"q": "\x00"}, {"author": "x"}, {"after": "x"}, {"after": "9" * 30}])
    def test_an_address_that_means_nothing_shows_everything(self, as_, mo, many, query):
        assert len(shown(as_(mo).get(QUEUE, query))) == 4

    def test_after_a_decision_the_filter_stays(self, as_, mo, many):
        response = decide(as_(mo), many["held"], back="kind=held&q=&evil=https://example.org")
        assert response["Location"].startswith(f"{QUEUE}?kind=held&item=")

    def test_pages_follow_each_other_and_lose_nothing(self, as_, mo, say, article, rui):
        for n in range(30):
            post(author=rui, article=article, text=f"{n}")
        client = as_(mo)
        first = client.get(QUEUE)
        second = client.get(first.context["page"].next_url)
        assert len(shown(first)) == 25
        assert len({*shown(first), *shown(second)}) == 30
        assert second.context["page"].next_url == ""

    def test_a_page_goes_on_where_it_was_when_its_last_item_was_decided(self, as_, mo, rui, article):
        for n in range(27):
            post(author=rui, article=article, text=f"{n}")
        client = as_(mo)
        first = client.get(QUEUE)
        decide(client, shown(first)[-1])
        assert len(shown(client.get(first.context["page"].next_url))) == 2

    def test_a_moderator_of_a_branch_finds_nothing_elsewhere_by_any_filter(self, as_, una, many):
        for query in ({}, {"kind": "reported"}, {"q": "needle"}, {"author": many["held"].author_id}):
            assert set(shown(as_(una).get(QUEUE, query))) <= {many["below"]}

    def test_ten_thousand_items_cost_no_query_more(self, as_, mo, rui, say, article):
        say("one", status="held")
        client = as_(mo)

        def cost(**query):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(QUEUE, query).status_code == 200
            return len(queries)

        addresses = [{}, {"q": "on", "kind": "held"}, {"reason": "held_by_site", "category": "conditions"}]
        before = [cost(**query) for query in addresses]
        rows = Comment.objects.bulk_create(
            [
                Comment(article=article, author=rui, author_name="N", sequence=n, order_key=f"{n:08d}")
                for n in range(1000, 11000)
            ],
            batch_size=2000,
        )
        versions = CommentVersion.objects.bulk_create(
            [CommentVersion(comment=row, number=1, source="one", renderer_version=1) for row in rows], batch_size=2000
        )
        for row, version in zip(rows, versions, strict=True):
            row.current_version = version
        Comment.objects.bulk_update(rows, ["current_version"], batch_size=500)
        ReviewItem.objects.bulk_create(
            [ReviewItem(comment=row, reason_codes=["held_by_site"], opened_at=timezone.now()) for row in rows],
            batch_size=2000,
        )
        after = [cost(**query) for query in addresses]
        assert max(after) <= 30
        assert before == after


class CardTests:
    def card(self, as_, mo, comment):
        return as_(mo).get(QUEUE, {"item": comment.review_items.open().get().pk}).context["card"]

    def test_it_stands_between_its_neighbours_below_what_it_answers(self, as_, mo, say):
        top = say("top")
        second = say("second", parent=top)
        third = say("third", parent=second)
        before = say("before", parent=third)
        here = say("here", parent=third, status="held")
        after = say("after", parent=third)
        card = self.card(as_, mo, here)
        assert [parent.text for parent in card.parents] == ["top", "second", "third"]
        assert (card.previous.comment, card.following.comment) == (before, after)

    def test_words_beside_it_that_are_not_public_are_not_shown(self, as_, mo, say):
        gone = say("canary")
        here = say("here", parent=gone, status="held")
        transition(gone, "rejected", actor=mo, role="moderator", reason="abuse")
        assert self.card(as_, mo, here).parents[0].text == ""

    def test_what_readers_say_is_shown_with_their_words_and_not_their_names(self, as_, mo, say):
        comment, reader = say(), make_person("zuleika@example.org", "Zuleika")
        Report.objects.create(
            comment=comment, version=comment.current_version, reporter=reader, reason="misleading", note="Not so."
        )
        ReviewItem.ask(comment, ["misleading"])
        page = as_(mo).get(QUEUE).content.decode()
        assert "A false or misleading health claim" in page
        assert "Not so." in page
        assert "Zuleika" not in page

    def test_the_writers_record_is_counted(self, as_, mo, say):
        say("good")
        say("bad", status="rejected")
        record = self.card(as_, mo, say("now", status="held")).record
        assert (record.approved, record.rejected, len(record.last)) == (1, 1, 2)

    def test_the_rule_and_the_words_that_tripped_it_are_shown(self, as_, mo, rui, article):
        post(author=rui, article=article, text="You should take 40 mg of it", answered=True)
        page = as_(mo).get(QUEUE).content.decode()
        assert "<mark>You should take 40 mg</mark>" in page
        assert "Comments on the whole site are reviewed first." in page

    @pytest.mark.parametrize(
        "signals", [{}, [], {"findings": "x"}, {"findings": [1, {"start": 5}, {"start": 0, "end": 99}]}]
    )
    def test_signals_of_another_make_break_nothing(self, as_, mo, say, signals):
        comment = say("words", status="held")
        CommentVersion._base_manager.filter(comment=comment).update(signals=signals)
        assert "words" in as_(mo).get(QUEUE).content.decode()

    def test_hostile_words_and_findings_stay_words(self, as_, mo, say):
        comment = say("<script>alert(1)</script>", status="held")
        found = {"start": 0, "end": 8, "kind": "<b>", "words": "<script>"}
        CommentVersion._base_manager.filter(comment=comment).update(signals={"findings": [found]})
        page = as_(mo).get(QUEUE).content.decode()
        assert "<script>alert" not in page
        assert "<b>" not in page


class DifferenceTests:
    @pytest.mark.parametrize(
        ("before", "after"),
        [("", "a"), ("a b c", "a x c"), ("one two", ""), ("a\nb", "a b"), ("x " * 3000, "y " * 3000)],
    )
    def test_the_pieces_give_both_texts(self, before, after):
        pieces = word_difference(before, after)
        assert "".join(piece.text for piece in pieces if piece.kind != "added") == before
        assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after

    def test_marking_loses_no_word(self):
        text = "take 40 mg now"
        found = [{"start": 5, "end": 10}, {"start": 7, "end": 12}, {"start": -1, "end": 2}, {"start": 3, "end": 99}]
        pieces = marked(text, found)
        assert "".join(piece.text for piece in pieces) == text
        assert [piece.text for piece in pieces if piece.kind == "marked"] == ["40 mg"]


class BulkTests:
    def test_each_is_decided_by_the_state_that_was_seen(self, as_, mo, max_, say, rui):
        comments = [say(f"{n}", status="held") for n in range(5)]
        transition(comments[1], "rejected", actor=max_, role="moderator", reason="abuse")
        transition(comments[2], "withdrawn", actor=rui, role="author")
        response = bulk(as_(mo), comments)
        assert response.context["totals"] == {"done": 3, "changed": 1, "gone": 1, "waits": 0, "refused": 0}
        page = response.content.decode()
        assert "3 done, 1 changed since you looked, 1 gone" in page
        assert Comment.objects.filter(status="published").count() == 3

    def test_a_removal_needs_its_reason(self, as_, mo, say):
        comment = say(status="held")
        assert bulk(as_(mo), [comment], "rejected").status_code == 422
        assert bulk(as_(mo), [comment], "rejected", **{"bulk-reason": "spam"}).status_code == 200
        comment.refresh_from_db()
        assert comment.status == "rejected"

    def test_nothing_ticked_says_so(self, as_, mo, say):
        say(status="held")
        response = bulk(as_(mo), [])
        assert response.status_code == 422
        assert "Tick the comments" in response.content.decode()

    def test_more_than_a_hundred_are_refused_whole(self, as_, mo, say):
        comment = say(status="held")
        fields = {"chosen": [f"{comment.public_id}.{n}" for n in range(101)], "bulk-to": "published"}
        assert as_(mo).post(reverse("moderation:bulk"), fields).status_code == 422
        comment.refresh_from_db()
        assert comment.status == "held"

    @pytest.mark.parametrize("value", ["x", ".", "aaaaaaaaaaaa.0", "\x00.1"])
    def test_what_is_no_comment_is_gone(self, as_, mo, value):
        response = as_(mo).post(reverse("moderation:bulk"), {"chosen": value, "bulk-to": "published"})
        assert response.context["totals"]["gone"] == 1

    def test_without_the_state_that_was_seen_nothing_happens(self, as_, mo, say):
        comment = say(status="held")
        response = as_(mo).post(reverse("moderation:bulk"), {"chosen": comment.public_id, "bulk-to": "published"})
        assert response.context["totals"]["changed"] == 1

    def test_ones_own_and_those_elsewhere_are_gone(self, as_, mo, una, say):
        own, elsewhere = say(by=mo), say(status="held")
        assert bulk(as_(mo), [own], "rejected", **{"bulk-reason": "spam"}).context["totals"]["gone"] == 1
        assert bulk(as_(una), [elsewhere]).context["totals"]["gone"] == 1
        assert [Comment.objects.get(pk=c.pk).status for c in (own, elsewhere)] == ["published", "held"]


class LeaseTests:
    def test_others_see_who_is_looking_until_it_ends_by_itself(self, as_, mo, max_, say):
        comment = say(status="held")
        as_(max_).post(address("claim", comment))
        assert "Max is looking at this" in as_(mo).get(QUEUE).content.decode()
        with time_machine.travel(timezone.now() + timedelta(minutes=6)):
            assert "is looking at this" not in as_(mo).get(QUEUE).content.decode()

    def test_it_keeps_nobody_from_deciding_and_is_gone_with_the_decision(self, as_, mo, max_, say):
        comment = say(status="held")
        as_(max_).post(address("claim", comment))
        assert decide(as_(mo), comment).status_code == 303
        assert comment.review_items.get().claimed_by is None

    def test_the_second_is_told_and_the_first_keeps_it(self, as_, mo, max_, say):
        comment = say(status="held")
        as_(max_).post(address("claim", comment))
        as_(mo).post(address("claim", comment))
        assert comment.review_items.get().claimed_by == max_

    def test_it_can_be_given_back(self, as_, mo, say):
        comment = say(status="held")
        as_(mo).post(address("claim", comment))
        as_(mo).post(address("claim", comment), {"leave": "1"})
        assert comment.review_items.get().claimed_by is None

    def test_looking_takes_none(self, as_, mo, say):
        comment = say(status="held")
        as_(mo).get(QUEUE, {"item": comment.review_items.get().pk})
        as_(mo).get(address("history", comment))
        assert comment.review_items.get().claimed_by is None


class UndoBarTests:
    def test_the_last_decision_can_be_taken_back_from_the_next_page(self, as_, mo, say):
        comment = say(status="held")
        client = as_(mo)
        decide(client, comment)
        page = client.get(QUEUE)
        assert "Undo" in page.content.decode()
        response = client.post(address("undo", comment), {"decision": page.context["undoable"].pk})
        assert response["Location"].startswith(f"{QUEUE}?item=")
        comment.refresh_from_db()
        assert comment.status == "held"
        assert client.get(QUEUE).context["undoable"] is None

    def test_after_ten_seconds_it_is_gone_and_says_where_to_go(self, as_, mo, say):
        comment = say(status="held")
        client = as_(mo)
        decide(client, comment)
        decision = comment.decisions.last()
        with time_machine.travel(timezone.now() + timedelta(seconds=11)):
            assert client.get(QUEUE).context["undoable"] is None
            response = client.post(address("undo", comment), {"decision": decision.pk}, follow=True)
        assert "too late" in response.content.decode()
        comment.refresh_from_db()
        assert comment.status == "published"

    @pytest.mark.parametrize("decision", ["", "x", "0", "999999"])
    def test_a_decision_that_is_none_is_404(self, as_, mo, say, decision):
        assert as_(mo).post(address("undo", say(status="held")), {"decision": decision}).status_code == 404


class WordsToTheWriterTests:
    def test_a_removal_carries_the_reply_kept_for_its_reason(self, as_, mo, say):
        comment = say(status="held")
        ReasonTemplate.objects.update_or_create(reason="abuse", language="en", defaults={"text": "Be kind."})
        decide(as_(mo), comment, "rejected", reason="abuse")
        assert comment.decisions.last().public_text == "Be kind."

    def test_what_the_moderator_writes_counts(self, as_, mo, say):
        comment = say(status="held")
        decide(as_(mo), comment, "rejected", reason="abuse", public_text="My own words.")
        assert comment.decisions.last().public_text == "My own words."

    def test_the_articles_language_comes_first(self, db):
        ReasonTemplate.objects.create(reason="abuse", language="de", text="Bitte freundlich.")
        assert reply_for("abuse", "de") == "Bitte freundlich."
        assert reply_for("spam", "de") == reply_for("spam", "en")


class ConflictTests:
    def test_new_words_of_the_writer_are_shown_as_a_difference(self, as_, mo, say):
        comment = say("old words", status="held")
        version = CommentVersion.objects.create(comment=comment, number=2, source="new words", renderer_version=1)
        Comment.objects.filter(pk=comment.pk).update(current_version=version, lock_version=comment.lock_version + 1)
        response = decide(as_(mo), comment, version=1)
        page = response.content.decode()
        assert response.status_code == 409
        assert "old</del>" in page
        assert "new</ins>" in page
        assert "You chose: Approve." in page


class HistoryTests:
    def test_it_shows_every_decision_and_another_moderator_decides_otherwise_there(self, as_, mo, max_, say):
        comment = transition(say(), "rejected", actor=mo, role="moderator", reason="abuse", private_note="third time")
        page = as_(max_).get(address("history", comment)).content.decode()
        for words in ("third time", "Rejected", "Publish again", "Version 1"):
            assert words in page
        assert decide(as_(max_), comment).status_code == 303
        assert comment.decisions.last().reverses.to_status == "rejected"

    def test_nothing_of_an_erased_comment_is_left(self, as_, mo, say):
        assert "canary" not in as_(mo).get(address("history", say("canary", status="erased"))).content.decode()

    @pytest.mark.parametrize("viewer", ["rui", "eve", "ana", "ed", "una"])
    def test_strangers_and_moderators_of_elsewhere_find_none(self, request, as_, say, viewer):
        client = as_(request.getfixturevalue(viewer))
        comment = say(status="held")
        assert client.get(address("history", comment)).status_code == 404
        for name in ON_A_COMMENT:
            assert client.post(address(name, comment), {"to": "published", "seen_lock": 0}).status_code == 404
        comment.refresh_from_db()
        assert comment.status == "held"

    @pytest.mark.parametrize("name", [*ON_A_COMMENT, "history"])
    def test_ones_own_comment_is_for_somebody_else(self, as_, mo, say, name):
        client, comment = as_(mo), say(by=mo)
        response = client.get(address(name, comment)) if name == "history" else client.post(address(name, comment))
        assert response.status_code == 404


class CloseTests:
    def test_closing_says_why_to_readers_and_opening_takes_it_back(self, as_, mo, say, article):
        comment = say(status="held")
        as_(mo).post(address("close", comment), {"close-reason": "It became too heated."})
        assert "It became too heated." in as_(None).get(article.get_absolute_url()).content.decode()
        as_(mo).post(address("close", comment), {"open": "1"})
        assert "It became too heated." not in as_(None).get(article.get_absolute_url()).content.decode()

    def test_it_needs_the_reason(self, as_, mo, say, article):
        as_(mo).post(address("close", say(status="held")), {"close-reason": ""})
        article.refresh_from_db()
        assert article.thread.closed_at is None

    def test_pages_that_are_kept_are_renewed(self, as_, mo, say, article):
        comment = say(status="held")
        article.refresh_from_db()
        version = article.page_version
        as_(mo).post(address("close", comment), {"close-reason": "Enough."})
        article.refresh_from_db()
        assert article.page_version == version + 1


class RepliesInTheAdminTests:
    def test_who_reviews_everywhere_keeps_the_replies(self, as_, mo):
        url = reverse("admin:comments_reasontemplate_changelist")
        assert "Be kind" not in as_(mo).get(url).content.decode()
        reply = ReasonTemplate.objects.get(reason="abuse", language="en")
        change = reverse("admin:comments_reasontemplate_change", args=[reply.pk])
        as_(mo).post(change, {"reason": "abuse", "language": "en", "text": "Be kind."})
        reply.refresh_from_db()
        assert reply.text == "Be kind."

    @pytest.mark.parametrize("viewer", ["una", "ana", "ed", "rui"])
    def test_others_find_no_replies(self, request, as_, viewer):
        url = reverse("admin:comments_reasontemplate_changelist")
        assert as_(request.getfixturevalue(viewer)).get(url).status_code in {302, 403, 404}
