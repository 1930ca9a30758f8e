"""Who hears of what, when, and what is never said."""

import email
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_q.models import Schedule

from articles import publishing
from articles.models import Category
from comments.mail import notifications
from comments.mail.delivery import deliver_due
from comments.mail.notifications import fan_out, next_digest
from comments.models import (
    CategoryPolicy,
    Comment,
    CommentVersion,
    Decision,
    IgnoredPerson,
    Letter,
    MailPreference,
    MutedThread,
    Notice,
    Subscription,
)
from comments.posting import post
from comments.reporting import report
from comments.transitions import transition, undo
from healthsite.outbox.delivery import WAITS
from tests.comments.conftest import remove
from tests.comments.letterbox import let_time_pass, mail_that_leaves, to
from tests.conftest import make_person
from tests.factories import make_article, make_contributor

CANARY = "canary-in-the-words"


def watch(person, article, root=None, muted=False):
    kind = "thread" if root else "article"
    return Subscription.objects.create(person=person, kind=kind, article=article, comment=root, muted=muted)


def prefer(person, **wishes):
    return MailPreference.objects.update_or_create(person=person, defaults=wishes)[0]


@pytest.fixture
def quiet(say):
    """A comment of Rui's whose own news is over."""
    comment = say()
    mail_that_leaves()
    mail.outbox.clear()
    return comment


class WhoHearsTests:
    def test_the_writer_of_a_comment_hears_of_a_reply(self, say, quiet, eve):
        say("Me too.", by=eve, parent=quiet)
        sent = mail_that_leaves()
        assert "rui@example.org" in to(sent)
        to_rui = next(message for message in sent if message.to == ["rui@example.org"])
        assert to_rui.subject == "Eve replied to your comment on “Living with hay fever”"
        assert "> Me too." in to_rui.body
        assert "You get this mail because somebody replied to your comment." in to_rui.body
        assert f"{Comment.objects.last().get_absolute_url()}#comment-" in to_rui.body

    def test_nobody_hears_of_their_own(self, say, quiet, article, rui, publish_first):
        watch(rui, article)
        say("And another thing.", parent=quiet)
        assert mail_that_leaves() == []

    def test_a_reply_to_a_reply_goes_to_its_writer_and_not_to_the_one_above(self, say, quiet, eve, sam, publish_first):
        reply = say(by=eve, parent=quiet)
        mail_that_leaves()
        say(by=sam, parent=reply)
        assert to(mail_that_leaves()) == ["eve@example.org"]

    def test_watchers_of_the_article_hear_of_every_comment(self, say, quiet, article, eve, sam, publish_first):
        watch(eve, article)
        say(by=sam)
        say(by=sam, parent=quiet)
        assert to(mail_that_leaves()) == ["eve@example.org", "eve@example.org", "rui@example.org"]

    def test_watchers_of_a_thread_hear_of_that_one(self, say, quiet, article, eve, sam, publish_first):
        watch(eve, article, quiet)
        say(by=sam)
        assert mail_that_leaves() == []
        say(by=sam, parent=quiet)
        assert to(mail_that_leaves()) == ["eve@example.org", "rui@example.org"]

    def test_authors_of_the_article_hear_by_default(self, say, ana, rui, publish_first):
        below = make_article("Migraine", contributors=[make_contributor("Ana B", user=ana)])
        say(below=below)
        sent = mail_that_leaves()
        assert to(sent) == ["ana@example.org"]
        assert "your article “Migraine”" in sent[0].subject

    def test_an_author_who_muted_the_article_hears_only_replies(self, say, ana, rui, publish_first):
        below = make_article("Migraine", contributors=[make_contributor("Ana B", user=ana)])
        watch(ana, below, muted=True)
        own = say(by=ana, below=below)
        say(below=below)
        assert mail_that_leaves() == []
        say(below=below, parent=own)
        assert to(mail_that_leaves()) == ["ana@example.org"]

    def test_one_comment_is_one_mail_whatever_the_reasons(self, say, article, quiet, rui, eve, publish_first):
        watch(rui, article)
        watch(rui, article, quiet)
        say(by=eve, parent=quiet)
        sent = mail_that_leaves()
        assert to(sent) == ["rui@example.org"]
        assert "replied to your comment" in sent[0].subject

    def test_who_wants_no_replies_but_watches_hears_as_a_watcher(self, say, article, quiet, rui, eve, publish_first):
        prefer(rui, replies=False)
        watch(rui, article)
        say(by=eve, parent=quiet)
        assert "wrote a comment on" in mail_that_leaves()[0].subject

    @pytest.mark.parametrize("wish", [{"replies": False}, {"frequency": "never"}])
    def test_who_wants_no_mail_gets_none(self, say, quiet, rui, eve, publish_first, wish):
        prefer(rui, **wish)
        say(by=eve, parent=quiet)
        assert mail_that_leaves() == []

    def test_who_muted_the_thread_or_the_person_hears_nothing(self, say, quiet, rui, eve, sam, publish_first):
        IgnoredPerson.objects.create(person=rui, ignored=eve)
        say(by=eve, parent=quiet)
        MutedThread.objects.create(person=rui, root=quiet)
        say(by=sam, parent=quiet)
        assert mail_that_leaves() == []

    def test_a_suspended_account_gets_no_mail(self, say, quiet, rui, eve, publish_first):
        rui.is_active = False
        rui.save()
        say(by=eve, parent=quiet)
        assert mail_that_leaves() == []

    def test_fan_out_costs_the_same_for_two_watchers_and_for_fifty(self, say, article, eve, publish_first):
        def cost():
            say(by=eve)
            let_time_pass()
            decision = notifications.untold().get()
            with CaptureQueriesContext(connection) as queries:
                fan_out(decision)
            deliver_due()
            return len(queries)

        for n in range(2):
            watch(make_person(f"w{n}@example.org", f"Watcher {'abcdefghij'[n]}"), article)
        few = cost()
        for n in range(48):
            name = "abcdefghij"[n // 10] + "klmnopqrst"[n % 10]
            watch(make_person(f"x{n}@example.org", f"Onlooker {name}"), article)
        assert cost() == few
        assert Letter.objects.count() == 52


class DecidedTests:
    def test_the_writer_hears_that_the_comment_is_public(self, say, rui, publish_first):
        say(status="held")
        Decision._base_manager.update(announce_at=None)
        transition(
            Comment.objects.get(),
            "published",
            actor=make_person("m@example.org", "Mim", "Moderators"),
            role="moderator",
        )
        sent = mail_that_leaves()
        assert to(sent) == ["rui@example.org"]
        assert sent[0].subject == "Your comment on “Living with hay fever” is public"

    def test_a_removal_is_told_with_the_reason_in_words_and_the_letter_but_no_words_of_the_comment(
        self, say, mo, quiet
    ):
        transition(
            quiet, "rejected", actor=mo, role="moderator", reason="selling", public_text="Please read rule 3.",
            private_note="secret-note",
        )  # fmt: skip
        sent = mail_that_leaves()
        assert sent[0].subject == "Your comment on “Living with hay fever” was removed"
        body = sent[0].body
        assert "The reason: selling or sourcing medicines." in body
        assert "Please read rule 3." in body
        assert "Decided by: A moderator" in body
        assert "It helped me." not in body
        assert "secret-note" not in body
        assert mo.display_name not in body.split("\n")

    def test_spam_gets_no_answer(self, mo, quiet):
        remove(quiet, mo, "spam")
        assert mail_that_leaves() == []

    def test_a_new_comment_that_waits_has_told_so_on_the_page(self, rui, article):
        post(author=rui, article=article, text="x y")
        assert mail_that_leaves() == []

    def test_what_one_withdraws_oneself_is_no_news(self, say, rui, quiet):
        transition(quiet, "withdrawn", actor=rui, role="author")
        assert mail_that_leaves() == []

    def test_looked_at_again_and_kept_is_no_news(self, mo, quiet):
        transition(quiet, "held", actor=mo, role="moderator")
        mail_that_leaves()
        transition(quiet, "published", actor=mo, role="moderator")
        mail_that_leaves()
        transition(quiet, "published", actor=mo, role="moderator")
        assert mail_that_leaves() == []

    def test_only_the_last_of_quick_decisions_is_told(self, mo, quiet):
        remove(quiet, mo)
        transition(quiet, "published", actor=mo, role="moderator")
        subjects = [message.subject for message in mail_that_leaves()]
        assert subjects == ["Your comment on “Living with hay fever” is public again"]

    def test_who_wants_no_decisions_gets_none(self, mo, rui, quiet):
        prefer(rui, decided=False)
        remove(quiet, mo)
        assert mail_that_leaves() == []


class NeverAboutWhatIsNotPublicTests:
    def test_nothing_leaves_before_the_time_for_second_thoughts_is_over(self, say, quiet, eve, publish_first):
        say(by=eve, parent=quiet)
        deliver_due()
        assert mail.outbox == []
        assert not Letter.objects.filter(sent_at=None).exists()

    def test_a_comment_that_waits_is_told_to_nobody_but_after_its_release(self, say, quiet, article, sam, eve, mo):
        watch(sam, article)
        held = say(CANARY, by=eve, parent=quiet, status="held")
        assert mail_that_leaves() == []
        transition(held, "published", actor=mo, role="moderator")
        assert to(mail_that_leaves()) == ["eve@example.org", "rui@example.org", "sam@example.org"]

    @pytest.mark.parametrize("status", ["held", "rejected", "spam", "withdrawn", "erased"])
    def test_a_comment_that_went_before_the_letter_was_made_is_told_to_nobody(
        self, say, quiet, eve, mo, article, sam, status, publish_first
    ):
        watch(sam, article)
        comment = say(CANARY, by=eve, parent=quiet)
        self.take_away(comment, status, eve, mo)
        sent = mail_that_leaves()
        assert not {"rui@example.org", "sam@example.org"} & set(to(sent))
        assert CANARY not in str([message.message() for message in sent])

    @pytest.mark.parametrize("status", ["held", "rejected", "spam", "withdrawn", "erased"])
    def test_a_comment_that_went_while_the_letter_waited_is_told_to_nobody(
        self, say, quiet, eve, mo, article, sam, status, publish_first, monkeypatch
    ):
        watch(sam, article)
        comment = say(CANARY, by=eve, parent=quiet)
        let_time_pass()
        fan_out(notifications.untold().get())
        assert Letter.objects.filter(sent_at=None).count() == 2
        self.take_away(comment, status, eve, mo)
        deliver_due()
        assert mail.outbox == []
        assert not Letter.objects.filter(sent_at=None).exists()

    def take_away(self, comment, status, author, mo):
        roles = {"withdrawn": ("author", author), "erased": ("privacy", None)}
        role, actor = roles.get(status, ("moderator", mo))
        reason = "abuse" if status in {"rejected", "spam"} else ""
        transition(comment, status, actor=actor, role=role, reason=reason)

    def test_one_that_comes_back_is_told_then_and_only_once(self, say, quiet, eve, mo, sam, article, publish_first):
        watch(sam, article)
        comment = say(by=eve)
        remove(comment, mo)
        assert "sam@example.org" not in to(mail_that_leaves())
        transition(comment, "published", actor=make_person("n@example.org", "Nim", "Moderators"), role="moderator")
        assert "sam@example.org" in to(mail_that_leaves())
        transition(comment, "held", actor=mo, role="moderator")
        transition(comment, "published", actor=mo, role="moderator")
        assert "sam@example.org" not in to(mail_that_leaves())

    def test_below_an_article_that_was_withdrawn_nothing_is_told(self, say, quiet, article, eve, ed, publish_first):
        say(CANARY, by=eve, parent=quiet)
        let_time_pass()
        fan_out(notifications.untold().get())
        publishing.withdraw(article, by=ed, reason="Out of date.")
        deliver_due()
        assert mail.outbox == []

    def test_words_of_an_edit_that_waits_are_in_no_mail(self, say, quiet, eve, publish_first):
        comment = say("The approved words", by=eve, parent=quiet)
        waiting = CommentVersion.objects.create(
            comment=comment, number=2, source=CANARY, html=CANARY, renderer_version=1, created_by=eve
        )
        Comment.objects.filter(pk=comment.pk).update(current_version=waiting)
        sent = mail_that_leaves()
        assert "The approved words" in sent[0].body
        assert CANARY not in str(sent[0].message())

    def test_the_rows_hold_no_words(self, say, quiet, eve, publish_first):
        say(CANARY, by=eve, parent=quiet)
        let_time_pass()
        fan_out(notifications.untold().get())
        assert CANARY not in str([*Letter.objects.values(), *Notice.objects.values()])

    def test_what_is_brought_in_sends_nothing(self, rui, quiet, eve, article, publish_first):
        old = timezone.now() - timedelta(days=300)
        post(author=eve, article=article, text="Old words", parent=quiet.public_id, at=old)
        assert mail_that_leaves() == []
        assert notifications.when_to_tell("", "published", "rule", "import_wordpress", at=timezone.now()) is None


class SensitiveTests:
    @pytest.fixture
    def sensitive(self, article):
        branch = Category.objects.get(url_path="conditions")
        return CategoryPolicy.objects.create(category=branch, mode="publish", sensitive=True)

    def test_a_mail_names_neither_article_nor_person_nor_words(self, say, quiet, eve, sensitive):
        say(CANARY, by=eve, parent=quiet)
        sent = mail_that_leaves()
        whole = sent[0].message().as_string()
        assert sent[0].subject == "Somebody replied to your comment"
        assert CANARY not in whole
        assert "hay" not in whole.lower()
        assert "Eve" not in whole
        assert Comment.objects.last().get_absolute_url() in sent[0].body

    def test_a_decision_names_no_article(self, quiet, mo, sensitive):
        remove(quiet, mo)
        whole = mail_that_leaves()[0].message().as_string()
        assert "hay" not in whole.lower()
        assert "hurtful to others" in whole

    def test_it_is_asked_when_the_mail_leaves(self, say, quiet, eve, article, publish_first):
        say(CANARY, by=eve, parent=quiet)
        CategoryPolicy.objects.create(category=article.latest.category, mode="publish", sensitive=True)
        assert CANARY not in mail_that_leaves()[0].body


class OnceTests:
    def test_the_same_event_twice_is_one_mail(self, say, quiet, eve, publish_first):
        say(by=eve, parent=quiet)
        let_time_pass()
        decision = notifications.untold().get()
        fan_out(decision)
        fan_out(decision)
        decision.announcement.delete()  # as if a worker had died in between
        fan_out(decision)
        assert len(mail_that_leaves()) == 1
        assert mail_that_leaves() == []

    def test_a_deed_that_is_rolled_back_leaves_nothing(self, rui, quiet, eve, article, publish_first):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            post(author=eve, article=article, text="x", parent=quiet.public_id)
            raise ZeroDivisionError
        assert mail_that_leaves() == []

    def test_mail_that_does_not_leave_is_tried_again_later_and_given_up_at_last(
        self, say, quiet, eve, publish_first, monkeypatch
    ):
        say(CANARY, by=eve, parent=quiet)
        let_time_pass()
        with monkeypatch.context() as broken:
            broken.setattr("django.core.mail.EmailMessage.send", lambda self: 1 / 0)
            deliver_due()
            letter = Letter.objects.get(sent_at=None)
            assert letter.attempts == 1
            assert letter.next_try_at > timezone.now()
            deliver_due()
            letter.refresh_from_db()
            assert letter.attempts == 1
            for _try in WAITS:
                let_time_pass(hours=3)
                deliver_due()
        letter.refresh_from_db()
        assert letter.given_up_at is not None
        assert mail_that_leaves(days=1) == []
        letter.try_again()
        assert to(mail_that_leaves()) == ["rui@example.org"]

    def test_a_comment_that_goes_between_two_tries_is_told_to_nobody(
        self, say, quiet, eve, mo, publish_first, monkeypatch
    ):
        comment = say(CANARY, by=eve, parent=quiet)
        let_time_pass()
        with monkeypatch.context() as broken:
            broken.setattr("django.core.mail.EmailMessage.send", lambda self: 1 / 0)
            deliver_due()
        remove(comment, mo, "spam")
        assert mail_that_leaves(hours=1) == []

    def test_who_leaves_by_the_link_gets_nothing_that_was_waiting(self, say, quiet, rui, eve, publish_first):
        say(by=eve, parent=quiet)
        let_time_pass()
        fan_out(notifications.untold().get())
        prefer(rui, replies=False)
        deliver_due()
        assert mail.outbox == []


class DigestTests:
    def test_a_day_is_one_mail(self, say, quiet, article, rui, eve, publish_first):
        prefer(rui, frequency="daily")
        watch(rui, article)
        say("First words", by=eve, parent=quiet)
        say("Second words", by=eve)
        assert mail_that_leaves() == []
        assert Letter.objects.filter(sent_at=None).count() == 1
        (digest,) = mail_that_leaves(days=1)
        assert digest.to == ["rui@example.org"]
        assert "First words" in digest.body
        assert "Second words" in digest.body
        assert digest.subject == "News from discussions on healthsite"

    def test_what_went_meanwhile_is_left_out(self, say, quiet, article, rui, eve, mo, publish_first):
        prefer(rui, frequency="daily")
        watch(rui, article)
        gone = say(CANARY, by=eve)
        say("Words that stay", by=eve)
        mail_that_leaves()
        remove(gone, mo)
        digest = next(message for message in mail_that_leaves(days=1) if message.to == ["rui@example.org"])
        assert CANARY not in digest.body
        assert "Words that stay" in digest.body

    def test_a_digest_of_nothing_does_not_leave(self, say, quiet, rui, eve, mo, publish_first):
        prefer(rui, frequency="daily")
        gone = say(CANARY, by=eve, parent=quiet)
        mail_that_leaves()
        remove(gone, mo, "spam")
        assert mail_that_leaves(days=1) == []

    @pytest.mark.parametrize(
        ("zone", "now", "then"),
        [
            ("Asia/Tokyo", datetime(2026, 3, 1, 22, 59, tzinfo=UTC), datetime(2026, 3, 1, 23, 0, tzinfo=UTC)),
            ("Asia/Tokyo", datetime(2026, 3, 1, 23, 0, tzinfo=UTC), datetime(2026, 3, 2, 23, 0, tzinfo=UTC)),
            ("America/New_York", datetime(2026, 3, 7, 14, 0, tzinfo=UTC), datetime(2026, 3, 8, 12, 0, tzinfo=UTC)),
            ("Asia/Kathmandu", datetime(2026, 6, 1, 0, 0, tzinfo=UTC), datetime(2026, 6, 1, 2, 15, tzinfo=UTC)),
            ("", datetime(2026, 6, 1, 0, 0, tzinfo=UTC), datetime(2026, 6, 1, 8, 0, tzinfo=UTC)),
        ],
    )
    def test_it_leaves_at_eight_on_the_clock_of_its_reader_also_when_clocks_change(self, rui, zone, now, then):
        rui.time_zone = zone
        assert next_digest(rui, now) == then

    def test_times_in_it_are_those_of_its_reader(self, say, quiet, rui, eve, publish_first):
        rui.time_zone = "Asia/Kathmandu"
        rui.save()
        reply = say(by=eve, parent=quiet)
        sent = mail_that_leaves()
        assert f":{reply.published_at.astimezone(ZoneInfo('Asia/Kathmandu')):%M}" in sent[0].body.splitlines()[3]

    def test_writing_it_costs_the_same_for_one_and_for_many(self, say, quiet, article, rui, eve, publish_first):
        prefer(rui, frequency="daily")
        watch(rui, article)

        def cost():
            mail_that_leaves()
            letter = Letter.objects.get(sent_at=None)
            with CaptureQueriesContext(connection) as queries:
                assert letter.compose()
            return len(queries)

        say(by=eve)
        one = cost()
        for n in range(12):
            say(f"words {n}", by=eve)
        assert cost() == one


class HeaderTests:
    def test_a_mail_can_be_left_with_one_click(self, say, quiet, eve, publish_first):
        say(by=eve, parent=quiet)
        (message,) = mail_that_leaves()
        parsed = email.message_from_bytes(message.message().as_bytes())
        assert parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        link = parsed["List-Unsubscribe"].strip()
        assert link.startswith("<http")
        assert link[1:-1] in message.body
        assert parsed["Auto-Submitted"] == "auto-generated"

    def test_a_name_or_title_cannot_add_a_header(self, say, quiet, eve, publish_first):
        reply = say(by=eve, parent=quiet)
        Comment.objects.filter(pk=reply.pk).update(author_name="Eve\r\nBcc: all@example.org")
        (message,) = mail_that_leaves()
        assert "\n" not in message.subject
        assert message.recipients() == ["rui@example.org"]

    def test_nothing_in_a_mail_is_html(self, say, quiet, eve, publish_first):
        say("Tom & <Jerry> **bold**", by=eve, parent=quiet)
        (message,) = mail_that_leaves()
        assert "> Tom & <Jerry> **bold**" in message.body
        assert message.message().get_content_type() == "text/plain"

    def test_it_leads_to_the_choice_of_mail(self, say, quiet, eve, publish_first):
        say(by=eve, parent=quiet)
        assert reverse("my:watched") in mail_that_leaves()[0].body


class OperatorTests:
    def test_what_was_given_up_stands_in_the_admin_and_can_be_tried_again(
        self, as_, root, say, quiet, eve, publish_first
    ):
        say(CANARY, by=eve, parent=quiet)
        let_time_pass()
        fan_out(notifications.untold().get())
        Letter.objects.filter(sent_at=None).update(given_up_at=timezone.now(), attempts=7)
        browser = as_(root)
        page = browser.get(reverse("admin:comments_letter_changelist")).content.decode()
        assert "a reply to your comment" in page
        assert CANARY not in page
        letter = Letter.objects.get(sent_at=None)
        browser.post(
            reverse("admin:comments_letter_changelist"), {"action": "try_again", "_selected_action": [letter.pk]}
        )
        assert to(mail_that_leaves()) == ["rui@example.org"]

    @pytest.mark.parametrize("who", ["mo", "ed", "rui"])
    def test_nobody_else_sees_whom_we_write_to(self, request, as_, who):
        answer = as_(request.getfixturevalue(who)).get(reverse("admin:comments_letter_changelist"))
        assert answer.status_code in {302, 403}

    def test_the_worker_is_told_to_look(self, db):
        assert Schedule.objects.get(func="comments.mail.delivery.deliver_due").minutes == 1
        assert Schedule.objects.get(func="healthsite.closing.close_due").schedule_type == "H"


class ReportedTests:
    @pytest.mark.parametrize(
        ("to_status", "words"),
        [
            ("rejected", "The comment was removed"),
            ("spam", "The comment was removed"),
            ("published", "the comment stays"),
        ],
    )
    def test_whoever_reported_a_comment_hears_what_became_of_it_and_nothing_else(
        self, quiet, eve, mo, to_status, words
    ):
        report(quiet, reason="abuse", by=eve)
        transition(
            quiet, to_status, actor=mo, role="moderator", reason="abuse" if to_status != "published" else "",
            public_text="for the writer",
        )  # fmt: skip
        (message,) = [message for message in mail_that_leaves() if message.to == ["eve@example.org"]]
        assert message.subject.startswith("Your report of a comment on “Living with hay fever”: ")
        assert words in message.subject
        assert "for the writer" not in message.body
        assert "It helped me." not in message.body

    def test_a_slip_that_was_undone_is_told_to_nobody(self, quiet, eve, mo):
        report(quiet, reason="abuse", by=eve)
        remove(quiet, mo)
        undo(Decision.objects.last(), actor=mo)
        assert mail_that_leaves() == []
