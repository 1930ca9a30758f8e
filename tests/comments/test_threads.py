"""The discussion on the page: who stands where, what a reader sees of each, page by page, at a constant cost."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import CharField, F, OuterRef, Subquery, TextField, Value
from django.db.models.functions import Cast, Concat
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comments import threads
from comments.models import Comment, CommentVersion, Thread
from comments.threads import REPLIES_BELOW_A_ROOT, ROOTS_ON_A_PAGE, roots_page, thread_page
from tests.comments.conftest import remove
from tests.factories import make_article, make_contributor

NOBODY = AnonymousUser()


def words(nodes):
    """What a reader reads, in order, with tombstones in brackets."""
    found = []
    for node in nodes:
        text = re.sub("<.*?>", "", node.html).strip()
        found.append(text if node.state in {"published", "waiting"} else f"[{node.state}]")
        found += words(node.replies)
    return found


def page_of(article, viewer=NOBODY, **place):
    return roots_page(article, viewer, article.editions.get(), **place)


def fill(article, roots, replies_each=0):
    """Many published comments at once, as an import would write them."""
    made = []
    number = Comment.objects.filter(article=article).count()
    for _n in range(roots):
        number += 1
        top = Comment.objects.create(
            article=article, author_name="N", sequence=number, order_key=f"{number:08d}", reply_count=replies_each
        )
        made.append(top)
        rows = []
        for _m in range(replies_each):
            number += 1
            rows.append(
                Comment(
                    article=article,
                    author_name="N",
                    sequence=number,
                    order_key=f"{top.sequence:08d}{number:08d}",
                    depth=1,
                    parent=top,
                    root=top,
                )
            )
        made += Comment.objects.bulk_create(rows)
    CommentVersion.objects.bulk_create(
        CommentVersion(comment=comment, number=1, source="x", html="<p>x</p>", renderer_version=1) for comment in made
    )
    version = CommentVersion.objects.filter(comment=OuterRef("pk")).values("pk")
    Comment.objects.filter(pk__gte=made[0].pk, article=article).update(
        status="published",
        html=Concat(Value("<p>"), Cast("sequence", CharField()), Value("</p>"), output_field=TextField()),
        current_version=Subquery(version),
        published_version=Subquery(version),
        published_at=F("created_at"),
    )
    Thread.objects.update_or_create(article=article, defaults={"last_sequence": number})
    type(article).objects.filter(pk=article.pk).update(comment_count=len(made))
    return made


class OrderTests:
    def test_replies_follow_what_they_answer_oldest_first(self, article, say):
        one, two = say("one"), say("two")
        say("two a", parent=two)
        a = say("one a", parent=one)
        say("one b", parent=one)
        say("one a i", parent=a)
        assert words(page_of(article).roots) == ["one", "one a", "one a i", "one b", "two", "two a"]

    def test_newest_first_turns_the_roots_and_not_the_replies(self, article, say):
        one = say("one")
        say("one a", parent=one)
        say("one b", parent=one)
        say("two")
        assert words(page_of(article, sort="newest").roots) == ["two", "one", "one a", "one b"]

    def test_three_levels_are_set_in_and_deeper_ones_name_whom_they_answer(self, article, say, eve):
        comment = say("0")
        for depth in range(1, 6):
            comment = say(str(depth), parent=comment, by=eve if depth == 2 else None)
        nodes = [node for root in page_of(article).roots for node in [root, *root.replies]]
        assert [node.indent for node in nodes] == [0, 1, 2, 2, 2, 2]
        assert [node.replying_to for node in nodes] == ["", "", "", "Eve", "Rui", "Rui"]

    def test_an_unknown_order_is_the_usual_one(self):
        assert threads.read_sort("rm -rf") == threads.read_sort(None) == "oldest"

    @pytest.mark.parametrize("value", ["", "x", "-1", "1e9", "9" * 30, "١٢", "1;--", None])
    def test_a_place_that_is_none_is_the_beginning(self, as_, article, say, value):
        say("one")
        assert threads.read_number(value) is None
        response = as_(None).get(article.get_absolute_url(), {"after": value or ""})
        assert "one" in response.content.decode()


class PlaceholderTests:
    @pytest.mark.parametrize("status", ["rejected", "spam", "withdrawn", "erased", "held"])
    def test_what_is_gone_and_unanswered_has_no_place(self, article, say, status, eve, mo):
        top = say("stays")
        say("gone", status=status)
        say("gone too", parent=top, status=status)
        for viewer in (NOBODY, eve, mo):
            assert words(page_of(article, viewer).roots) == ["stays"]

    @pytest.mark.parametrize(
        ("status", "notice"),
        [("rejected", "removed"), ("spam", "removed"), ("withdrawn", "withdrawn"), ("erased", "erased")],
    )
    def test_a_notice_keeps_the_place_above_an_answer_that_stands(self, article, say, mo, rui, status, notice):
        from comments.transitions import transition

        top = say("gone")
        say("answer", parent=top)
        part = {"withdrawn": ("author", rui), "erased": ("privacy", None)}.get(status, ("moderator", mo))
        transition(top, status, role=part[0], actor=part[1], reason="abuse" if part[0] == "moderator" else "")
        assert words(page_of(article).roots) == [f"[{notice}]", "answer"]

    def test_a_whole_line_of_removed_comments_stands_above_one_that_is_read(self, article, say, mo):
        line = [say("0")]
        for depth in range(1, 5):
            line.append(say(str(depth), parent=line[-1]))
        for comment in line[1:4]:
            remove(comment, mo)
        assert words(page_of(article).roots) == ["0", "[removed]", "[removed]", "[removed]", "4"]

    def test_when_the_last_answer_goes_the_notices_go(self, article, say, mo):
        top = say("0")
        reply = say("1", parent=top)
        remove(top, mo)
        remove(reply, mo)
        assert words(page_of(article).roots) == []

    def test_nothing_below_what_is_gone_offers_a_reply_that_would_be_refused(self, article, say, mo, eve):
        root = say("root")
        child = say("child", parent=root)
        say("grandchild", parent=child)
        say("beside")
        remove(root, mo)
        page = roots_page(article, eve, None, may_reply=True)
        offered = {
            node.comment.current_version.source: node.can_reply for top in page.roots for node in [top, *top.replies]
        }
        assert offered == {"root": False, "child": False, "grandchild": False, "beside": True}

    def test_a_notice_names_nobody_and_says_the_reason(self, as_, article, say, mo, eve):
        top = say("gone", by=eve)
        say("answer", parent=top)
        remove(top, mo)
        page = as_(None).get(article.get_absolute_url()).content.decode()
        assert "Removed by moderators: hurtful to others" in page
        assert "Eve" not in page
        assert page_of(article).roots[0].author_name == ""


class OwnWaitingTests:
    def test_the_writer_alone_sees_what_waits(self, as_, article, say, rui, eve, mo):
        say("canary", status="held")
        for viewer in (None, eve, mo):
            assert "canary" not in as_(viewer).get(article.get_absolute_url()).content.decode()
        page = as_(rui).get(article.get_absolute_url()).content.decode()
        assert "canary" in page
        assert "1 of yours is waiting" in page
        assert "Comments (0)" in page

    def test_what_waits_cannot_be_answered(self, article, say, rui):
        say("mine", status="held")
        [node] = page_of(article, rui, may_reply=True).roots
        assert (node.state, node.can_reply, node.is_mine) == ("waiting", False, True)

    def test_an_answer_that_waits_stands_where_it_will_stand(self, article, say, rui):
        top = say("top")
        say("mine", parent=top, status="held")
        say("later", parent=top)
        assert words(page_of(article, rui).roots) == ["top", "mine", "later"]
        assert words(page_of(article).roots) == ["top", "later"]

    def test_somebody_elses_that_went_back_to_review_keeps_its_place_without_its_words(
        self, article, say, mo, eve, rui
    ):
        from comments.transitions import transition

        top = say("taken back")
        say("answer", parent=top)
        transition(top, "held", actor=mo, role="moderator")
        assert words(page_of(article, eve).roots) == ["[removed]", "answer"]
        assert words(page_of(article, rui).roots) == ["taken back", "answer"]


class PageTests:
    def test_the_pages_hold_every_root_once_in_both_orders(self, article):
        made = fill(article, ROOTS_ON_A_PAGE * 2 + 3)
        for sort in ("oldest", "newest"):
            seen, place = [], {}
            while True:
                page = page_of(article, sort=sort, **place)
                seen += [node.comment.sequence for node in page.roots]
                if page.next_url is None:
                    break
                place = {"after": int(re.search(r"after=(\d+)", page.next_url)[1])}
            numbers = [comment.sequence for comment in made]
            assert seen == (numbers if sort == "oldest" else numbers[::-1])

    def test_the_way_back_shows_the_page_before(self, article):
        fill(article, ROOTS_ON_A_PAGE * 2)
        first = page_of(article)
        second = page_of(article, after=first.roots[-1].comment.sequence)
        assert first.previous_url is None
        back = page_of(article, before=int(re.search(r"before=(\d+)", second.previous_url)[1]))
        assert words(back.roots) == words(first.roots)
        assert back.previous_url is None

    def test_a_comment_that_comes_meanwhile_moves_no_page(self, article, say):
        fill(article, ROOTS_ON_A_PAGE * 2)
        before = words(page_of(article, after=ROOTS_ON_A_PAGE).roots)
        say("new")
        assert words(page_of(article, after=ROOTS_ON_A_PAGE).roots) == before

    def test_a_root_shows_twenty_replies_and_leads_to_the_rest(self, as_, article):
        top = fill(article, 1, REPLIES_BELOW_A_ROOT + 5)[0]
        [node] = page_of(article).roots
        assert (len(node.replies), node.more_replies) == (REPLIES_BELOW_A_ROOT, 5)
        rest = as_(None).get(node.more_url).content.decode()
        assert f'id="comment-{top.public_id}"' in rest
        assert rest.count('<div class="comment-text">') == 1 + 5

    def test_exactly_twenty_replies_need_no_link(self, article):
        fill(article, 1, REPLIES_BELOW_A_ROOT)
        [node] = page_of(article).roots
        assert (node.more_replies, node.more_url) == (0, "")

    def test_busy_threads_fill_a_page_sooner_and_no_root_is_lost(self, article):
        made = fill(article, 12, REPLIES_BELOW_A_ROOT)
        first = page_of(article)
        assert sum(1 + len(node.replies) for node in first.roots) <= threads.COMMENTS_ON_A_PAGE
        seen, page = [], first
        while True:
            seen += [node.comment for node in page.roots]
            if page.next_url is None:
                break
            page = page_of(article, after=seen[-1].sequence)
        assert seen == [comment for comment in made if comment.parent_id is None]
        back = page_of(article, before=seen[-1].sequence)
        assert back.roots[-1].comment == seen[-2]

    def test_the_address_of_a_comment_is_its_own(self, article, say):
        comment = say()
        assert page_of(article).roots[0].permalink == comment.get_absolute_url()

    def test_a_roots_own_pages_hold_every_reply_once(self, article):
        made = fill(article, 1, threads.REPLIES_ON_A_PAGE * 2 + 7)
        seen, after = [], ""
        while True:
            page = thread_page(made[0], article, NOBODY, article.editions.get(), after=after)
            seen += [node.comment.pk for node in page.roots[0].replies]
            if page.next_url is None:
                break
            after = re.search(r"after=(\d+)", page.next_url)[1]
        assert seen == [comment.pk for comment in made[1:]]

    def test_a_reply_has_no_thread_of_its_own_but_its_roots(self, as_, say):
        top = say()
        reply = say(parent=top)
        response = as_(None).get(reverse("comments:thread", args=[reply.public_id]))
        assert response["Location"] == threads.thread_url(top)

    @pytest.mark.parametrize("status", ["held", "rejected", "erased"])
    def test_a_thread_that_shows_nothing_is_not_there(self, as_, say, status):
        hidden = say(status=status)
        assert as_(None).get(reverse("comments:thread", args=[hidden.public_id])).status_code == 404


class CostTests:
    def cost(self, deed):
        with CaptureQueriesContext(connection) as queries:
            deed()
        return len(queries)

    def test_the_nodes_of_a_page_cost_three_queries_at_any_size(self, article, rui):
        assert self.cost(lambda: page_of(article)) - 1 <= 1
        fill(article, 1)
        small = self.cost(lambda: page_of(article, rui))
        fill(article, 30, 160)
        assert Comment.objects.count() > 4800
        assert self.cost(lambda: page_of(article, rui)) == small
        # One of them fetches the edition for this test; badges are asked for only where somebody has an account.
        assert small - 1 <= 3

    def test_the_whole_page_costs_the_same_with_five_thousand_comments(self, as_, article, say, eve, mo, ana):
        for who in (eve, mo, ana):
            say(by=who, status="published")
        browser = as_(None)
        url = article.get_absolute_url()
        browser.get(url)
        small = self.cost(lambda: browser.get(url))
        fill(article, 30, 165)
        assert self.cost(lambda: browser.get(url)) == small

    def test_one_root_with_nine_thousand_replies_costs_the_same(self, as_, article):
        top = fill(article, 1, 3)[0]
        browser = as_(None)
        small = self.cost(lambda: browser.get(threads.thread_url(top)))
        long = fill(make_article("Another"), 1, 9000)
        assert self.cost(lambda: browser.get(threads.thread_url(long[0]))) == small
        target = long[4321]
        assert self.cost(lambda: browser.get(target.get_absolute_url())) <= small + 2
        assert (
            f'comment-target" id="comment-{target.public_id}"'
            in browser.get(target.get_absolute_url()).content.decode()
        )


class BadgeTests:
    def badge(self, article):
        return page_of(article).roots[0].badge

    def test_an_author_of_the_article_is_marked_in_words(self, ana, say):
        article = make_article("Mine", contributors=(make_contributor("Ana Writes", ana),))
        say(by=ana, below=article)
        assert self.badge(article) == "Author of this article"

    def test_a_moderator_and_other_staff_are_marked(self, article, say, mo, ed):
        say(by=mo)
        say(by=ed)
        assert [node.badge for node in page_of(article).roots] == ["Moderator", "Staff"]

    def test_a_reader_bears_nothing(self, article, say):
        say()
        assert self.badge(article) == ""

    def test_who_left_the_staff_is_not_marked(self, article, say, ed):
        say(by=ed)
        ed.take_away_staff_access()
        assert self.badge(article) == ""

    def test_who_writes_without_a_name_bears_nothing_that_tells(self, as_, article, say, mo):
        comment = say(by=mo)
        Comment.objects.filter(pk=comment.pk).update(anonymous=True)
        [node] = page_of(article).roots
        assert (node.author_name, node.badge) == ("A reader", "")
        page = as_(None).get(article.get_absolute_url()).content.decode()
        assert ">Mo<" not in page
        assert f'"{mo.pk}"' not in page

    def test_answering_somebody_without_a_name_gives_them_none(self, article, say, mo):
        line = [say("0")]
        for depth in range(1, 4):
            line.append(say(str(depth), parent=line[-1], by=mo))
        Comment.objects.filter(pk=line[2].pk).update(anonymous=True)
        assert page_of(article).roots[0].replies[-1].replying_to == "A reader"

    def test_a_writer_whose_account_is_gone_keeps_the_name_they_had(self, article, say, rui):
        say()
        rui.delete()
        assert page_of(article).roots[0].author_name == "Rui"


class ArticlePageTests:
    def test_a_visitor_gets_the_sentence_two_links_and_no_form(self, as_, article):
        client = as_(None)
        response = client.get(article.get_absolute_url())
        page = response.content.decode()
        assert "Login is required before commenting." in page
        back = "%2F".join(["", "articles", article.slug, ""]).replace("%2F", "/") + "%23comment-form"
        assert f'href="/accounts/login/?next={back}"' in page
        assert f'href="/accounts/signup/?next={back}"' in page
        assert "<textarea" not in page
        assert "csrfmiddlewaretoken" not in page
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")

    def test_a_reader_gets_the_form(self, as_, rui, article):
        page = as_(rui).get(article.get_absolute_url()).content.decode()
        assert "<textarea" in page
        assert f'action="{reverse("comments:post", args=[article.slug])}"' in page
        assert "Login is required" not in page

    def test_answering_puts_the_comment_into_the_form(self, as_, rui, article, say):
        comment = say()
        page = as_(rui).get(article.get_absolute_url(), {"reply": comment.public_id}).content.decode()
        assert f'name="parent" value="{comment.public_id}"' in page

    def test_what_is_hidden_or_elsewhere_cannot_be_answered_by_address(self, as_, rui, article, say):
        for comment in (say(status="held"), say(below=make_article("Other"))):
            page = as_(rui).get(article.get_absolute_url(), {"reply": comment.public_id}).content.decode()
            assert f'value="{comment.public_id}"' not in page

    def test_a_closed_discussion_has_no_form_and_says_so(self, as_, rui, article, say):
        say("still read")
        Thread.objects.update(mode="closed")
        for viewer in (rui, None):
            page = as_(viewer).get(article.get_absolute_url()).content.decode()
            assert "still read" in page
            assert "This discussion is closed" in page
            assert "<textarea" not in page

    def test_the_count_is_of_the_published(self, as_, article, say):
        say()
        say(status="held")
        say(status="rejected")
        assert "Comments (1)" in as_(None).get(article.get_absolute_url()).content.decode()
