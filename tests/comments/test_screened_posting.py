"""What is found in a comment before it is posted: what the writer is asked, what waits, and what readers are told."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import publishing
from articles.models import HelpLine, SiteSettings
from comments.editing import edit, seen_state
from comments.models import Comment, CommentVersion, Decision, DiscussionSettings, ListEntry, Mode, ReviewItem
from comments.posting import AskFirst, post
from comments.readers.forms import CommentForm
from comments.transitions import transition
from tests.comments.golden import rows
from tests.factories import revise

CALM = "It took me three weeks to get used to the spray, and then it helped."
MAIL = "Write to me at rui@example.org and I will tell you more."
DOSE = "You should take 40 mg of it every evening."
CRISIS = "I don’t want to live any more, I want to kill myself."
SHOP = "Order tramadol here without a prescription, message me on WhatsApp +234 803 555 0100."


@pytest.fixture
def send(as_, rui, article):
    """`send(text)` is the answer to Rui’s form."""
    browser = as_(rui)

    def answer(text, **fields):
        form = CommentForm.fresh(rui)
        data = {"text": text, "key": form.initial["key"], "writer": form.initial["writer"], **fields}
        return browser.post(reverse("comments:post", args=[article.slug]), data)

    answer.browser = browser
    return answer


def answered(response) -> dict[str, str]:
    """What the form “post it as it is” of a page of questions sends."""
    form = response.context["as_it_is"]
    return {name: form.initial.get(name, "") for name in ("parent", "key", "writer", "answered")}


class AskedFirstTests:
    def test_a_calm_comment_is_posted_without_a_question(self, send):
        assert send(CALM).status_code == 303

    def test_an_address_is_marked_and_asked_about_before_anything_is_posted(self, send):
        response = send(MAIL)
        page = response.content.decode()
        assert response.status_code == 422
        assert "Is this yours to share?" in page
        assert "<mark>rui@example.org</mark>" in page
        assert "no-store" in response["Cache-Control"]
        assert not Comment.objects.exists()

    def test_the_words_are_posted_as_they_are_once_the_writer_has_answered(self, send):
        response = send(MAIL, **answered(send(MAIL)))
        assert response.status_code == 303
        assert Comment.objects.get().current_version.source == MAIL

    def test_sent_twice_the_answer_makes_one_comment(self, send):
        fields = answered(send(MAIL))
        send(MAIL, **fields)
        assert send(MAIL, **fields).status_code == 303
        assert Comment.objects.count() == 1

    def test_the_answer_is_for_these_words_only(self, send):
        response = send(f"{MAIL} Or at eve@example.org.", **answered(send(MAIL)))
        assert response.status_code == 422
        assert not Comment.objects.exists()

    def test_the_answer_is_for_this_writer_only(self, send, as_, eve, article):
        fields = answered(send(MAIL))
        form = CommentForm.fresh(eve)
        data = {"text": MAIL, "key": "k", "writer": form.initial["writer"], "answered": fields["answered"]}
        assert as_(eve).post(reverse("comments:post", args=[article.slug]), data).status_code == 422

    @pytest.mark.parametrize("forged", ["", "x", "x:y", "\x00"])
    def test_a_forged_answer_is_none(self, send, forged):
        assert send(MAIL, answered=forged).status_code == 422

    def test_what_is_marked_can_be_left_out_and_is_not_posted_yet(self, send):
        response = send(MAIL, leave_out="1")
        text = response.context["form"].initial["text"]
        assert "rui@example.org" not in text
        assert text.startswith("Write to me at ")
        assert not Comment.objects.exists()
        assert send(text).status_code == 303

    def test_leaving_out_posts_nothing_even_when_nothing_is_marked(self, send):
        assert send(CALM, leave_out="1").status_code == 422
        assert not Comment.objects.exists()

    def test_telling_others_what_to_take_is_asked_about(self, send):
        page = send(DOSE).content.decode()
        assert "Tell what happened to you" in page
        assert "<mark>You should take 40 mg</mark>" in page

    def test_the_place_of_a_reply_survives_the_question(self, send, say):
        top = say()
        fields = answered(send(MAIL, parent=top.public_id))
        send(MAIL, **fields)
        assert Comment.objects.get(parent=top).current_version.source == MAIL

    def test_hostile_words_stay_words_on_the_page_of_questions(self, send):
        page = send(f"<script>alert(1)</script> {MAIL}").content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page

    def test_a_change_is_asked_about_too_and_the_box_keeps_it(self, as_, rui, say):
        comment = say(status="held")
        url = reverse("comments:edit", args=[comment.public_id])
        browser = as_(rui)
        form = browser.get(url).context["form"]
        data = {name: form.initial.get(name, "") for name in ("writer", "seen")} | {"text": MAIL}
        asked = browser.post(url, data)
        assert asked.status_code == 422
        assert asked.context["form"].initial["text"] == MAIL
        data["answered"] = asked.context["as_it_is"].initial["answered"]
        assert browser.post(url, data).status_code == 303
        comment.refresh_from_db()
        assert comment.current_version.source == MAIL


class WaitingTests:
    def test_where_comments_appear_at_once_an_address_waits_for_a_look(self, publish_first, article, rui):
        comment = post(author=rui, article=article, text=MAIL, answered=True)
        assert comment.status == "held"
        assert Decision.objects.get(comment=comment).rule == "hold_by_findings"
        assert ReviewItem.objects.get(comment=comment).reason_codes == ["email"]

    def test_advice_appears_and_somebody_looks_at_it(self, publish_first, article, rui):
        comment = post(author=rui, article=article, text=DOSE, answered=True)
        assert comment.status == "published"
        item = ReviewItem.objects.get(comment=comment)
        assert item.reason_codes == ["dose_directive"]
        assert item.due_at - item.opened_at == timedelta(hours=4)

    def test_trade_waits(self, publish_first, article, rui):
        comment = post(author=rui, article=article, text=SHOP, answered=True)
        assert comment.status == "held"

    def test_a_word_of_the_list_flags_and_holds_nothing(self, publish_first, article, rui):
        ListEntry.objects.create(kind=ListEntry.Kind.LISTED_WORD, value="quackery")
        comment = post(author=rui, article=article, text="That is quackery, if you ask me.")
        assert comment.status == "published"
        assert ReviewItem.objects.get(comment=comment).reason_codes == ["listed_word"]

    def test_staff_is_not_held_and_still_looked_at(self, publish_first, article, ana):
        comment = post(author=ana, article=article, text=MAIL, answered=True)
        assert comment.status == "published"
        assert ReviewItem.objects.filter(comment=comment).exists()

    def test_a_text_that_others_posted_waits(self, publish_first, article, rui, eve):
        text = "This walk in the mountains has changed my whole week and it will change yours as well, my friends."
        assert post(author=rui, article=article, text=text).status == "published"
        assert post(author=eve, article=article, text=f"Hello! {text}").status == "held"

    def test_a_link_of_a_new_reader_waits_and_that_of_a_known_one_does_not(self, article, rui, mo, publish_first):
        DiscussionSettings.objects.update(first_held=1)
        text = "I keep notes with https://diary.example/form and bring them along."
        first = post(author=rui, article=article, text=text)
        assert first.status == "held"
        transition(first, "published", actor=mo, role=Decision.Role.MODERATOR)
        assert post(author=rui, article=article, text=f"Once more: {text}").status == "published"

    def test_a_link_that_the_article_itself_cites_never_waits(self, publish_first, article, rui, ana):
        publishing.publish(revise(article, body='<p>See <a href="https://www.study.example/1">it</a>.</p>'), by=ana)
        comment = post(author=rui, article=article, text="I read https://study.example/2 as well.")
        assert comment.status == "published"

    def test_a_blocked_site_waits_whoever_links_it(self, article, rui, publish_first):
        ListEntry.objects.create(kind=ListEntry.Kind.BLOCKED_HOST, value="pills.example")
        assert post(author=rui, article=article, text="See www.pills.example/now").status == "held"

    def test_an_edit_that_brings_an_address_keeps_the_approved_words_public(self, publish_first, article, rui):
        comment = post(author=rui, article=article, text=CALM)
        edit(comment, MAIL, by=rui, seen=seen_state(comment), answered=True)
        comment.refresh_from_db()
        assert comment.is_public
        assert "rui@example.org" not in comment.html
        assert set(ReviewItem.objects.get(comment=comment).reason_codes) == {"edited", "email"}

    def test_a_slip_mended_in_a_long_comment_is_no_repetition(self, publish_first, article, rui):
        text = "It took me three weeks to get used to the spray, and then it helped me through the hole summer."
        comment = post(author=rui, article=article, text=text)
        edit(comment, text.replace("hole", "whole"), by=rui, seen=seen_state(comment))
        assert not ReviewItem.objects.exists()

    def test_the_writer_reads_why_changed_words_wait(self, publish_first, article, rui, as_):
        comment = post(author=rui, article=article, text=CALM)
        edit(comment, MAIL, by=rui, seen=seen_state(comment), answered=True)
        for path in (article.get_absolute_url(), reverse("my:comments")):
            html = as_(rui).get(path).content.decode()
            assert "A moderator reads it first, because of this:" in html
            assert "<q>rui@example.org</q>" in html

    def test_an_edit_that_is_not_answered_changes_nothing(self, publish_first, article, rui):
        comment = post(author=rui, article=article, text=CALM)
        with pytest.raises(AskFirst):
            edit(comment, MAIL, by=rui, seen=seen_state(comment))
        assert CommentVersion.objects.filter(comment=comment).count() == 1


class CrisisTests:
    @pytest.fixture(autouse=True)
    def help_line(self, db):
        SiteSettings.objects.get_or_create(pk=SiteSettings.ONLY)
        HelpLine.objects.create(
            kind=HelpLine.Kind.CRISIS, name="Listening line", phone="116 123", last_checked=timezone.now().date()
        )

    def test_a_comment_in_a_crisis_is_posted_at_once_and_comes_first(self, publish_first, article, rui, say):
        say("A calm one", status="held")
        comment = post(author=rui, article=article, text=CRISIS)
        assert comment.status == "published"
        assert ReviewItem.objects.open().in_order().first().comment == comment

    def test_no_comment_of_the_golden_set_is_held_for_a_crisis_alone(self, publish_first, article, rui):
        alone = [row for row in rows("tune") if row.labels == ("crisis",)][:40]
        assert alone
        for row in alone:
            comment = post(author=rui, article=article, text=row.text, answered=True)
            kinds = {one["kind"] for one in comment.current_version.found}
            assert comment.status == "published" or kinds - {"crisis"}, row

    def test_its_writer_lands_beside_the_help_lines(self, send, publish_first):
        page = send.browser.get(send(CRISIS)["Location"].partition("#")[0]).content.decode()
        assert 'class="help-panel"' in page
        assert "Listening line" in page
        assert "116 123" in page

    def test_nobody_else_sees_them(self, send, as_, eve, client, publish_first, article):
        send(CRISIS)
        for browser in (as_(eve), client):
            page = browser.get(article.get_absolute_url()).content.decode()
            assert "kill myself" in page
            assert "help-panel" not in page

    def test_after_a_day_the_words_stand_for_themselves(self, send, publish_first, article):
        send(CRISIS)
        Comment.objects.update(created_at=timezone.now() - timedelta(days=1, minutes=1))
        assert "help-panel" not in send.browser.get(article.get_absolute_url()).content.decode()

    def test_it_is_no_reason_to_wait_that_the_writer_is_told(self, send, article):
        send(CRISIS)
        assert "comment-why" not in send.browser.get(article.get_absolute_url()).content.decode()


class NeverSilentTests:
    def test_the_writer_sees_why_the_comment_waits_and_which_words(self, send, publish_first, article):
        send(MAIL, **answered(send(MAIL)))
        page = send.browser.get(article.get_absolute_url()).content.decode()
        assert "A moderator reads it first, because of this:" in page
        assert "<q>rui@example.org</q>" in page

    def test_so_do_their_own_pages(self, send, publish_first):
        send(MAIL, **answered(send(MAIL)))
        assert "<q>rui@example.org</q>" in send.browser.get(reverse("my:comments")).content.decode()

    def test_nobody_else_is_told(self, send, as_, eve, client, publish_first, article):
        send(MAIL, **answered(send(MAIL)))
        for browser in (as_(eve), client):
            assert "rui@example.org" not in browser.get(article.get_absolute_url()).content.decode()

    def test_erased_words_leave_no_finding(self, article, rui):
        comment = post(author=rui, article=article, text=MAIL, answered=True)
        transition(comment, "erased", actor=None, role=Decision.Role.PRIVACY)
        assert CommentVersion.objects.get(comment=comment).signals == {}


class RemarkTests:
    def page(self, client, article):
        return client.get(article.get_absolute_url()).content.decode()

    def test_advice_says_that_it_is_a_personal_view(self, client, publish_first, article, rui):
        post(author=rui, article=article, text=DOSE, answered=True)
        assert "Personal view, not medical advice" in self.page(client, article)

    def test_a_claimed_profession_says_that_nobody_has_checked_it(self, client, publish_first, article, rui):
        post(author=rui, article=article, text="As a nurse I see this every week, and it passes.")
        assert "Profession not verified by us" in self.page(client, article)

    def test_each_host_is_named_with_what_it_is_to_the_site(self, client, say, article):
        ListEntry.objects.create(kind=ListEntry.Kind.SHOP_HOST, value="pills.example")
        say("See https://www.nhs.uk/conditions and https://pills.example/a and https://diary.example .")
        page = " ".join(self.page(client, article).split())
        assert '<li class="source-recognised"><bdi>nhs.uk</bdi> <span>recognised health body</span>' in page
        assert "<bdi>pills.example</bdi> <span>shop</span>" in page
        assert "<bdi>diary.example</bdi> <span>not known to us</span>" in page

    def test_nothing_is_said_beside_a_comment_that_is_gone(self, client, publish_first, article, rui, mo, say):
        comment = post(author=rui, article=article, text=DOSE, answered=True)
        say("A reply", parent=comment)
        transition(comment, "rejected", actor=mo, role=Decision.Role.MODERATOR, reason="dangerous_advice")
        comment.refresh_from_db()
        assert comment.remarks == {}
        assert "Personal view" not in self.page(client, article)

    def test_links_cost_the_page_no_query_once_the_lists_are_known(
        self, client, say, article, django_assert_max_num_queries
    ):
        say(CALM)
        self.page(client, article)
        with django_assert_max_num_queries(60) as before:
            self.page(client, article)
            most = len(before)
        for number in range(5):
            say(f"See https://www.nhs.uk/conditions/{number} and https://diary.example/{number} .")
        self.page(client, article)
        with django_assert_max_num_queries(most):
            self.page(client, article)


class HoldModeTests:
    def test_where_all_is_reviewed_first_the_reasons_join_the_level(self, article, rui):
        comment = post(author=rui, article=article, text=DOSE, answered=True)
        assert ReviewItem.objects.get(comment=comment).reason_codes == ["held_by_site", "dose_directive"]
        assert DiscussionSettings.current().mode == Mode.HOLD
