"""The moderators' desk: who finds it, what waits there, and deciding."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import CategoryRole
from comments.models import Comment, Decision, ReviewItem
from comments.policy import may_decide
from comments.transitions import transition
from tests.conftest import make_person
from tests.factories import make_article, make_category

QUEUE = reverse("moderation:queue")


def decide(client, comment, to="published", *, lock=None, **fields):
    fields = {"to": to, "seen_lock": comment.lock_version if lock is None else lock, **fields}
    return client.post(reverse("moderation:decide", args=[comment.public_id]), fields)


@pytest.fixture
def below_more(db):
    return make_article("Below more", category=make_category("more/health"))


class QueueTests:
    def test_a_visitor_is_asked_to_log_in_and_comes_back(self, as_):
        response = as_(None).get(QUEUE)
        assert response["Location"] == f"/accounts/login/?next={QUEUE}"

    @pytest.mark.parametrize("viewer", ["rui", "eve", "ana", "ed"])
    def test_who_reviews_nothing_finds_no_page(self, request, as_, viewer):
        assert as_(request.getfixturevalue(viewer)).get(QUEUE).status_code == 404

    def test_an_empty_desk_says_so(self, as_, mo):
        response = as_(mo).get(QUEUE)
        assert response.status_code == 200
        assert "Nothing is waiting" in response.content.decode()

    def test_an_item_shows_its_words_why_it_is_here_and_what_it_answers(self, as_, mo, say, eve):
        top = say("Does it **pass** by itself?", by=eve)
        say("It did for me.", parent=top, status="held")
        page = as_(mo).get(QUEUE).content.decode()
        for words in ("It did for me.", "All comments are reviewed first", "Does it pass by itself?", "Eve", "Rui"):
            assert words in page

    def test_the_most_pressing_comes_first_then_the_oldest(self, as_, mo, say):
        comments = [say(text, status="held") for text in ("first", "second", "third")]
        ReviewItem.objects.filter(comment=comments[2]).update(priority=5)
        items = as_(mo).get(QUEUE).context["items"]
        assert [item.comment for item in items] == [comments[2], comments[0], comments[1]]

    def test_one_can_be_chosen_by_its_address(self, as_, mo, say):
        say("first", status="held")
        second = say("second", status="held")
        response = as_(mo).get(QUEUE, {"item": second.review_items.get().pk})
        assert response.context["selected"].comment == second

    @pytest.mark.parametrize("item", ["0", "999999", "x", "-1", "9" * 40])
    def test_an_item_that_is_none_shows_the_first(self, as_, mo, say, item):
        comment = say(status="held")
        assert as_(mo).get(QUEUE, {"item": item}).context["selected"].comment == comment

    def test_it_counts_what_waits(self, as_, mo, say):
        say(status="held")
        ReviewItem.objects.create(comment=say(), reason_codes=["reported"])
        assert as_(mo).get(QUEUE).context["counts"] == {"open": 2, "held": 1, "reported": 1, "overdue": 0}

    def test_ones_own_comment_is_for_somebody_else(self, as_, mo, say, article):
        comment = say(by=mo)
        ReviewItem.objects.create(comment=comment, reason_codes=["reported"])
        assert list(as_(mo).get(QUEUE).context["items"]) == []
        assert decide(as_(mo), comment, "rejected", reason="abuse").status_code == 404

    def test_it_costs_the_same_with_many_items(self, as_, mo, say, rui):
        client = as_(mo)

        def cost():
            with CaptureQueriesContext(connection) as queries:
                assert client.get(QUEUE).status_code == 200
            return len(queries)

        top = say()
        say(status="held")
        small = cost()
        for n in range(40):
            say(
                f"{n}",
                status="held",
                parent=top if n % 2 else None,
                below=None if n % 2 else make_article(f"Article {n}"),
            )
        assert cost() == small <= 30

    def test_looking_writes_nothing_and_is_kept_nowhere(self, as_, mo, say):
        say(status="held")
        before = list(ReviewItem.objects.values())
        assert "no-store" in as_(mo).get(QUEUE)["Cache-Control"]
        assert list(ReviewItem.objects.values()) == before


class ScopeTests:
    """A moderator of one branch decides there and nowhere else; the question and the list agree."""

    def test_only_their_branch_is_in_the_queue(self, as_, una, say, below_more):
        here, _there = say("here", below=below_more, status="held"), say("there", status="held")
        assert [item.comment for item in as_(una).get(QUEUE).context["items"]] == [here]

    def test_an_item_from_elsewhere_is_not_shown_by_its_address(self, as_, una, say):
        there = say("canary", status="held")
        response = as_(una).get(QUEUE, {"item": there.review_items.get().pk})
        assert "canary" not in response.content.decode()

    def test_a_comment_elsewhere_cannot_be_decided(self, as_, una, say):
        there = say(status="held")
        assert decide(as_(una), there).status_code == 404
        there.refresh_from_db()
        assert there.status == "held"

    def test_a_comment_below_their_branch_can(self, as_, una, say, below_more):
        here = say(below=below_more, status="held")
        assert decide(as_(una), here).status_code == 303

    @pytest.mark.parametrize("viewer", ["mo", "una", "root", "rui", "ana", "ed"])
    def test_the_list_and_the_question_agree(self, request, say, viewer, below_more):
        user = request.getfixturevalue(viewer)
        say(below=below_more, status="held")
        say(status="held")
        listed = set(Comment.objects.reviewable_by(user).values_list("pk", flat=True))
        assert listed == {comment.pk for comment in Comment.objects.all() if may_decide(user, comment)}

    def test_a_role_that_was_taken_away_counts_at_once(self, as_, una, say, below_more):
        here = say(below=below_more, status="held")
        client = as_(una)
        CategoryRole.objects.all().delete()
        assert decide(client, here).status_code == 404

    def test_who_is_no_longer_staff_decides_nothing(self, as_, mo, say):
        comment = say(status="held")
        client = as_(mo)
        mo.is_staff = False
        mo.save()
        assert decide(client, comment).status_code == 404


class DecideTests:
    def test_approving_puts_the_comment_before_readers(self, as_, mo, say, article):
        comment = say("Now public", status="held")
        assert decide(as_(mo), comment).status_code == 303
        page = as_(None).get(article.get_absolute_url()).content.decode()
        assert "Now public" in page
        assert "Comments (1)" in page

    def test_rejecting_takes_a_reason_and_keeps_the_note_among_moderators(self, as_, mo, say, rui):
        comment = say("Bad", status="held")
        decide(as_(mo), comment, "rejected", reason="selling", note="third time")
        decision = Decision.objects.last()
        assert (decision.to_status, decision.reason, decision.private_note) == ("rejected", "selling", "third time")
        page = as_(rui).get(comment.get_absolute_url()).content.decode()
        assert "selling or sourcing medicines" in page
        assert "third time" not in page
        assert "Mo" not in page.replace("More", "")

    @pytest.mark.parametrize("to", ["rejected", "spam"])
    def test_a_removal_without_a_reason_is_given_back_with_the_note(self, as_, mo, say, to):
        comment = say(status="held")
        response = decide(as_(mo), comment, to, note="my note")
        assert response.status_code == 422
        assert "Choose a reason" in response.content.decode()
        assert "my note" in response.content.decode()
        comment.refresh_from_db()
        assert comment.status == "held"

    @pytest.mark.parametrize(
        "fields", [{"to": "erased"}, {"to": ""}, {"to": "withdrawn"}, {"seen_lock": ""}, {"seen_lock": "x"}]
    )
    def test_what_the_desk_does_not_offer_is_refused(self, as_, mo, say, fields):
        comment = say(status="held")
        url = reverse("moderation:decide", args=[comment.public_id])
        response = as_(mo).post(url, {"to": "published", "seen_lock": "0", **fields})
        assert response.status_code == 422
        comment.refresh_from_db()
        assert comment.status == "held"

    def test_the_next_item_follows(self, as_, mo, say):
        one, two, three = (say(text, status="held") for text in ("1", "2", "3"))
        response = decide(as_(mo), two)
        assert response["Location"] == f"{QUEUE}?item={three.review_items.get().pk}#item-title"
        assert decide(as_(mo), three)["Location"] == QUEUE
        assert as_(mo).get(QUEUE).context["selected"].comment == one

    def test_a_visitor_who_decides_is_asked_to_log_in(self, as_, say):
        comment = say(status="held")
        assert decide(as_(None), comment)["Location"] == f"/accounts/login/?next={QUEUE}"
        comment.refresh_from_db()
        assert comment.status == "held"

    @pytest.mark.parametrize("viewer", ["rui", "eve", "ana", "ed"])
    def test_a_stranger_finds_no_comment_to_decide(self, request, as_, say, viewer):
        comment = say(status="held")
        assert decide(as_(request.getfixturevalue(viewer)), comment).status_code == 404
        comment.refresh_from_db()
        assert comment.status == "held"

    def test_a_comment_that_is_none_is_404(self, as_, mo):
        url = reverse("moderation:decide", args=["aaaaaaaaaaaa"])
        assert as_(mo).post(url, {"to": "published", "seen_lock": 0}).status_code == 404


class ConflictTests:
    @pytest.fixture
    def max_(self, db):
        return make_person("max@example.org", "Max", "Moderators")

    def test_the_second_sees_the_first_ones_decision_and_their_own_choice(self, as_, mo, max_, say):
        comment = say("The words", status="held")
        decide(as_(max_), comment, "published")
        response = decide(as_(mo), comment, "rejected", reason="misleading", note="my note")
        page = response.content.decode()
        assert response.status_code == 409
        for words in ("Max", "Published", "The words", "my note", "You chose: Reject."):
            assert words in page
        assert '<option value="misleading" selected>' in page
        comment.refresh_from_db()
        assert comment.status == "published"

    def test_from_there_the_second_can_overrule_and_both_decisions_are_kept(self, as_, mo, max_, say):
        comment = say(status="held")
        decide(as_(max_), comment, "published")
        page = decide(as_(mo), comment, "rejected", reason="misleading")
        lock = page.context["decision_form"].initial["seen_lock"]
        assert decide(as_(mo), comment, "rejected", reason="misleading", lock=lock).status_code == 303
        assert [decision.to_status for decision in comment.decisions.all()] == ["held", "published", "rejected"]

    def test_deciding_the_same_is_no_conflict(self, as_, mo, max_, say):
        comment = say(status="held")
        assert decide(as_(max_), comment).status_code == decide(as_(mo), comment).status_code == 303
        assert comment.decisions.filter(to_status="published").count() == 1

    def test_a_comment_that_its_author_withdrew_meanwhile_is_a_conflict(self, as_, mo, say, rui):

        comment = say("canary", status="held")
        transition(comment, "withdrawn", actor=rui, role="author")
        response = decide(as_(mo), comment)
        assert response.status_code == 409
        assert "Withdrawn by its author" in response.content.decode()

    def test_what_cannot_be_decided_any_more_says_so(self, as_, mo, say, rui):

        comment = transition(say(status="held"), "withdrawn", actor=rui, role="author")
        response = decide(as_(mo), comment)
        assert response.status_code == 409


class AdminTests:
    LIST = reverse("admin:comments_comment_changelist")

    def act(self, client, action, *comments, **fields):
        chosen = [str(comment.pk) for comment in comments]
        return client.post(self.LIST, {"action": action, "_selected_action": chosen, **fields}, follow=True)

    @pytest.mark.parametrize("viewer", ["rui", "ana", "ed"])
    def test_who_reviews_nothing_sees_no_comments(self, request, as_, viewer):
        assert as_(request.getfixturevalue(viewer)).get(self.LIST).status_code in {302, 403}

    def test_the_list_shows_filters_and_finds(self, as_, mo, say):
        say("needle in hay", status="held")
        say("something else")
        client = as_(mo)
        assert "something else" in client.get(self.LIST).content.decode()
        found = client.get(self.LIST, {"q": "needle"}).content.decode()
        assert "needle in hay" in found
        assert "something else" not in found
        assert "something else" not in client.get(self.LIST, {"status__exact": "held"}).content.decode()

    def test_nobody_reads_what_colleagues_noted_about_a_comment_of_their_own(self, as_, mo, root, say):
        own = say("A comment of Mo", by=mo)
        transition(own, "rejected", actor=root, role="moderator", reason="other", private_note="Watch this one.")
        client = as_(mo)
        assert "A comment of Mo" not in client.get(self.LIST).content.decode()
        assert client.get(reverse("admin:comments_comment_change", args=[own.pk])).status_code == 302
        noted = own.decisions.get(actor=root)
        assert client.get(reverse("admin:comments_decision_change", args=[noted.pk])).status_code == 302

    def test_who_leads_discussions_learns_nothing_of_what_is_to_come(self, as_, mo):
        coming = make_article("A secret of tomorrow", live=False)
        answer = as_(mo).post(reverse("admin:comments_thread_add"), {"article": coming.pk, "mode": "closed"})
        assert answer.status_code == 200
        assert "A secret of tomorrow" not in answer.content.decode()

    def test_the_list_costs_the_same_with_many(self, as_, root, say):
        client = as_(root)

        def cost():
            with CaptureQueriesContext(connection) as queries:
                assert client.get(self.LIST).status_code == 200
            return len(queries)

        say()
        small = cost()
        for n in range(12):
            say(below=make_article(f"Article {n}"))
        assert cost() == small

    def test_approving_goes_through_the_same_deed(self, as_, mo, say, article):
        comments = [say(status="held"), say(status="held")]
        page = self.act(as_(mo), "approve", *comments).content.decode()
        assert "2 comments decided." in page
        article.refresh_from_db()
        assert article.comment_count == 2
        assert {decision.actor for decision in Decision.objects.filter(to_status="published")} == {mo}

    def test_rejecting_needs_the_reason(self, as_, mo, say):
        comment = say(status="held")
        assert "Choose a reason" in self.act(as_(mo), "reject", comment).content.decode()
        self.act(as_(mo), "reject", comment, reason="abuse")
        comment.refresh_from_db()
        assert (comment.status, comment.status_reason) == ("rejected", "abuse")

    def test_approving_does_not_overrule_a_removal_that_the_list_did_not_show(self, as_, mo, eve, say):

        comment = transition(say(), "rejected", actor=eve, role="moderator", reason="abuse")
        assert "not in that state any more" in self.act(as_(mo), "approve", comment).content.decode()
        self.act(as_(mo), "publish_again", comment)
        comment.refresh_from_db()
        assert comment.status == "published"

    def test_a_branch_moderator_acts_in_their_branch_only(self, as_, una, say, below_more):
        here, there = say(status="held", below=below_more), say(status="held")
        assert self.act(as_(una), "approve", here, there).status_code == 200
        assert [Comment.objects.get(pk=c.pk).status for c in (here, there)] == ["published", "held"]
        assert as_(una).get(reverse("admin:comments_comment_change", args=[there.pk])).status_code == 302

    def test_nothing_can_be_written_past_the_deeds(self, as_, root, say):
        comment = say(status="held")
        client = as_(root)
        for model, row in (("comment", comment), ("decision", comment.decisions.get())):
            assert client.get(reverse(f"admin:comments_{model}_add")).status_code == 403
            assert (
                client.post(reverse(f"admin:comments_{model}_delete", args=[row.pk]), {"post": "yes"}).status_code
                == 403
            )
            url = reverse(f"admin:comments_{model}_change", args=[row.pk])
            assert client.get(url).status_code == 200
            assert client.post(url, {"status": "published", "to_status": "published"}).status_code == 403
        comment.refresh_from_db()
        assert comment.status == "held"

    def test_closing_a_discussion_renews_the_page(self, as_, mo, say, article):
        say()
        article.refresh_from_db()
        thread = article.thread
        url = reverse("admin:comments_thread_change", args=[thread.pk])
        response = as_(mo).post(
            url, {"mode": "closed", "closed_at_0": "", "closed_at_1": "", "close_reason": "Long enough."}
        )
        assert response.status_code == 302
        version = article.page_version
        article.refresh_from_db()
        assert article.page_version == version + 1
        assert "Long enough." in as_(None).get(article.get_absolute_url()).content.decode()

    def test_a_branch_moderator_leads_no_discussion_elsewhere(self, as_, una, say, article):
        say()
        assert as_(una).get(reverse("admin:comments_thread_change", args=[article.thread.pk])).status_code == 302
        response = as_(una).post(
            reverse("admin:comments_thread_add"), {"article": make_article("Other").pk, "mode": "closed"}
        )
        assert response.status_code == 200


class VisibilityTests:
    """What is not public stands in no page of anybody who may not read it."""

    @pytest.mark.parametrize("status", ["held", "rejected", "spam", "withdrawn", "erased"])
    @pytest.mark.parametrize("viewer", [None, "eve", "ana", "ed"])
    @pytest.mark.parametrize("answered", [True, False])
    def test_no_page_of_others_holds_the_words(self, request, as_, say, mo, rui, article, status, viewer, answered):

        comment = say("canary-words")
        if answered:
            say("an answer", parent=comment)
        part = {"withdrawn": ("author", rui), "erased": ("privacy", None)}.get(status, ("moderator", mo))
        transition(comment, status, role=part[0], actor=part[1], reason="abuse" if part[0] == "moderator" else "")
        client = as_(request.getfixturevalue(viewer) if viewer else None)
        pages = [
            "/",
            article.get_absolute_url(),
            f"{article.get_absolute_url()}?sort=newest",
            f"{article.get_absolute_url()}?reply={comment.public_id}",
            article.latest.category.get_absolute_url(),
            comment.get_absolute_url(),
            reverse("comments:thread", args=[comment.public_id]),
            QUEUE,
            reverse("admin:comments_comment_changelist"),
            reverse("admin:comments_comment_change", args=[comment.pk]),
        ]
        for address in pages:
            assert "canary" not in client.get(address, follow=True).content.decode(), address

    def test_everybody_reads_what_is_published(self, as_, say, rui, eve, mo, article):
        say("canary-words")
        for viewer in (None, rui, eve, mo):
            assert "canary-words" in as_(viewer).get(article.get_absolute_url()).content.decode()

    def test_an_erased_comment_is_nowhere_not_even_for_its_author_and_moderators(self, as_, say, rui, mo, article):
        comment = say("canary-words", status="erased")
        for viewer in (rui, mo):
            client = as_(viewer)
            for address in (
                comment.get_absolute_url(),
                article.get_absolute_url(),
                QUEUE,
                reverse("admin:comments_comment_change", args=[comment.pk]),
            ):
                assert "canary" not in client.get(address, follow=True).content.decode()
